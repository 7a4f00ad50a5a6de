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
# # What identifies a person: i2b2 2014
#
# ```{admonition} On this page
# **You will be able to** say why a high score can still leave a text identifiable · name what was done to the real
# names · choose between recall and precision for this task.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The types range from patients' names to serial numbers of devices.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("deid", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All records of one patient stand in one split. The text on this page is made up by a program, in the
# very file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: i2b2/UTHealth 2014
#
# The challenge of 2014 {cite}`stubbs2015i2b2` gave the records of about three hundred patients, two to five each.
#
# **Cohort.** Patients with diabetes, chosen for a second task about heart disease. The first three characters of a
# file's name are the patient, and records of one patient share a split.
#
# **Labels.** Twenty-three fine types in groups: names, professions, places, ages, dates, contacts and numbers. American
# law lists eighteen kinds; the challenge went beyond it.
#
# **Text.** Every identifying phrase was *replaced* by a made-up one of the same kind before the release. No true name
# is in it; it is restricted nevertheless, because notes can identify by what they tell.

# %% [markdown]
# ## What the reader left out or noticed
#
# The published script repairs two files of the release by hand, where text and places do not agree.

# %%
report.facts()

# %% [markdown]
# Here every mention is compared with the words at its place. One that is a few characters off is moved to where its
# words stand, and counted; one that is nowhere near is an error that names the file.

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
# {value}`balance` Dates, doctors and hospitals are the commonest, and in the original far more so. The main metric,
# {value}`metric`, over all types then says most about those. For a rare type look at the counts first: below a dozen, a
# score says nothing.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` In the original most of a record identifies nobody, and the model reads long stretches
# for a few words.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. Each
# mention stands in brackets, followed by its type. On credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# Heads and signatures hold most of it, and these have a form. In the running text the same words are harder to tell.

# %% [markdown]
# ## The floor
#
# Keep every phrase that was a mention in training, with its commonest type. In a new text take the longest phrases that
# the dictionary knows. One number is chosen on the validation texts: how often a phrase must have been a mention, among
# all times it occurred, to be trusted.

# %%
from clinpeft.results import headroom_sentences

note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` This is the task on which a dictionary fails worst, and rightly: names and numbers of new patients are
# new.
#
# **Can more than words be learned?** It is asked of `mtsamples_surrogate`, open sample reports into which this
# project's own code wrote made-up names, dates and numbers; no answer there carries over to credentialed notes.
# {value}`headroom` How that was found: {doc}`../results/headroom`.

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# These are the commonest mentions of the training texts. {value}`seen` What is seen again are hospitals, cities and
# days of the week. A name that is in the training texts should not help, since the next patient has another.

# %% [markdown]
# ## The ceiling
#
# The program knows every place that it filled. Only the marks that its annotator missed keep a model from a perfect
# score. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **Pieces again.** Scored on pieces of words, as in the paper, a long number counts as many mentions, all easy.
#   Scores near the top on this task owe something to that.
#
# - **Surrogates have a style.** Replaced names come from lists. A model may learn the lists, and do worse on true
#   names.
#
# - **No seed, and a function that is gone.** The common script leaves its split to chance, and calls a function that
#   Python has removed.
#
# - **The score is not the risk.** Ninety-nine names of a hundred removed leaves one patient named. Errors in this
#   task are not exchangeable.

# %% [markdown]
# ## What a score here cannot show
#
# It cannot show that a text may be shared. That is a judgement about people, law and what else is known, not a number.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: deid-recall
# You may move the model's threshold. Would you rather lose precision or recall here, and what does the reader of the
# cleaned notes lose by your choice?
# ```
#
# ```{solution} deid-recall
# :class: dropdown
# Recall is what protects, so precision is what one gives up. The price is paid by the reader: every word wrongly
# removed may be a drug, a dose or a place that mattered. A figure of both, type by type, is more honest than one
# number.
# ```
