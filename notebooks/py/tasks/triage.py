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
# # Which specialty: the first diagnosis of a discharge summary
#
# ```{admonition} On this page
# **You will be able to** explain how a lost zero removed a common diagnosis from a published task · say why this is no
# triage · say what a macro average does where labels are uneven.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Twenty common diagnoses are grouped into seven specialties, and the whole summary is the text.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("triage", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All summaries of one patient stand in one split. The text on this page is made up by a program, in the
# very file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: MIMIC-III
#
# The paper {cite}`taylor2024efficiency` takes the task from code by its own authors.
#
# **Cohort.** Stays with a discharge summary, a first diagnosis and a procedure {cite}`johnson2016mimic`. Newborns stay
# in: being born is one of the diagnoses. Only stays whose first diagnosis is one of the twenty codes are kept.
#
# **Label.** The code is mapped to a specialty: cardiology, obstetrics, respiratory, neurology, gastroenterology, acute
# medicine or oncology.
#
# **Text.** The *whole* summary, not only what was known at admission. Marks of de-identification, administrative
# phrases and all digits are removed; the original runs went one step further and deleted words that name a specialty,
# with a script that is not public.

# %% [markdown]
# ## What the reader left out or noticed
#
# A diagnosis outside the twenty codes is no error: such stays are simply not asked about.

# %%
report.facts()

# %% [markdown]
# Codes are read as text. That is the whole repair of the bug below.

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
# {value}`balance` Cardiology alone is about half of the original. A score that counts every text equally would mostly
# report on hearts; the main metric, {value}`metric`, gives each specialty the same weight, however few its texts are,
# so a handful of summaries can move it.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` The original's summaries run to thousands of tokens and only the head is read. The
# diagnosis is often written there in plain words.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. On
# credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# Short summaries are often those of newborns, so these three are no fair sample. It is a task about topic.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` Words alone stay far below the ceiling on the made-up summaries. On the original they should do better:
# a summary names its disease.

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# One row a specialty. Many are complaints, some are diseases. A model that beats them must do so on summaries in which
# the specialty is not named.

# %% [markdown]
# ## The ceiling
#
# The program draws the first diagnosis from the problems that a patient has, as in practice, where several compete for
# the first place. It knows their chances. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **The lost zero.** Septicaemia has the code 0389. In the published preparation the codes went through a table that
#   took them for numbers; 0389 became 389 and matched nothing. The second most common of the twenty diagnoses was
#   gone, and with it most of acute medicine: what is left under that name is kidney failure alone. Nothing failed,
#   and the counts add up exactly only without it. The corpora `mimic3` and `mimic3_published` are the repaired cohort
#   and the published one.
#
# - **Swapped names.** A function returned training, test and validation, and its caller unpacked training, validation
#   and test. Both parts have the same size, so nobody saw it.
#
# - **Split by stay.** The published split is by stay. A patient with two stays can stand on both sides.
#
# - **Deleted digits.** With all digits gone, doses and values are gone too; "2 L" and "4 L" of oxygen read the same.

# %% [markdown]
# ## What a score here cannot show
#
# Nobody needs a model to sort a finished summary: its author knew the diagnosis. A real triage would be asked of the
# first lines of a referral.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: triage-zero
# You prepare a table of diagnoses with a library that guesses types. Which two checks, made before any training, would
# have shown that a code was lost?
# ```
#
# ```{solution} triage-zero
# :class: dropdown
# Count the labels and compare with the list you asked for: nineteen codes came back where twenty were wanted. And look
# a few codes up in the official list, which has them as text with leading zeros. Both take a minute. The bar chart on
# this page would not have shown it: it counts specialties, and acute medicine was still there.
# ```
