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
# # Who dies in hospital: the admission note
#
# ```{admonition} On this page
# **You will be able to** say who is in the cohort and who is not · name the ways in which a note can tell its own
# outcome · read a floor and a ceiling before a model's score.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The question is asked of the part of a discharge summary that was known when the patient came in.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("mortality", corpus, train_size, seed)
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
# The paper {cite}`taylor2024efficiency` takes this task from van Aken and others {cite}`vanaken2021clinical`, who built
# it on MIMIC-III {cite}`johnson2016mimic`: stays in the intensive care units of one hospital in Boston.
#
# **Cohort.** Newborns are left out. A stay needs a discharge summary; an addendum alone does not count. Where a stay
# has a report and addenda, they are joined. One patient may have several stays.
#
# **Label.** The flag that the hospital set at discharge: died in this stay, or not. Who dies a day after going home
# counts as a survivor here.
#
# **Text.** A discharge summary is written at the end and knows how the stay went. So only eight sections are kept that
# speak of the beginning: complaint, present illness, history, medication on admission, allergies, physical examination,
# family and social history. They are written anew in a fixed order, and a section that is missing leaves its bare
# heading.

# %% [markdown]
# ## What the reader left out or noticed
#
# Each row is a decision of the reader.

# %%
report.facts()

# %% [markdown]
# Repeated notes matter most. A note that stands both in training and in test would let a model pass by remembering.

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
# {value}`balance` Deaths are the rarer label; in the original they are rarer still, about one stay in ten. Always
# answering *survived* would be right most of the time and useless. The main metric, {value}`metric`, does not reward
# that: it asks how often a randomly chosen patient who died is ranked above one who survived.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` The original's notes are several times longer than these, and many lose their last
# sections: physical examination, family and social history stand at the end.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. On
# credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# Headings, short phrases, what is denied beside what is found. Whether a finding is present, absent or past decides
# what it means, and a word count cannot tell.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` It is fitted with equal weight on both outcomes, since deaths are few.

# %%
report.telling_words()

# %% [markdown]
# These phrases pull hardest, each towards its outcome. Ask of each: is it a finding, or only a word that stands near
# findings?

# %% [markdown]
# ## The ceiling
#
# The program drew each patient's risk from facts that it then wrote into the note, and drew the outcome from that risk.
# So it knows the true risks, and with them the best ranking that anyone could make. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **The note tells the outcome.** Phrases such as "patient expired" are deleted in two sections, and a note that has
#   one elsewhere is dropped. The published patterns are kept as they are, with their slips: "he expired" also catches
#   "she expired".
#
# - **A header swallows its neighbour.** The published rule lets a section end only at a blank line before the next
#   heading, and wants at least one character. An empty section directly before another heading takes that heading
#   along. The reader keeps this trait, because published scores were made with it.
#
# - **A library changes its mind.** The original script relies on an old default of pandas, in which a replacement is
#   a pattern. With a newer pandas no section is found, every note is dropped, and nothing complains.
#
# - **The wrong thing chooses.** The paper's runs kept the checkpoint with the best macro F1, while the tables show
#   AUROC. A model that never predicts a death has the same macro F1 at every epoch, ties keep the first, and so some
#   reported scores belong to a model that had hardly been trained.
#
# - **Already read.** Clinical backbones were pretrained on notes of this very hospital, test patients included. The
#   authors say so too.

# %% [markdown]
# ## What a score here cannot show
#
# A good ranking at one hospital is not a reason to act. The note was written by people who had decided what to look
# for, and the stays are from years in which care was different.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: mortality-section
# Which of the eight sections, taken alone, would you expect to rank patients best, and which worst? Write it down, then
# look at the words above: where in a note would they stand?
# ```
#
# ```{solution} mortality-section
# :class: dropdown
# On the made-up notes nearly all of them are words of appearance, and stand in the present illness; the other sections
# are mostly empty. On real notes one would look to the illness and the history first. If a phrase from a section that
# should not matter pulled hard, that would be worth a second look: it may stand in for age, or the habit of a ward.
# ```
