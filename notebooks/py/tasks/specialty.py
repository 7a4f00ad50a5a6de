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
# # Twenty specialties: transcribed sample reports
#
# ```{admonition} On this page
# **You will be able to** explain how duplicate texts with clashing labels make a benchmark meaningless · cap a task in
# tokens · see why an easy task is a weak test.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` A web site collects model reports for people who learn to transcribe, and files them by specialty.

# %% tags=["parameters"]
corpus: str = "mtsamples"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("specialty", corpus, train_size, seed)
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
# **Cohort.** The site files one report under up to five categories. A table that circulates widely lists each report
# once *per category*: about half of its rows repeat another, with another label. Here each report counts once, and only
# reports under exactly one specialty are kept.
#
# **Label.** The twenty commonest specialties.
#
# **Text.** The whole report: consultations, operations, letters. Names were masked or invented by the site.

# %% [markdown]
# ## What the reader left out or noticed
#
# Most of what the reader drops are reports without one clear specialty.

# %%
report.facts()

# %% [markdown]
# A report is known by its letters and digits. When another file than the copy this project was built with is read, the
# rows say how many of its reports are the same: a different parser can cut a text differently without anyone noticing.
# The rows above are of that copy itself, so there is nothing to compare.

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
# {value}`balance` The commonest specialty has many times the texts of the rarest. The main metric, {value}`metric`,
# weighs them alike, so a few test texts of the rarest move it visibly.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` These are the longest texts of the book. The training set is capped in tokens, so that a
# run stays within what a small machine can do; how many texts that costs stands above.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %% tags=["remove-cell"]
note(
    shortest=report.where_shown(
        "The first line often names the organ. Reports in full are much longer; the shortest were taken."
    )
)

# %%
report.examples()

# %% [markdown]
# {value}`shortest`

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
# {value}`floor` It is hard to beat: words name organs, and organs name specialties.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("One row a specialty. Nobody needs to read a sentence to use these words."))

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## Pitfalls
#
# - **Half duplicates.** Scores on the circulating table suffer twice: the same text stands in training and in test,
#   and with another label.
#
# - **A topic, not a decision.** The specialty is that of the finished report.
#
# - **Rare classes.** With a handful of test texts a class is measured by luck. Look at the counts before comparing
#   two models.

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
# :label: specialty-topic
# Name a change to this corpus that would make it harder for word counts but not for a reader.
# ```
#
# ```{solution} specialty-topic
# :class: dropdown
# Delete the names of organs and procedures, or ask for the specialty from the first line of the complaint alone. The
# published triage task went the first way, and removed the category's own words.
# ```
