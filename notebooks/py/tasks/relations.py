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
# # How two mentions are related: i2b2 2010 relations
#
# ```{admonition} On this page
# **You will be able to** say what a score with and without the *none* class means · explain why a test set must not be
# cut · write down the trivial baseline of an uneven task.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The two mentions are given and replaced by marks for their types; eight relations, or none.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("relations", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All sentences of a document stand in one split. The text on this page is made up by a program, in the
# very file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: i2b2/VA 2010
#
# The same documents as {doc}`concepts` {cite}`uzuner2011i2b2`, one step further.
#
# **Cohort.** Every pair of concepts in one line becomes one text. Most pairs have nothing to do with each other.
#
# **Labels.** Between problem and treatment: it improves it, worsens it, causes it, is given for it, or is not given
# because of it. Between test and problem: it reveals it, or is done to find it. Between two problems: one points to the
# other. Or none of these.
#
# **Text.** The line, with both mentions replaced by marks such as `@problem$`. The model sees where they stand and what
# kind they are, not what they say.

# %% [markdown]
# ## What the reader left out or noticed
#
# Pairs are made by the reader, so what it leaves out are concepts, not texts.

# %%
report.facts()

# %% [markdown]
# One line with many concepts gives many pairs that look alike. They stay in one split, because their document does.

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
# {value}`balance` *None* dwarfs the rest. That is why two scores are shown: micro F1 over all nine labels equals the
# accuracy, and always answering *none* makes it look excellent; the main metric, {value}`metric`, counts only the eight
# relations.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Long lines are lists, and lists are where the pairs without a relation come from.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. On
# credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# What stands between the marks carries the answer: "was given for", "no evidence of", a comma.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs. The marks count as
# words, so the kinds of the two mentions are known to it.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` The kinds of the mentions alone exclude most labels.

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# One row a relation. Look for the row of *none*: what a pair without a relation has in common is mostly what it lacks.

# %% [markdown]
# ## The ceiling
#
# The made-up sentences state their relations in words; the program's annotator misses some, and now and then writes
# down another one. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **A score with the empty class.** The paper's table shows micro F1 with *none* included. All-*none* already scores
#   high there, so differences between methods shrink to the third decimal. The challenge, and the literature, leave
#   *none* out. Both are shown here, under different names.
#
# - **A test set cut in two.** The published data set came without a validation part, so the paper cut the official
#   test in half, by the run's seed: each seed was tested on other texts, and the other half of the test chose the
#   checkpoint. Here validation comes from the training documents, and the official test is whole.
#
# - **Names that end in a line break.** The preparation compares document names with lines that still hold their line
#   break. Only the last one matches, so a development set of many documents shrank to one.
#
# - **Swapped types.** Where the second mention stands first in the line, the original swaps the two marks.

# %% [markdown]
# ## What a score here cannot show
#
# With the mentions given and hidden behind marks, this is a task about sentence patterns. In a real pipeline the
# mentions come from a model too, with its errors.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: relations-none
# Before any training: what is the accuracy of always answering *none* on the training texts of this page, and what is
# micro F1 without *none* for that answer?
# ```
#
# ```{solution} relations-none
# :class: dropdown
# The accuracy is the share of *none* in the figure. Without *none* it is zero, since no relation is ever found. The
# distance between the two is how much the choice of metric can flatter.
# ```
