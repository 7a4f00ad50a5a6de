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
# # Admitted or sent home: a line from the emergency department
#
# ```{admonition} On this page
# **You will be able to** say where this text comes from and what it can stand in for · read a label balance before a
# score · say how far counting words gets, and with which words.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The question is asked of one short line, written in a hospital's emergency department after an
# injury.

# %% tags=["parameters"]
corpus: str = "neiss"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("disposition", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice`

# %% [markdown]
# ## What was left out
# Before anything is split, visits without a usable outcome are dropped, and so is every text that repeats an earlier
# one. A text that stands both in training and in test would let a model pass by remembering.

# %%
report.facts()

# %% [markdown]
# Read the last two rows with care. Some lines say in plain words how the visit ended, and most of those belong to one
# label. A model may find these words, and be right for a reason that would not be there at the moment of decision.

# %% [markdown]
# ## How the labels are balanced

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths

display_figure(plot_labels(report.labels(), "texts"), report.labels_in_words())

# %% [markdown]
# The splits are alike, as they should be. One label is far commoner than the other, so always answering with it would
# look accurate. The main metric, {value}`metric`, does not reward that: it asks how often a randomly chosen admitted
# visit is ranked above a randomly chosen released one.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` These are short lines: nearly all fit into the model whole.

# %% [markdown]
# ## Three examples
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# Shorthand, typing errors, no sentences. A general-purpose model has seen little of this; a word count does not mind.

# %% [markdown]
# ## The floor
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs, and every score on
# this task stands beside it.

# %%
from clinpeft.results import headroom_sentences
from clinpeft.results.names import metric_title

metric = metric_title(report.task.main_metric)
note(floor=report.floor_sentence(metric), metric=metric)
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` This page uses all validation and test texts; runs of a quick recipe use the first few hundred, and the
# floor beside them reaches {value}`quick_floor`.
#
# **Can more than words be learned?** It is asked of `neiss_by_hospital`: the same lines, split so that the hospitals of
# the test split are new ({doc}`transfer`). {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
reading = (
    "These phrases pull hardest, each towards its label. Ask of each word whether it describes the "
    "injury, the person, or the way the line was written."
)
note(reading=report.where_shown(reading))

# %%
report.telling_words()

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## When words suffice
# How much does the floor gain from more text?

# %%
report.floor_by_size((100, 400, 1600, 8000))

# %% [markdown]
# Counting words is a strong start here, and it needs little text. A language model brings what it learned elsewhere,
# and pays for it with many more numbers to fit. Whether that has paid off yet is a question about the size of the
# training set.

# %%
from clinpeft.results import longer_sentences, sentences, tables

quick, longer = tables.study_frame("quick"), tables.study_frame("longer")
quick, longer = (frame[frame["task"] == report.task.name] for frame in (quick, longer))
note(small=sentences.words_suffice(quick), quick_floor=headroom_sentences.floor_beside(quick))
note(large=longer_sentences.size_effect(longer))

# %% [markdown]
# In the quick study:
#
# {value}`small`
#
# In the longer one:
#
# {value}`large`
#
# If a model loses to word counts on a small training set, that is not an embarrassment. It is what a floor is for:
# without it, the model's score alone would have looked like a success.

# %% [markdown]
# ## What this stands in for, and what it is not
# This task has the shape of the task *{value}`stands_in_for`* of the paper {cite}`taylor2024efficiency`: one text, two
# labels, one rarer than the other. That text is behind a data agreement; this one is open. It is not that task, and no
# score carries over.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: disposition-words
# Look at the words above once more. Choose three that you think would vanish if the line had been written *before* the
# decision. What would you expect the floor to lose?
# ```
#
# ```{solution} disposition-words
# :class: dropdown
# Nobody can say from this corpus alone: it has no lines written before. That is the answer. When a text may have been
# written with the outcome in mind, a good score is not evidence that the outcome could have been foreseen.
# ```
