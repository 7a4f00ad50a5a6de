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
# # Problems, tests and treatments in case reports
#
# ```{admonition} On this page
# **You will be able to** say where this text comes from and how it was labelled · read a score for entities strictly ·
# say how far a plain dictionary gets, and why it stops there.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Each sentence is read on its own, and each word gets a tag: it begins a mention, continues one, or is
# outside.

# %% tags=["parameters"]
corpus: str = "maccrobat"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("case_concepts", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title` {cite}`caufield2019maccrobat`. {value}`citation` **Licence** {value}`licence`. **Address**
# {value}`source`
#
# {value}`notice` All sentences of one report stand in one split. Otherwise a model could meet a patient in training and
# be tested on the same patient.

# %% [markdown]
# ## What was left out
# Annotators may mark a mention in several pieces, or one inside another. Tags for words cannot say that, so a choice
# was made.

# %%
report.facts()

# %% [markdown]
# These are few beside the mentions below. They are listed because each is a small difference between what annotators
# marked and what a model is asked to find.

# %% [markdown]
# ## How the types are balanced

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths

display_figure(plot_labels(report.labels(), "mentions"), report.labels_in_words())

# %% [markdown]
# The splits are alike, as they should be. Treatments are the rarest type. The score counts mentions over all types, so
# the commoner types weigh more.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` Medical words fall into several pieces. Only the first piece of a word is asked for its tag, and
# scores are counted on whole words.

# %% [markdown]
# ## Three examples
# The code takes short training sentences in the order of the sample, one with a new type first. Nobody picked them.
# Each mention stands in brackets, followed by its type.

# %%
report.examples()

# %% [markdown]
# This is edited prose with full sentences. Notes on a ward look different, and a score here does not carry over to
# them.

# %% [markdown]
# ## The floor
# Keep every phrase that was a mention in training, with its commonest type. In a new sentence take the longest phrases
# that the dictionary knows. One number is chosen on the validation texts: how often a phrase must have been a mention,
# among all times it occurred, to be trusted.

# %% tags=["remove-cell"]
note(
    precise=report.where_shown(
        "Compare precision and recall in the table: a dictionary is more often right than it is complete."
    )
)

# %%
from clinpeft.results import headroom_sentences
from clinpeft.results.names import metric_title

metric = metric_title(report.task.main_metric)
note(floor=report.floor_sentence(metric), metric=metric)
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` {value}`precise` This page uses all validation and test texts; runs of a quick recipe use the first few
# hundred, and the floor beside them reaches {value}`quick_floor`.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("These are the commonest mentions of the training texts."))

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# {value}`reading` {value}`seen` What is new cannot be found by a dictionary. To find it, one has to read the words
# around.

# %%
report.floor_by_size((100, 400, 1600))

# %% [markdown]
# The dictionary grows with the number of training sentences, and the score with it. Where it will stop depends on how
# many ways people have of saying the same thing.

# %% [markdown]
# ## Beside the methods

# %%
from clinpeft.results import sentences, tables

quick, longer = tables.study_frame("quick"), tables.study_frame("longer")
quick, longer = (frame[frame["task"] == report.task.name] for frame in (quick, longer))
note(small=sentences.words_suffice(quick), quick_floor=headroom_sentences.floor_beside(quick))
note(large=sentences.words_suffice(longer))

# %% [markdown]
# In the quick study:
#
# {value}`small`
#
# In the longer one:
#
# {value}`large`
#
# The quick study stops after about a hundred updates, the longer one trains on. Count in both how many methods lie
# above the dictionary: one that stays below it in the quick study may only have been stopped too early.

# %% [markdown]
# ## What this stands in for, and what it is not
# This task has the shape of the task *{value}`stands_in_for`* of the paper {cite}`taylor2024efficiency`: problems,
# tests and treatments in clinical notes {cite}`uzuner2011i2b2`. Those notes are behind a data agreement; these reports
# are open. It is not that task, and no score carries over.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: case-concepts-seen
# Set `train_size` to twice what it is and run the page again. Before you look, write down: does the share of test
# mentions that the dictionary has seen double, grow, or stay?
# ```
#
# ```{solution} case-concepts-seen
# :class: dropdown
# It grows, and by much less than double: common mentions were seen already, and most new sentences add rare ones. That
# is why a dictionary levels off, and why more text helps it less and less.
# ```
