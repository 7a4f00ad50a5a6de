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
# # Does it follow? Pairs of sentences in the form of MedNLI
#
# ```{admonition} On this page
# **You will be able to** tell entailment from likely truth · say what a hypothesis alone gives away · explain how a run
# can miss half of its input and still score.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The first sentence comes from a note; the second was written to follow from it, to contradict it, or
# to do neither.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("nli", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All pairs with one first sentence stand in one split. The text on this page is made up by a program,
# in the very file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: MedNLI
#
# Sentences from histories in MIMIC-III notes were shown to clinicians {cite}`romanov2018mednli`. For each they wrote
# three sentences: one that is certainly true of the patient, one that might be, and one that certainly is not.
#
# **Cohort.** Sentences, not patients. Official splits exist and are used.
#
# **Labels.** *Entailment*, *neutral*, *contradiction*, in equal numbers by design.
#
# **Text.** A pair. Both sentences go into the model together, with a mark between them.

# %% [markdown]
# ## What the reader left out or noticed
#
# The files hold one pair a line.

# %%
report.facts()

# %% [markdown]
# Pairs that share a first sentence must share a split: else a model meets in the test what it has read in training.

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
# {value}`balance` The labels are balanced by design, so {value}`metric` is a fair summary, and a third is what guessing
# gets.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Both sentences count together. They fit easily.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. On
# credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# To see that the second follows, one needs knowledge that stands in neither: that a value is high, that a drug treats
# something, that a word is another word for it.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs. Both sentences are
# put into one bag, so it cannot know which word stood where.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` A bag of words knows little about whether one sentence follows from another.

# %%
report.telling_words(6)

# %% [markdown]
# Negations pull towards contradiction, as they are known to do in such data. That "has" and "still" pull towards
# entailment is a habit of the program that wrote these sentences. Both are traces of how sentences are written, not of
# medicine. Here the traces are weak, as the floor shows.

# %% [markdown]
# ## The ceiling
#
# The program writes the second sentence from the facts of the first and then changes a known share of labels.
# {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **Half of the input was never read.** The paper's configuration lists the two columns without a comma between
#   them, and the caller always says that there is one. The hypothesis never reached the model. The run finished, with
#   a score, and the task was dropped from the figures later.
#
# - **The second sentence alone.** Because it was written to order, it often betrays its label. A model that sees
#   nothing else does better than guessing. Always measure that before praising understanding.
#
# - **Premises overlap.** One first sentence gives three pairs. Counted as independent, they make intervals too
#   narrow; here the bootstrap draws first sentences.
#
# - **Public copies.** Copies of the original lie in public repositories against its licence. They are not to be used.

# %% [markdown]
# ## What a score here cannot show
#
# Inference over one sentence is not reasoning about a patient, and certainty in the task is what annotators thought
# certain.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: nli-hypothesis
# How would you measure, with the tools of this page, how much the second sentence alone gives away?
# ```
#
# ```{solution} nli-hypothesis
# :class: dropdown
# Fit the floor on the second sentence only and compare with a third. Everything above it is a gift of the annotation.
# The same trick, with the first sentence alone, must give a third: one first sentence has all three labels.
# ```
