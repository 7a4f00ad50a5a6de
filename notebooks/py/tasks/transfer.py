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
# # Transferred or not: hospitals that were never seen
#
# ```{admonition} On this page
# **You will be able to** say what a model can learn about a hospital instead of a patient · split by hospital · read a
# rare outcome.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The lines are those of {doc}`disposition`; the outcome is rarer, and the test hospitals are new.

# %% tags=["parameters"]
corpus: str = "neiss_by_hospital"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("transfer", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All visits to one hospital stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# Injuries to the neck, seen in emergency departments of a national sample.
#
# **Cohort.** Visits that ended in going home, admission or transfer. Lines whose words may name the outcome are left
# out, whatever the outcome was: dropping only those of one label would leak it the other way.
#
# **Label.** Transferred to another hospital, about one in ten.
#
# **Text.** One short line by a coder, in lower case here.

# %% [markdown]
# ## What the reader left out or noticed
#
# Several groups of visits are left out, each for a reason.

# %%
report.facts()

# %% [markdown]
# The row about texts that may name the outcome is the important one.

# %% [markdown]
# ## How the labels are balanced

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths
from clinpeft.results.names import metric_title

metric = metric_title(report.task.main_metric)
note(balance=report.balance_sentence(), metric=metric, shares=report.shares_sentence("transferred"))
display_figure(plot_labels(report.labels(), "texts"), report.labels_in_words())

# %% [markdown]
# {value}`balance` One label is rare, as deaths are in the original. {value}`shares` Hospitals differ that much in how
# often they transfer, and few of them stand in validation. The main metric, {value}`metric`, asks how often a
# transferred patient is ranked above one who stayed.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Nearly all lines fit whole.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# A line tells the injury, not the hospital. Whether a hospital can treat it is not in the line.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs.

# %%
from clinpeft.results import headroom_sentences

note(floor=report.floor_sentence(metric))
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` Compare with {doc}`disposition`: the outcome is harder, since it depends on where one is.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
reading = "Fractures of the spine pull towards transfer, but with a floor this low do not read much into single words."
note(reading=report.where_shown(reading))

# %%
report.telling_words()

# %% [markdown]
# {value}`reading` Phrases of one hospital's coders do not help in another, which is the point of the split.

# %% [markdown]
# ## Pitfalls
#
# - **The hospital predicts.** Hospitals differ in how often they transfer. Split by visit, a model can learn a
#   hospital's way of writing and, with it, the hospital's habit.
#
# - **Few hospitals in validation.** A handful of hospitals choose the settings. That choice is noisy.
#
# - **Words that name the ending.** Patterns find most of them, not all.

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
# :label: transfer-hospital
# You learn that a model scores far better when visits are split at random than when hospitals are. What has it learnt
# in the first case, and which of the two would you report to a new hospital?
# ```
#
# ```{solution} transfer-hospital
# :class: dropdown
# It has learnt hospitals. A new hospital should be told the second score, because it is new. The first would be right
# only for visits to the hospitals that are already in the training set.
# ```
