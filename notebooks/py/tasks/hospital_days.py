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
# # Days in hospital: reports to a surveillance system
#
# ```{admonition} On this page
# **You will be able to** say what a report of this kind is, and is not · mask a label that stands in the text · read
# four bins of very unequal size.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Someone fell ill after a vaccination and went to hospital; a report was sent in.

# %% tags=["parameters"]
corpus: str = "vaers"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("hospital_days", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` No text stands in two splits.

# %% [markdown]
# ## Where the text comes from
#
# In the United States anyone may report an illness after a vaccination: a nurse, a manufacturer, a relative. Nothing is
# verified, and a report does not say what caused what.
#
# **Cohort.** Reports of the years in the title that record a number of days in hospital. Most reports have none and are
# left out.
#
# **Label.** That number, in the paper's four bins.
#
# **This is a text benchmark.** It holds no denominator and no comparison group, and nothing on this page says anything
# about vaccines.

# %% [markdown]
# ## What the reader left out or noticed
#
# A report often states the stay that is asked for. Such phrases, and days of discharge, are masked as far as patterns
# find them.

# %%
report.facts()

# %% [markdown]
# Read the row about masked stays. So many texts would have told their own label. The corpus `vaers_stated` keeps them,
# so that one can measure what the mask takes away.

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
# {value}`balance` Short stays dominate, as in life. The main metric, {value}`metric`, averages over four questions,
# *this bin or any other*, so the rare long stays count as much as the common short ones.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Lengths differ by a factor of many: some reporters write a line, some a case history. A
# long report may itself hint at a long stay.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# Telegram style, quoted letters, laboratory values. The writer knew how it ended.

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
# {value}`floor` The word counts know severity by its words: intensive care, a diagnosis that takes weeks.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
reading = (
    "One column a bin. Look for words that are not about illness but about reporting: they would not "
    "carry over to a ward."
)
note(reading=report.where_shown(reading))

# %%
report.telling_words(6)

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## Pitfalls
#
# - **The answer in the text.** Masking by patterns is never complete; what remains is unknown, which is not the same
#   as nothing.
#
# - **Who reports?** Serious illness is reported more, and some years more than others. A model may learn the
#   reporter.
#
# - **A number that means little.** Days in hospital after a vaccination are days in hospital for whatever reason.

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
# :label: hospital-days-mask
# Run the page with `corpus` set to `vaers_stated`. Before you look: does the floor gain, lose, or stay? Which words do
# you expect at the top?
# ```
#
# ```{solution} hospital-days-mask
# :class: dropdown
# Compare the two floors, and the gain with the width of the interval on {doc}`../results/headroom`: it is easily less
# than the choice of test texts moves a score. One reason is in the floor: it drops words of
# one character, so "3 days" reaches it as "days". A small gain of the floor does not show that the leak is small; a
# model that reads digits may gain more. That is why the mask is there.
# ```
