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
# # DoRA: turn and stretch apart
#
# ```{admonition} On this page
# **You will be able to** split a weight matrix into lengths and directions · say what DoRA trains beside LoRA · see
# that it starts from the pretrained model and merges without loss.
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
method: str = "dora"  # how it is adapted
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
# Each row of a weight matrix is a vector: it has a length and a direction. LoRA changes both with the same numbers, and
# nothing in it holds one while the other moves. DoRA {cite}`liu2024dora` keeps them apart. The direction is LoRA's,
# scaled to length one; the length $m$ is a trained number of its own:
#
# $$
# W' = m \odot \frac{V}{\lVert V \rVert_\text{row}}, \qquad V = W + \tfrac{\alpha}{r} B A
# $$
#
# The paper writes the lengths by column; its code and the library take them by output, which is a row of $W$ here.
# The $\odot$ gives each row its length. $B$ starts from zeros and $m$ from the lengths of the pretrained rows, so at
# first nothing is changed.

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
# Beside LoRA's pair stands a third tensor, the magnitudes: one number for each row of the matrix. The table shows the
# first of {value}`tensors` tensors.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
rank = how.options["r"]
adapted = modules(description.model, base, how.targets)
by_formula = sum(rank * (matrix.d_in + matrix.d_out) + matrix.d_out for matrix in adapted)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured)
note(counts="agree" if by_formula == measured else "differ", lengths=sum(matrix.d_out for matrix in adapted))
by_formula, measured

# %% [markdown]
# LoRA's $r\,(d_\text{in} + d_\text{out})$ for each matrix, and one length for each row:
# {value}`by_formula:,` by formula, {value}`measured:,` in the model. The two {value}`counts`. The lengths are
# {value}`lengths:,` of them. The new head is left out here, because every method has one.

# %% [markdown]
# ## DoRA from scratch, on one layer
# Take one real matrix. Split it, put it together again, and compare.

# %%
import torch
from torch.nn.functional import linear

one = adapted[0]
W, b = one.weights()
lengths = W.norm(dim=1)
directions = W / lengths[:, None]
same = torch.allclose(lengths[:, None] * directions, W, atol=1e-6)
assert same
same

# %% [markdown]
# True: a split that loses nothing. Now add a product to the directions only, and give every row its old length back.

# %%
torch.manual_seed(seed)
A, B = torch.randn(rank, one.d_in) / one.d_in**0.5, torch.randn(one.d_out, rank) / one.d_out**0.5
V = W + how.options["lora_alpha"] / rank * B @ A
turned = lengths[:, None] * V / V.norm(dim=1, keepdim=True)
same_lengths, same_matrix = torch.allclose(turned.norm(dim=1), lengths, atol=1e-5), torch.allclose(turned, W, atol=1e-4)
assert (same_lengths, same_matrix) == (True, False)
same_lengths, same_matrix

# %% [markdown]
# The lengths are what they were, and the matrix is another one: this is a pure turn. In LoRA turn and stretch come from
# the same numbers; here the lengths stay, whatever the product is. A pure stretch is as easy: leave $B$ at zero and
# change `lengths`.
#
# The result is a plain matrix, so a trained DoRA can be merged. Last, the library's own layer, with our numbers.

# %%
x, stretched = torch.randn(2, one.d_in), lengths * (0.5 + torch.rand(one.d_out))
with torch.no_grad():
    one.module.lora_A["default"].weight.copy_(A)
    one.module.lora_B["default"].weight.copy_(B)
    one.module.lora_magnitude_vector["default"].weight.copy_(stretched)
    theirs = one.module.eval()(x)
same = torch.allclose(theirs, linear(x, stretched[:, None] * V / V.norm(dim=1, keepdim=True), b), atol=1e-4)
assert same
same

# %% [markdown]
# True. The layer inside the run is the formula above. One detail belongs to training: the library treats
# $\lVert V \rVert$ as a constant when it takes gradients, as the paper proposes, which saves memory.

# %% [markdown]
# ## The run
# Now lengths and directions, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Adapter and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: dora-lora
# {doc}`lora` makes the same run with LoRA. Before you look there, write down which of the two you expect to take longer
# for an update, and why.
# ```
#
# ```{solution} dora-lora
# :class: dropdown
# DoRA: at every update it puts $V$ together and takes the length of each row, for every adapted matrix, which LoRA
# never has to. The seconds in the last table cannot tell you, if the two runs were made on different machines.
# {doc}`../practice/which_method` times both on one machine, at prediction, where DoRA does the same extra work. After
# merging, both predict at the same cost.
# ```
