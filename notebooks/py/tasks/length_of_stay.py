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
# # How long patients stay: four bins from the admission note
#
# ```{admonition} On this page
# **You will be able to** say why the dead are left out of this task · place a stay of exactly seven days · explain what
# an average over one-against-rest curves hides.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` It is asked of the same sections of a note as mortality is; the question is about time.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("length_of_stay", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All notes of one patient stand in one split. The text on this page is made up by a program, in the
# very file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: MIMIC-III
#
# Cohort and text are those of {doc}`mortality` {cite}`vanaken2021clinical`, with one difference: **patients who died in
# hospital are left out**. A death ends a stay early, and a short stay of that kind is not a quick recovery.
#
# **Label.** The time between admission and discharge, in days, rounded to one decimal, in four bins: up to three days,
# over three to seven, over seven to fourteen, and more. A stay of exactly seven days belongs to the second bin. The
# bins are the paper's; they are of very unequal size.
#
# **Text.** The eight sections known at admission. The death phrases that {doc}`mortality` removes need no care here.

# %% [markdown]
# ## What the reader left out or noticed
#
# Besides the rules of {doc}`mortality`, times must be there and in order.

# %%
report.facts()

# %% [markdown]
# A discharge before the admission is an error in the table, not a short stay; the reader stops and names it rather than
# guess.

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
# {value}`balance` The bins are ordered, but neither the loss nor the main metric knows that: taking the first bin for
# the last costs as much as taking it for the second. The main metric, {value}`metric`, is an average over four
# questions, *this bin or any other*, each bin counting equally.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` In the original, what is cut is the end, the social history: who waits at home helps to
# decide on a discharge.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. On
# credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# The made-up notes hint at the stay, since the program has to put its facts somewhere; chance then moves the stay, so
# the label beside a hint may be another. In the original, words that state the stay belong to its course, which is not
# part of the text.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` Neighbouring bins look like each other.

# %%
report.telling_words(6)

# %% [markdown]
# One column a bin. The outer bins get the clearer words. What would you write into the two columns in the middle, if
# you had to choose words yourself?

# %% [markdown]
# ## The ceiling
#
# The program drew each stay's length around what its facts suggest, and knows how far chance moved it. Even with the
# facts in hand, the bins overlap. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **Who is missing.** Without the dead, the cohort is chosen by an outcome that nobody knows at admission. A model
#   fitted on survivors cannot be asked about a patient who has just arrived.
#
# - **Survivors of what?** The length also counts days of waiting for a bed elsewhere. The label measures a hospital
#   as much as a patient.
#
# - **One time, two roundings.** Rounding to a tenth of a day before binning moves stays at the borders. Code that
#   bins first gets other labels for the same patients.
#
# - **A file with another name.** In the published preparation the test file of this task alone keeps an older name,
#   so that a script that looks for the usual one finds nothing. Ours asks for columns and names what is missing.

# %% [markdown]
# ## What a score here cannot show
#
# Bins hide what a ward needs to know. A model may rank well and still be days off.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: length-of-stay-order
# Suppose a model is right about the order of all stays but always one bin too high. What would its accuracy be, and
# what would this page's main metric be?
# ```
#
# ```{solution} length-of-stay-order
# :class: dropdown
# Its accuracy is poor: it is right only where it cannot go higher. The main metric suffers too: it asks of each bin
# whether its own stays get the higher probability *for that bin*, and in the middle bins the stays of the bin below now
# come first. Only a metric of the order of all stays would notice nothing. That the bins have an order is known neither
# to the loss nor to this metric.
# ```
