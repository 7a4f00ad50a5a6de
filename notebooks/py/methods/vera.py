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
# # VeRA: random matrices, learned scales
#
# ```{admonition} On this page
# **You will be able to** say how a method can adapt a model with two vectors for each of its matrices · tell what is
# trained from what must be stored · see that it merges without loss.
#
# **You need** {doc}`lora`. **Time** Eight minutes
# to read; the run itself took {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "vera"  # how it is adapted
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
# In LoRA both thin matrices are learned, for every adapted matrix anew. VeRA {cite}`kopiczko2024vera` draws one pair
# $A$, $B$ at random, once, shares it between all of them and never trains it. What is learned for each adapted matrix
# are two vectors that scale it:
#
# $$
# h = W x + \operatorname{diag}(\lambda_b)\, B \operatorname{diag}(\lambda_d)\, A x
# $$
#
# $\lambda_d$ says how much of each random direction is read, and $\lambda_b$ where the result goes. $\lambda_b$ starts
# from zeros, so at first nothing is changed.

# %% [markdown]
# ## What it puts into this backbone

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe
from clinpeft.showing.names import shown_tensors

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
shown_tensors(description.inserted).head(8)

# %% [markdown]
# Two vectors for each adapted matrix, and no matrix at all. The table shows the first of {value}`tensors` tensors.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
rank, adapted = how.options["r"], modules(description.model, base, how.targets)
by_formula = sum(rank + matrix.d_out for matrix in adapted)
measured = description.structure.adapter_parameters
lora = sum(8 * (matrix.d_in + matrix.d_out) for matrix in adapted)
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured, rank=rank, times=lora / measured)
lora_rate = catalogue.method("lora").learning_rate(recipe, catalogue.task(task).kind)
note(counts="agree" if by_formula == measured else "differ", lora_rate=lora_rate)
by_formula, measured, lora

# %% [markdown]
# One number for each of {value}`rank` random directions and one for each output: {value}`by_formula:,` by formula,
# {value}`measured:,` in the model. The two {value}`counts`. LoRA of rank eight, the last number, trains
# {value}`times:.0f` times as many. The new head is left out here, because every method has one.

# %% [markdown]
# ## VeRA from scratch, on one layer

# %%
import torch
from torch.nn.functional import linear

one = adapted[0]
W, b = one.weights()
A, B = one.module.vera_A["default"][:, : one.d_in], one.module.vera_B["default"][: one.d_out]
torch.manual_seed(seed)
x, read, write = torch.randn(2, one.d_in), torch.rand(rank), torch.zeros(one.d_out)
same = torch.equal(linear(x, W, b), linear(x, W, b) + (x @ A.T * read) @ B.T * write)
assert same
same

# %% [markdown]
# True, to the last bit: VeRA starts from the pretrained model. Now let the vectors be anything, and add the update to
# the weights once and for all.

# %%
write = torch.randn(one.d_out) / 10
beside = linear(x, W, b) + (x @ A.T * read) @ B.T * write
merged = linear(x, W + write[:, None] * B @ (read[:, None] * A), b)
same = torch.allclose(beside, merged, atol=1e-4)
assert same
same

# %% [markdown]
# True: once merged, VeRA costs nothing at prediction. Does the library's own layer, with our vectors, add the same to
# what the pretrained matrix says?

# %%
with torch.no_grad():
    one.module.vera_lambda_d["default"].copy_(read)
    one.module.vera_lambda_b["default"].copy_(write)
    theirs = one.module.eval()(x)
    ours = one.plain(x) + (x @ A.T * read) @ B.T * write
same = torch.allclose(ours, theirs, atol=1e-4)
assert same
same

# %% [markdown]
# True. And the random pair is one and the same in every layer?

# %%
layers = [module for module in description.model.modules() if hasattr(module, "vera_lambda_b")]
places = {module.vera_A["default"].data_ptr() for module in layers}
note(adapted=len(layers), stored=A.numel() + B.numel())
len(layers), len(places)

# %% [markdown]
# {value}`adapted` adapted matrices, one place in memory. But the pair must come from somewhere: the file
# holds it unless one trusts every machine to draw the same random numbers, and {value}`stored:,` numbers are many more
# than what is trained.

# %% [markdown]
# ## The run
# Now all these vectors, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Vectors and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.
#
# Few numbers are trained, and the file is not small: most of it is the random pair. {doc}`../practice/adapter_file`
# looks inside.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: vera-rate
# This run's learning rate was {value}`learning_rate:g`, several times that of LoRA, and its head's
# {value}`head_learning_rate:g`. Set `learning_rate` to LoRA's {value}`lora_rate:g`, `head_learning_rate` to what it
# was, and run the page again. Before you look, write down what you expect and why VeRA's rate is higher.
# ```
#
# ```{solution} vera-rate
# :class: dropdown
# $\lambda_b$ starts at zero, and one of its numbers scales a whole row of the update. AdamW moves each number by about
# the learning rate in an update, so a small rate leaves all rows of the update near zero. Fewer numbers have to go
# farther.
# ```
