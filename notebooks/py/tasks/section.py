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
# # Which heading: sections of visit notes
#
# ```{admonition} On this page
# **You will be able to** measure how many test texts a model has met in training · judge a class with two examples.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Each text is one section of a note, without its heading.

# %% tags=["parameters"]
corpus: str = "mts_dialog"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("section", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` The official splits; both official tests are taken together.

# %% [markdown]
# ## Where the text comes from
#
# The sections belong to notes that were written up from talks between doctor and patient
# {cite}`benabacha2023mtsdialog`.
#
# **Cohort.** Short sections, each with one of twenty headings.
#
# **Label.** The heading, from family and social history, the commonest, to laboratory values.
#
# **Text.** Some sections are one word: "None." Such a text stands under several headings, and no model can tell which.

# %% [markdown]
# ## What the reader left out or noticed
#
# Short sections repeat. Word for word the same text stands in the official training and test parts.

# %%
report.facts()

# %% [markdown]
# Training texts that a later split repeats are removed. The corpus `mts_dialog_official` keeps them, so that one can
# see what they were worth.

# %% [markdown]
# ## How the labels are balanced

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths
from clinpeft.results.names import metric_title

metric = metric_title(report.task.main_metric)
note(balance=report.balance_sentence(), metric=metric)
display_figure(plot_labels(report.labels(), "texts"), report.labels_in_words())

# %% [markdown]
# {value}`balance` A few headings hold most of the texts. The main metric, {value}`metric`, gives a heading with two
# texts the weight of one with hundreds.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Half of the texts are no longer than a sentence. Length alone tells some headings apart.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# Headings such as history and past history differ by what is told, not by how.

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
# {value}`floor` Where a section says little, nothing can be counted.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
reading = (
    "One row a heading. The words of operations and allergies are clear; those of *other history* are "
    "not, since it is what was left."
)
note(reading=report.where_shown(reading))

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## Pitfalls
#
# - **Twins across splits.** What is repeated is short and easy. Left in, it can raise a score without any learning.
#
# - **Labels without texts.** For some headings there are fewer test texts than fingers on a hand. Their score is
#   noise, and the macro average hands that noise on.
#
# - **Text made from dialogue.** The sections were written for a study, more evenly than clinicians write.

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
# :label: section-none
# What should a perfect model answer to the text "None."? And what score can it reach on such texts?
# ```
#
# ```{solution} section-none
# :class: dropdown
# The heading under which "None." is commonest in training: a bet, not knowledge. It is right as often as that heading
# has its share among such texts. That share is a ceiling that nobody can pass.
# ```
