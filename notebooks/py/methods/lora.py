# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # LoRA: learn a small difference
#
# ```{admonition} On this page
# **You will be able to** say what LoRA trains and why so little can suffice · count its parameters by hand · merge it
# back into the weights and see that nothing is lost.
#
# **You need** {doc}`../foundations/fine_tuning` and {doc}`../foundations/low_rank`. **Time** Ten minutes to read; the
# run itself took {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "lora"  # how it is adapted
recipe: str = "quick"  # how long and how fast it learns
seed: int = 0  # fixes everything random, on one machine
train_size: int = 800  # training texts; None for all
fold: int = None  # part of a cross-validation; None for the corpus's own split
per_class: int = None  # training texts per label; None for train_size as it is
learning_rate: float = None  # None for the method's own; one given here is the head's too
head_learning_rate: float = None  # None for the recipe's own, or for learning_rate where that is given
max_seconds: float = None  # stop training after so long; None for the recipe's end

# %%
from clinpeft.specs import RunSpec

spec = RunSpec.from_parameters(globals())
spec.slug

# %% [markdown]
# This is the name of the run. A parameter that is unknown, missing or of the wrong type would have stopped the page
# here, with a message that says what is allowed.

# %% [markdown]
# ## The idea
# A pretrained encoder has met most words and the company they keep. To predict something from clinical text we need not
# teach it to read again; we need to nudge it. Full fine-tuning writes the nudge as a new value for every weight.
#
# LoRA {cite}`hu2022lora` keeps every weight matrix $W$ as it is and writes the nudge beside it, as a product of two
# thin matrices:
#
# $$
# h = W x + \tfrac{\alpha}{r}\, B A x, \qquad
# A \in \mathbb{R}^{r \times d_\text{in}},\; B \in \mathbb{R}^{d_\text{out} \times r}
# $$
#
# Only $A$ and $B$ are trained. The *rank* $r$ says how thin they are, and $\alpha / r$ is a fixed scale. $A$ starts
# from random numbers and $B$ from zeros, so the nudge starts at nothing.

# %% [markdown]
# ## What it puts into this backbone
# The catalogue says which roles LoRA adapts, and the backbone says what those roles are called here.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe
from clinpeft.showing.names import shown_tensors

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
shown_tensors(description.inserted).head(8)

# %% [markdown]
# Each adapted matrix gets a pair, `lora_A` and `lora_B`. The table shows the first of {value}`tensors` such tensors;
# the layers after it look the same.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
rank = how.options["r"]
adapted = modules(description.model, base, how.targets)
by_formula = sum(rank * (matrix.d_in + matrix.d_out) for matrix in adapted)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured)
note(counts="agree" if by_formula == measured else "differ", matrices=len(adapted))
by_formula, measured

# %% [markdown]
# By formula, $r\,(d_\text{in} + d_\text{out})$ for each of {value}`matrices` adapted matrices, LoRA adds
# {value}`by_formula:,` numbers. Counted in the model: {value}`measured:,`. The two {value}`counts`. The new head is
# left out here, because every method has one.

# %% [markdown]
# ## LoRA from scratch, on one layer
# Take one real weight matrix of the backbone, put a fresh $A$ and $B$ beside it, and compare.

# %%
import torch
from torch.nn.functional import linear

one = adapted[0]
W, b = one.weights()
scale = how.options["lora_alpha"] / rank
torch.manual_seed(seed)
x = torch.randn(2, one.d_in)
A, B = torch.randn(rank, one.d_in) / one.d_in**0.5, torch.zeros(one.d_out, rank)
same = torch.equal(linear(x, W, b), linear(x, W, b) + scale * x @ A.T @ B.T)
assert same
same

# %% [markdown]
# True, to the last bit. Whatever LoRA does later, it starts from the pretrained model and not from noise.
#
# Now let $B$ be anything, as it is after training, and add the product to the weights once and for all.

# %%
B = torch.randn(one.d_out, rank) / one.d_out**0.5
beside = linear(x, W, b) + scale * x @ A.T @ B.T
merged = linear(x, W + scale * B @ A, b)
same = torch.allclose(beside, merged, atol=1e-4)
assert same
same

# %% [markdown]
# True again. A trained LoRA can be merged into the weights, and prediction then costs what it cost before. It also says
# what LoRA cannot do: $BA$ has rank $r$ at most, so only differences of low rank can be learned.
#
# Last, the library's own layer. Give it our two matrices, and ask whether it adds the same to what the pretrained
# matrix says.

# %%
with torch.no_grad():
    one.module.lora_A["default"].weight.copy_(A)
    one.module.lora_B["default"].weight.copy_(B)
    theirs = one.module.eval()(x)
    ours = one.plain(x) + scale * x @ A.T @ B.T
same = torch.allclose(ours, theirs, atol=1e-4)
assert same
same

# %% [markdown]
# True. The layer inside the run is the formula above and nothing else, apart from a little dropout before $A$ while
# training.

# %% [markdown]
# ## The run
# Now the same for every adapted matrix, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

# %%
from clinpeft.results.names import count_words, metric_title, passes, size_title
from clinpeft.running import record, run

result = run(spec)
note(texts=size_title(train_size), metric=metric_title(catalogue.task(task).main_metric))
record(result)

# %% [markdown]
# Each row is a metric. The one that chose the checkpoint is {value}`metric`; the test texts were read once, after that
# choice.

# %%
from clinpeft.results.figures import alt_curve, display_figure, plot_curve
from clinpeft.results.published import siblings

published = siblings(spec)
note(kept_after=passes(result.best_epoch))
display_figure(plot_curve(result, published), alt_curve(result, published))

# %% [markdown]
# On the left is what training makes smaller; on the right, what we hope it makes larger. The checkpoint kept is the one
# after {value}`kept_after` over the training texts, where the validation {value}`metric` was
# {value}`validation.main:.3f`.

# %%
from clinpeft.results.floor_words import beside_floor, chance
from clinpeft.results.pivots import as_text, scores_beside_floor

note(beside=beside_floor(result))
note(chance=chance(result))
as_text(scores_beside_floor(result))

# %% [markdown]
# The test {value}`metric` of this run is {value}`test.main:.3f`. The floor, {value}`floor.name` fitted on the same
# training texts, gives {value}`floor.main:.3f`. By {value}`metric`, this run is {value}`beside` its floor; other
# metrics of the table may say otherwise.
#
# {value}`chance`

# %%
costs = {"trained, without the head": measured, "trained, head": result.structure.head_parameters}
costs |= {"file to keep (kB)": round(result.costs.file_size / 1000), "updates": result.costs.updates}
costs |= {"training (s)": round(result.costs.train_time)}
note(share=result.structure.num_trainable_params / result.structure.num_total_params)
note(threads=count_words(result.costs.threads, "processor thread"))
as_text(pd.Series(costs, name="this run").to_frame())

# %% [markdown]
# Adapter and head together are {value}`share:.2%` of the model. What must be kept beside the untouched backbone is a
# file of {value}`file_size_kb:,.0f` kB, and training took {value}`train_time:.0f` seconds on {value}`threads`.
#
# Fewer trained parameters do not make training as many times faster: the text still runs through the whole backbone,
# forwards and backwards. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: lora-rate
# This run's learning rate was {value}`learning_rate:g`, and its head's {value}`head_learning_rate:g`. Set
# `learning_rate` to a tenth, `head_learning_rate` to what it was, and run the page again. Before you look, write down:
# will the score change by more, or by less, than the gap to the floor above?
# ```
#
# ```{solution} lora-rate
# :class: dropdown
# Compare the two learning curves before the two scores. If the training loss is still falling at the end, the run was
# too slow for its length, and its score says something about the rate and little about LoRA. A comparison that gives
# all methods one learning rate can make a method look poor in just this way. The paper {cite}`taylor2024efficiency`
# used one rate for all PEFT methods; {doc}`../results/longer` measures what that costs LoRA.
# ```
