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
# # Full fine-tuning: every weight moves
#
# ```{admonition} On this page
# **You will be able to** say what one step of training does to a weight matrix · count the weights of the backbone by
# hand · name what full fine-tuning asks you to keep.
#
# **You need** {doc}`../foundations/fine_tuning`. **Time** Ten minutes to read; the run itself took
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
method: str = "full"  # how it is adapted
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
# The pretrained model is a starting point, and nothing in it is sacred. A new head is put on top, and then every
# number, from the word vectors to the head, takes small steps down the slope of the loss {cite}`devlin2019bert`:
#
# $$
# \theta \leftarrow \theta - \eta\, \nabla_\theta \Big( -\tfrac{1}{n} \sum_{i=1}^{n} \log p_\theta(y_i \mid x_i) \Big)
# $$
#
# Here $\theta$ is all of the weights and $\eta$ the learning rate. (The run uses AdamW, which gives each weight a step
# size of its own.) This is the yardstick: every other method on these pages asks how much of $\theta$ may stay as it
# was.

# %% [markdown]
# ## What it puts into this backbone
# Nothing. It trains what is there, so the table is a table of the backbone itself, part by part.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.results.pivots import as_text
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
part = description.inserted["parameter"].str.extract(r"(embed\w*|layers?\.\d+|pooler)")[0].fillna("rest")
sizes = description.inserted.groupby(part.rename("part"))["parameters"].agg(tensors="count", numbers="sum")
as_text(sizes)

# %% [markdown]
# Each part has so many tensors, with so many numbers in them all. In a small model, much of the weight is the table of
# word vectors: {value}`embedded:.0%` of the numbers here are embeddings.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import MATRICES, modules

base, d = catalogue.backbone(backbone), catalogue.backbone(backbone).hidden_size
found = [one for one in modules(description.model, base, (*MATRICES, "norm")) if "embed" not in one.name]
embeddings = int(description.inserted["parameters"][part.str.startswith("embed")].sum())
by_formula = embeddings + sum(one.d_out * (one.d_in + one.bias) for one in found)
measured = description.structure.adapter_parameters
note(by_formula=by_formula, measured=measured, embedded=embeddings / measured, further=measured - by_formula)
by_formula, measured

# %% [markdown]
# The formula adds up the embeddings and, in each layer, the matrices of attention and feed-forward block, width in
# times width out, and the norms, which are a vector each; everything with its bias where it has one.
#
# It gives {value}`by_formula:,`. Counted in the model: {value}`measured:,`. The {value}`further:,` that are left belong
# to what a checkpoint may bring beside these, such as a pooler. The new head is left out here, because every method has
# one.

# %% [markdown]
# ## One step from scratch, on one layer
# What does a step do to one weight matrix? Send three tokens through a layer, and write its gradient by hand.

# %%
import torch
from torch.nn.functional import mse_loss

torch.manual_seed(seed)
one, x, target = torch.nn.Linear(d, d), torch.randn(3, d), torch.randn(3, d)
h = one(x)
h.retain_grad()
mse_loss(h, target).backward()
by_hand = h.grad.T @ x
same = torch.allclose(by_hand, one.weight.grad, atol=1e-6)
assert same
same

# %% [markdown]
# True. The gradient of a weight matrix is a sum of outer products, one a token: what should change in the output, times
# what came in. No more than that is behind "training all weights".

# %%
rank = int(torch.linalg.matrix_rank(one.weight.grad))
note(rank=rank, d=d)
rank

# %% [markdown]
# Three tokens give a gradient of rank {value}`rank`, in a matrix of width {value}`d`. All of its entries move, but only
# in a few directions at a time. {doc}`../foundations/low_rank` follows this trail, and {doc}`lora` builds a method on
# it.
#
# Now one step of the real model, on one made-up sentence.

# %%
from clinpeft.modelling import load_tokenizer, text_logits

model, kind = description.model, catalogue.task(task).kind
inputs = load_tokenizer(base)("Seen after a fall, with pain in the neck.", return_tensors="pt")
logits = text_logits(model, inputs, kind).flatten(0, -2)
loss = torch.nn.functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))

# %%
before = {name: p.detach().clone() for name, p in model.named_parameters()}
loss.backward()
torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0).step()
moved = {name: (p != before[name]) for name, p in model.named_parameters()}
tensors = sum(bool(m.any()) for m in moved.values())
numbers = sum(int(m.sum()) for m in moved.values()) / sum(m.numel() for m in moved.values())
note(tensors=tensors, of=len(moved), numbers=numbers)
tensors, len(moved)

# %% [markdown]
# {value}`tensors` of {value}`of` tensors moved, after one sentence. Within them, {value}`numbers:.0%` of the numbers
# did: a word vector moves only when its word is read, a position vector only when the text is long enough.

# %% [markdown]
# ## The run
# Now many such steps, on real training texts: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
from clinpeft.results.pivots import scores_beside_floor

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
# {value}`share:.0%` of the model was trained, in {value}`train_time:.0f` seconds on {value}`threads`. What must be kept
# is a whole model again, {value}`file_size_kb:,.0f` kB, for each task it learns. That file is the first thing that
# parameter-efficient methods save; {doc}`../results/costs` has them side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: full-rate
# This run's learning rate was {value}`learning_rate:g`, and its head's {value}`head_learning_rate:g`. Set
# `learning_rate` to ten times that, `head_learning_rate` to what it was, and run the page again. Before you look, write
# down where you expect the training loss to end: lower, the same, or higher?
# ```
#
# ```{solution} full-rate
# :class: dropdown
# With all weights free, a large step can undo what pretraining put there. Then the loss stays near what always
# answering by the labels' shares would give, and the score near chance. Methods that leave the backbone alone can take
# larger steps, and so the catalogue gives each method a learning rate of its own.
# ```
