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
# # BitFit: train only the biases
#
# ```{admonition} On this page
# **You will be able to** say what a bias can and cannot change · count a model's biases by hand · show that one kind of
# bias in every attention layer does nothing at all.
#
# **You need** {doc}`../foundations/fine_tuning`. **Time** Eight minutes
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
method: str = "bitfit"  # how it is adapted
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
# A layer of a network multiplies its input by a matrix and then adds a vector, the *bias*. The matrix holds nearly all
# the numbers. BitFit {cite}`benzaken2022bitfit` freezes it and trains the vector:
#
# $$
# h = W x + b, \qquad \text{only } b \text{ moves}
# $$
#
# Nothing is added to the model. Some of its own numbers move, and all the others stay.

# %% [markdown]
# ## What it trains in this backbone
# Every parameter whose name ends in the word that the catalogue gives.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
description.inserted.head(8)

# %% [markdown]
# These are the backbone's own names: no `lora`, no wrapper. The table shows the first of {value}`tensors` vectors.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import MATRICES, modules

base, width = catalogue.backbone(backbone), catalogue.backbone(backbone).hidden_size
by_formula = sum(found.d_out for found in modules(description.model, base, (*MATRICES, "norm")) if found.bias)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured, further=measured - by_formula)
by_formula, measured

# %% [markdown]
# In each layer query, key, value, the attention's output, both sides of the feed-forward block and the norms have a
# bias, as wide as what they give; the norm of the embeddings comes once. By formula that makes {value}`by_formula:,`,
# counted are {value}`measured:,`. The {value}`further:,` that are left belong to what a checkpoint may bring beside
# these, such as a pooler. The new head is left out here, because every method has one.

# %% [markdown]
# ## From scratch, on one layer
# Take a real layer, and move its bias by some vector.

# %%
import torch
from torch.nn.functional import linear

one = modules(description.model, base, ("query",))[0]
W, b = one.weights()
torch.manual_seed(seed)
x, shift = torch.randn(5, one.d_in), torch.randn(one.d_out)
same = torch.allclose(linear(x, W, b + shift), linear(x, W, b) + shift, atol=1e-4)
assert same
same

# %% [markdown]
# True: the same shift for every word, whatever the word is. Alone, that could not tell two texts apart.
# But the shifted numbers go through what follows, which is not linear: a shift can move a word across the bend of an
# activation, or make it attend elsewhere.
#
# There is one exception. Attention compares a query $q$ with every key $k_j$ and turns the products into shares that
# sum to one. A bias $c$ on the keys adds the same $q \cdot c$ to every product.

# %%
query, keys, c = torch.randn(width), torch.randn(7, width), torch.randn(width)
shares = (keys @ query / width**0.5).softmax(dim=0)
with_bias = ((keys + c) @ query / width**0.5).softmax(dim=0)
same = torch.allclose(shares, with_bias, atol=1e-5)
assert same
same

# %% [markdown]
# True. What is added to all products alike cancels when they are turned into shares. So where keys meet queries and
# nothing else, their biases are trained, counted and stored, and do nothing. Is it so in this backbone? Shift them all.

# %%
from clinpeft.modelling import load_tokenizer

model, keys = description.model.eval(), modules(description.model, base, ("key",))
inputs = load_tokenizer(base)("Seen after a fall, with pain in the neck.", return_tensors="pt")
with torch.no_grad():
    before = model(**inputs).logits
    for found in keys:
        found.module.bias.add_(torch.randn(found.d_out))
    change = (model(**inputs).logits - before).abs().max().item()
note(change=change, verdict="nothing" if change < 1e-3 else "something, for keys meet more than queries")

# %%
of_keys = sum(found.d_out for found in keys)
note(of_keys=of_keys, of_keys_share=of_keys / measured)
of_keys, of_keys / measured

# %% [markdown]
# There are {value}`of_keys:,` of them, {value}`of_keys_share:.1%` of what is trained. Shifting them moved the answer
# (logits) by {value}`change:.1e` at most: in this backbone they do {value}`verdict`. A count of parameters says what is
# stored, and not what it can do.

# %% [markdown]
# ## The run
# Now every bias, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Biases and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.
#
# Here the file holds numbers that *replace* some of the backbone's, and not numbers to be added. There is nothing to
# merge, and prediction costs what it cost before.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: bitfit-where
# In which layers would you expect the biases to matter most for this task: the lowest, which see words, or the highest,
# which the head reads? Write down your guess and one way to test it with this page.
# ```
#
# ```{solution} bitfit-where
# :class: dropdown
# Train the biases of one half only. In the catalogue, an entry says which parameters by the ending of their names and
# by a share of the layers from the top (`top_layers`). Copy the entry of BitFit, set `top_layers` to one half, and run
# the page with both. One seed will not settle a small difference.
# ```
