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
# # Why a small difference suffices
#
# ```{admonition} On this page
# **You will be able to** say what the rank of a matrix is · measure how much of a weight difference a low rank keeps ·
# say what this does and does not prove about LoRA.
#
# **You need** {doc}`fine_tuning`; matrix products. **Time** ten minutes to read.
# ```
#
# Fine-tuning changes a weight matrix $W$ into $W + \Delta W$. The difference has as many entries as $W$. Does it also
# hold as much information? Aghajanyan and colleagues {cite}`aghajanyan2021intrinsic` found that surprisingly few
# directions suffice, and LoRA {cite}`hu2022lora` builds on it. Here we look for ourselves.

# %% [markdown]
# ## Rank
# A matrix of rank one is a column times a row: every row is a multiple of one and the same row. A matrix of rank $r$ is
# a sum of $r$ of these. The *singular value decomposition* writes any matrix as such a sum, the largest part first:
#
# $$
# \Delta W = \sum_{i} \sigma_i\, u_i v_i^\top, \qquad \sigma_1 \ge \sigma_2 \ge \dots
# $$
#
# Keep the first $r$ parts and you have the best approximation of rank $r$ there is.

# %% [markdown]
# ## A real difference
# Fine-tune all weights of the small backbone for a few steps, on made-up admission notes, and remember what every
# matrix was before.

# %%
from clinpeft import catalogue, corpora
from clinpeft.modelling import encode, load, load_tokenizer
from clinpeft.training.batching import collate

base, task = catalogue.backbone("minilm_l6"), catalogue.task("mortality")
texts = corpora.sample(corpora.load("mortality", "synthetic").train, 64, seed=0)
encoded = encode(texts, load_tokenizer(base), task, max_length=64)
model = load(base, task, seed=0).model.eval()
before = {name: p.detach().clone() for name, p in model.named_parameters()}

# %%
import torch
from torch.nn.functional import cross_entropy

optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
losses = []
for start in range(0, len(encoded), 8):
    inputs, labels = collate(encoded[start : start + 8])
    loss = cross_entropy(model(**inputs).logits, labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())

# %%
from clinpeft.running import note

note(updates=len(losses), texts=len(encoded), first=losses[0], last=losses[-1])
[round(loss, 3) for loss in losses]

# %% [markdown]
# {value}`updates` updates on {value}`texts` texts, a loss for each: {value}`first:.3f` on the first batch and
# {value}`last:.3f` on the last. A short training, but long enough to leave a difference.

# %% [markdown]
# ## Its singular values
# Take the query matrix of a layer in the middle, the kind of matrix that LoRA adapts, and compare the difference with
# the matrix itself.

# %%
name = f"bert.encoder.layer.{base.layers // 2}.attention.self.query.weight"
W = before[name]
difference = dict(model.named_parameters())[name].detach() - W
values = {"the difference": torch.linalg.svdvals(difference), "the matrix itself": torch.linalg.svdvals(W)}
width = len(W)
note(width=width, size=(difference.norm() / W.norm()).item(), entries=W.numel())
values["the difference"][:5] / values["the difference"][0]

# %% [markdown]
# The whole difference is {value}`size:.1%` as large as the matrix. The numbers above are its first singular values,
# relative to the largest. Now the error that remains when only the first $r$ parts are kept.

# %%
import pandas as pd

rest = {what: (1 - (s**2).cumsum(0) / (s**2).sum()).clamp(min=0).sqrt() for what, s in values.items()}
error = pd.DataFrame({what: r.tolist() for what, r in rest.items()}, index=range(1, width + 1)).rename_axis("rank r")
ranks = [1, 2, 4, 8, 16, 32, 64]
own, eight = error["the matrix itself"][8], error["the difference"][8]
note(eight=eight, own=own, holds="more" if eight < own else "no more")
error.loc[ranks].round(3)

# %% [markdown]
# An error of one means that nothing is kept, zero that all is. The same as a figure:

# %%
import seaborn as sns

from clinpeft.results.figures import display_figure
from clinpeft.results.figures.style import panels

(axes,) = panels(1, across=1, width=5.5, height=3)
sns.lineplot(error.loc[ranks], markers=True, palette="colorblind", ax=axes)
axes.set(xscale="log", xlabel="rank kept (log scale)", ylabel="relative error", ylim=(0, 1))
falls = "; ".join(f"rank {r}: {error.loc[r].iloc[0]:.2f} and {error.loc[r].iloc[1]:.2f}" for r in ranks)
display_figure(axes, f"Line chart of the relative error against the rank kept, for difference and matrix. {falls}.")

# %% [markdown]
# With rank eight the error that remains is {value}`eight:.0%` of the difference, and {value}`own:.0%` of the matrix
# itself. As many directions hold {value}`holds` of what was learned than of what was there. Where it is more, that is
# the ground LoRA stands on: freeze $W$, which is rich, and learn $\Delta W$, which is poorer.

# %% [markdown]
# ## Counting the saving

# %%
rank = 8
thin = rank * (width + width)
note(thin=thin, share=thin / W.numel())
W.numel(), thin

# %% [markdown]
# All entries of the difference: {value}`entries:,`. Two thin matrices of rank eight: {value}`thin:,`, or
# {value}`share:.1%`.

# %% [markdown]
# ## What this does not show
# Part of this has a plain cause. A gradient is a sum of outer products, one a token; in so few and so similar texts
# many of these point in nearly the same directions, and there were only {value}`updates` updates. A longer training on
# more text leaves a richer difference. And the error at rank eight is not small: a sharp cut would lose much of this
# $\Delta W$. LoRA does not cut. It looks for the best difference among those of low rank, from the start.
#
# Whether rank eight suffices for a *task* is measured, not argued: {doc}`../methods/lora` runs it.

# %% [markdown]
# ```{exercise}
# :label: rank-sgd
# AdamW gives each weight a step size of its own. Replace it with plain steps, `torch.optim.SGD(model.parameters(),
# lr=0.05)`, and run again. Before you look: does the error at rank eight grow, fall, or stay?
# ```
#
# ```{solution} rank-sgd
# :class: dropdown
# Plain steps leave the sum of outer products as it is, and few of those dominate: the error at a low rank falls. AdamW
# evens the entries out, which spreads the difference over more directions. So the rank of a difference is a property of
# the training, too, and not of the task alone.
# ```
