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
# # AdaLoRA: let the rank go where it is needed
#
# ```{admonition} On this page
# **You will be able to** write LoRA with singular values · follow a budget of rank over training · say why the loss
# that AdaLoRA reports must not choose the checkpoint.
#
# **You need** {doc}`lora` and {doc}`../foundations/low_rank`. **Time** Ten minutes
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
method: str = "adalora"  # how it is adapted
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
# LoRA gives every matrix the same rank. Perhaps one layer needs more and another none. AdaLoRA {cite}`zhang2023adalora`
# writes the update like a singular value decomposition, with a weight $\lambda_i$ for each of its directions:
#
# $$
# h = W x + \tfrac{\alpha}{r_0}\, B \operatorname{diag}(\lambda) A x
# $$
#
# It starts with more directions than it may keep. During training it estimates how much each one matters and sets the
# $\lambda_i$ of the least important to zero, across all layers at once. Every $\lambda_i$ starts at zero, so at first
# nothing is changed.

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
# For each adapted matrix: `lora_A` and `lora_B`, and between them `lora_E`, the weights $\lambda$. The table shows the
# first of {value}`tensors` tensors.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
start, goal = how.options["init_r"], how.options["target_r"]
adapted = modules(description.model, base, how.targets)
matrices = len(adapted)
by_formula = sum(start * (matrix.d_in + matrix.d_out) + start for matrix in adapted)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured, start=start, goal=goal)
note(counts="agree" if by_formula == measured else "differ", matrices=matrices)
by_formula, measured

# %% [markdown]
# Each of {value}`matrices` matrices starts with {value}`start` directions, and {value}`goal` on average may stay. What
# is trained at the start is {value}`by_formula:,` by formula and {value}`measured:,` in the model: the two
# {value}`counts`. The new head is left out here, because every method has one.

# %% [markdown]
# ## From scratch, on one layer
# Take one of the matrices, fill in an update of its size, and put one weight to zero. What happens to the rank?

# %%
import torch

one = adapted[0]
torch.manual_seed(seed)
A, B, weights = torch.randn(start, one.d_in), torch.randn(one.d_out, start), torch.rand(start) + 0.5
update = B @ torch.diag(weights) @ A
weights[3] = 0
torch.linalg.matrix_rank(update).item(), torch.linalg.matrix_rank(B @ torch.diag(weights) @ A).item()

# %% [markdown]
# A zero among the weights takes exactly one direction away, and the row of $A$ and the column of $B$ that belong to it
# need not be stored. Then the library's own layer, with our numbers: does it add this update to what the pretrained
# matrix says?

# %%
with torch.no_grad():
    one.module.lora_A["default"].copy_(A)
    one.module.lora_B["default"].copy_(B)
    one.module.lora_E["default"].copy_(weights[:, None])
    x = torch.randn(2, one.d_in)
    theirs, plain = one.module.eval()(x), one.plain(x)
scale = how.options["lora_alpha"] / start
same = torch.allclose(theirs, plain + scale * x @ (B @ torch.diag(weights) @ A).T, atol=1e-2)
assert same
same

# %% [markdown]
# True: the layer inside the run is the formula above.

# %% [markdown]
# ## The budget over training
# The catalogue says for which share of the updates the budget stays, falls, and rests. The fall is a cubic curve: fast
# at first.

# %%
plan = how.training["rank_allocation"]
total, begin = 100, round(100 * plan["warmup"])
end = total - round(total * plan["settled"])
updates = (0, 10, 20, 40, 70, 100)
left = [min(1, max(0, 1 - (update - begin) / (end - begin))) ** 3 for update in updates]
budget = {update: round(matrices * (goal + (start - goal) * part)) for update, part in zip(updates, left, strict=True)}
pd.Series(budget, name="directions left in all").rename_axis("update of 100").to_frame()

# %% [markdown]
# The loop of this project calls the allocation after every update, while the gradients are still there. Where nobody
# calls it, AdaLoRA is silently a LoRA with weights: all its directions stay.
#
# A second term keeps the directions at right angles: the distance of $A A^\top$ and $B^\top B$ from the identity is
# added to the loss. So the loss that is made smaller is not the cross-entropy alone. In this project the checkpoint is
# chosen by the task's own metric on the validation texts, for every method.

# %% [markdown]
# ## The run
# Now with a real budget, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
#
# The count is that of the start. The file is smaller than it: dropped directions are not saved.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: adalora-budget
# Set `train_size` to a quarter and run the page again. The recipe then makes more passes, so the number of updates
# stays and each text is read several times. Before you look, write down whether AdaLoRA or {doc}`lora` loses more by
# that.
# ```
#
# ```{solution} adalora-budget
# :class: dropdown
# Importance is estimated from gradients, smoothed over updates. From few texts, read again and again, it says what
# matters for those texts. Compare the gap between this page and {doc}`lora` at both sizes: if AdaLoRA loses more than
# LoRA does, that is a possible reason. One seed cannot prove it.
# ```
