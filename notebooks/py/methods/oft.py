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
# # OFT: rotate instead of add
#
# ```{admonition} On this page
# **You will be able to** build a rotation from free numbers · say what a rotation keeps and what an addition breaks ·
# see that it merges without loss.
#
# **You need** {doc}`lora`. **Time** Ten minutes
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
method: str = "oft"  # how it is adapted
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
# LoRA adds to the weights. OFT {cite}`qiu2023oft` multiplies: it rotates what comes into a matrix, and trains the
# rotation.
#
# $$
# h = W R^\top x, \qquad R^\top R = I
# $$
#
# A rotation keeps every length and every angle, so rows that were alike stay alike. To train one, write it with numbers
# that are free: a matrix $S$ with $S^\top = -S$ gives a rotation by the formula of Cayley, $R = (I + S)(I - S)^{-1}$.
# $S = 0$ gives $R = I$, which changes nothing. To save numbers, $R$ is made of blocks along its diagonal: each block
# turns its own group of inputs.

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
# One tensor for each adapted matrix: a row for each block, and in it the numbers above the diagonal of $S$. The table
# shows the first of {value}`tensors` tensors.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
adapted = modules(description.model, base, how.targets)
first = adapted[0]
size = first.module.oft_R["default"].block_size
by_formula = sum(matrix.d_in // size * (size * (size - 1) // 2) for matrix in adapted)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured, size=size)
note(counts="agree" if by_formula == measured else "differ", blocks=first.d_in // size)
by_formula, measured

# %% [markdown]
# The first matrix has {value}`blocks` blocks of {value}`size` inputs, each with $\tfrac{1}{2} s (s - 1)$ free numbers.
# In all {value}`by_formula:,` by formula, {value}`measured:,` in the model. The two {value}`counts`. The new head is
# left out here, because every method has one.

# %% [markdown]
# ## OFT from scratch, on one block
# Fill the upper half of $S$ with free numbers, mirror it with the sign changed, and apply the formula.

# %%
import torch
from torch.nn.functional import linear

torch.manual_seed(seed)
free = torch.randn(size * (size - 1) // 2) / 100
S, one = torch.zeros(size, size), torch.eye(size)
S[*torch.triu_indices(size, size, 1)] = free
S = S - S.T
R = (one + S) @ torch.linalg.inv(one - S)
same = torch.allclose(R.T @ R, one, atol=1e-5)
assert same
same

# %% [markdown]
# True: a rotation, whatever the free numbers are. It keeps lengths and angles:

# %%
x = torch.randn(4, size)
lengths = torch.allclose((x @ R).norm(dim=1), x.norm(dim=1), atol=1e-4)
angles = torch.allclose((x @ R) @ (x @ R).T, x @ x.T, atol=1e-3)
assert (lengths, angles) == (True, True)
lengths, angles

# %% [markdown]
# True, twice: the second compares all products between the four vectors, and so their angles. With the same rotation in
# every block, take a real matrix, and compare rotating the inputs with rotating the weights once and for all.

# %%
W, b = first.weights()
whole = torch.block_diag(*[R] * (first.d_in // size))
x = torch.randn(2, first.d_in)
turned = linear(x @ whole, W, b)
same = torch.allclose(turned, linear(x, W @ whole.T, b), atol=1e-4)
assert same
same

# %% [markdown]
# True: a trained OFT can be merged. Last, the library's own layer, with our free numbers in every block.

# %%
with torch.no_grad():
    first.module.oft_R["default"].weight.copy_(free.expand(first.d_in // size, -1))
    theirs = first.module.eval()(x)
note(error=(theirs - turned).abs().max().item(), largest=turned.abs().max().item())
same = torch.allclose(turned, theirs, atol=1e-3 * turned.abs().max().item())
assert same
same

# %% [markdown]
# True, but only nearly: the largest difference is {value}`error:.1e`, where the numbers themselves reach
# {value}`largest:.1f`. The library does not invert $I - S$. It sums the first terms of a series, which is faster and
# exact only for small $S$: far from its start, its $R$ is no longer quite a rotation.

# %% [markdown]
# ## The run
# Now a rotation for every adapted matrix, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Rotations and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: oft-limits
# A rotation keeps the length of every input. Name one thing that a layer with LoRA can learn and a layer with OFT
# cannot. Does it matter that the layers after it can be adapted too?
# ```
#
# ```{solution} oft-limits
# :class: dropdown
# To ignore an input: to make a group of inputs count for less, or for nothing. A rotation can only send it elsewhere.
# The singular values of $W R^\top$ are those of $W$. Layers after it, and the head, can still learn to ignore the place
# it was sent to, so a model of many layers loses less than a single one.
# ```
