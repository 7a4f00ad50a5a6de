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
# # IA3: turn the channels up and down
#
# ```{admonition} On this page
# **You will be able to** say what IA3 trains and where · count it by hand · fold it into the weights and see that
# nothing is lost.
#
# **You need** {doc}`../foundations/fine_tuning`; {doc}`lora` helps. **Time** Eight minutes to read; the run itself took
# {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "ia3"  # how it is adapted
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
# A layer's output has a few hundred channels. Perhaps the pretrained model computes all that a new task needs, and only
# the volume of each channel is wrong. IA3 {cite}`liu2022ia3` learns one number a channel, a volume knob, and leaves
# every weight as it is:
#
# $$
# h = \ell \odot (W x), \qquad \ell \in \mathbb{R}^{d_\text{out}}
# $$
#
# The $\odot$ multiplies number by number. Keys and values of the attention are scaled like this on their way out; in
# the block outputs it is the input that is scaled, $h = W(\ell \odot x)$. Every $\ell$ starts at one, so at first
# nothing is changed.
#
# The paper scales keys, values and the inside of the feed-forward block. In many encoders the library, and so this
# page, scales the input of the attention's output as well. These are the channels of the values once more, so the two
# vectors act only as their product: what is counted is more than what it can do. And where one matrix makes queries,
# keys and values together, the queries are scaled with them.

# %% [markdown]
# ## What it puts into this backbone
# The catalogue says which roles are scaled, and the backbone says what those roles are called here.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe
from clinpeft.showing.names import shown_tensors

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
shown_tensors(description.inserted).head(8)

# %% [markdown]
# One vector for each scaled matrix: a column where the output is scaled, a row where the input is. The table shows the
# first of {value}`tensors` tensors; the layers after it look the same.
#
# The names are shortened: what wraps the layers, and endings that tell nothing apart, such as `.default` and
# `.weight`, are left out.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import modules

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
inward = modules(description.model, base, how.feedforward)
outward = modules(description.model, base, tuple(role for role in how.targets if role not in how.feedforward))
by_formula = sum(matrix.d_out for matrix in outward) + sum(matrix.d_in for matrix in inward)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured, layers=base.layers)
note(counts="agree" if by_formula == measured else "differ", outward=len(outward), inward=len(inward))
by_formula, measured

# %% [markdown]
# In {value}`layers` layers, the outputs of {value}`outward` matrices, which make keys and values, and the inputs of
# {value}`inward`, which end a block; those of the feed-forward block are wider. By formula {value}`by_formula:,`,
# counted in the model {value}`measured:,`. The two {value}`counts`. The new head is left out here, because every method
# has one.

# %% [markdown]
# ## IA3 from scratch, on one layer
# Take one real weight matrix of the backbone. Knobs at one must change nothing.

# %%
import torch
from torch.nn.functional import linear

one = outward[0]
W, b = one.weights()
torch.manual_seed(seed)
x = torch.randn(2, one.d_in)
same = torch.equal(linear(x, W, b), linear(x, W, b) * torch.ones(one.d_out))
assert same
same

# %% [markdown]
# True, to the last bit: IA3 starts from the pretrained model. Now turn the knobs, and compare with scaling the rows of
# $W$, and the bias, once and for all.

# %%
knobs = 0.5 + torch.rand(one.d_out)
scaled = linear(x, W, b) * knobs
folded = linear(x, knobs[:, None] * W, knobs * b)
same = torch.allclose(scaled, folded, atol=1e-4)
assert same
same

# %% [markdown]
# True. Scaling an output is scaling the rows. Scaling an input is scaling the columns, and leaves the bias alone:

# %%
others = 0.5 + torch.rand(one.d_in)
same = torch.allclose(linear(others * x, W, b), linear(x, W * others, b), atol=1e-4)
assert same
same

# %% [markdown]
# True again. Both can be folded into the weights, so prediction costs what it cost before. It also says what IA3 cannot
# do: a channel that the backbone does not compute cannot be turned up.
#
# Last, the library's own layer, with our knobs: does it scale what the pretrained matrix says?

# %%
with torch.no_grad():
    one.module.ia3_l["default"].copy_(knobs[:, None])
    theirs = one.module.eval()(x)
    ours = one.plain(x) * knobs
same = torch.allclose(ours, theirs, atol=1e-4)
assert same
same

# %% [markdown]
# True. The layer inside the run is the formula above and nothing else.

# %% [markdown]
# ## The run
# Now every knob, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Knobs and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training took
# {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: ia3-rate
# This run's learning rate was {value}`learning_rate:g`, and its head's {value}`head_learning_rate:g`. Set
# `learning_rate` to a hundredth, `head_learning_rate` to what it was, and run the page again. Before you look, write
# down how far from one you expect a knob to get in {value}`updates` updates of about that size each.
# ```
#
# ```{solution} ia3-rate
# :class: dropdown
# AdamW moves a number by about the learning rate in an update, less towards the end. Multiply by the updates: that is
# as far as a knob can get. If it is a few hundredths, the volume of no channel has changed much, and the run measures
# the head. A rate that suits weights, which are small, is slow for knobs, which start at one.
# ```
