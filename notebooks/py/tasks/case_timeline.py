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
# # What happened, and when: events and times in case reports
#
# ```{admonition} On this page
# **You will be able to** map forty fine types to nine without hiding it · tell an event from a time · say why two tasks
# on one corpus are not two pieces of evidence.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Beside problems, tests and treatments it asks for occurrences, places, dates, durations and
# frequencies.

# %% tags=["parameters"]
corpus: str = "maccrobat"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("case_timeline", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All sentences of one report stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# The same two hundred case reports as in {doc}`case_concepts` {cite}`caufield2019maccrobat`, with another question.
#
# **Labels.** Nine types, mapped by this project from the annotators' finer ones. Clinical events become *occurrence*;
# places in a hospital become *clinical department*; times are kept in four kinds.
#
# **Text.** One line of a report, which is one sentence.

# %% [markdown]
# ## What the reader left out or noticed
#
# A mention in several pieces, or inside another, cannot be told by one tag a word.

# %%
report.facts()

# %% [markdown]
# They are few beside the mentions below.

# %% [markdown]
# ## How the types are balanced

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths
from clinpeft.results.names import metric_title

metric = metric_title(report.task.main_metric)
note(balance=report.balance_sentence(), metric=metric)
display_figure(plot_labels(report.labels(), "mentions"), report.labels_in_words())

# %% [markdown]
# {value}`balance` Times of day and frequencies are so few that their scores are guesses. The main metric,
# {value}`metric`, hardly notices them.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Sentences of published prose, longer than those of notes.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. Each
# mention stands in brackets, followed by its type.

# %%
report.examples()

# %% [markdown]
# Dates in published reports are relative: "three days later". The finding is in the words, not in digits.

# %% [markdown]
# ## The floor
#
# Keep every phrase that was a mention in training, with its commonest type. In a new text take the longest phrases that
# the dictionary knows. One number is chosen on the validation texts: how often a phrase must have been a mention, among
# all times it occurred, to be trusted.

# %%
from clinpeft.results import headroom_sentences

note(floor=report.floor_sentence(metric))
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` Times are made of few words in many combinations: a dictionary knows the words and misses the
# combinations.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("These are the commonest mentions of the training texts."))

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# {value}`reading` {value}`seen`

# %% [markdown]
# ## Pitfalls
#
# - **One corpus, several tasks.** A model that does well on {doc}`case_concepts` does well here, because most
#   mentions are the same. Do not count it twice.
#
# - **Few documents.** The test is thirty reports. Sentences of one report resemble each other, so intervals are drawn
#   over reports.
#
# - **Order is not asked.** The corpus has relations of time; see {doc}`case_relations`.

# %% [markdown]
# ## What a score here cannot show
#
# This task has the shape of the task *{value}`stands_in_for`* of the paper {cite}`taylor2024efficiency`, whose text is
# behind a data agreement. It is not that task, and no score carries over.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: case-timeline-duration
# "He had a fever for three days and was seen on day four." Which of the two times is a duration, and how would a model
# know?
# ```
#
# ```{solution} case-timeline-duration
# :class: dropdown
# "Three days" is a duration, "day four" a date in the report's own calendar. The prepositions tell: "for" and "on". A
# model that reads one word at a time cannot know it.
# ```
