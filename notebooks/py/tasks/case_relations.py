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
# # Two mentions in one sentence: relations in case reports
#
# ```{admonition} On this page
# **You will be able to** make pairs from annotations and say what is lost · weigh a class of unrelated pairs · beat a
# baseline that never reads the sentence.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Pairs of problems, tests, treatments, values, events and times in a sentence are related in time, as
# parts, by cause, or not.

# %% tags=["parameters"]
corpus: str = "maccrobat"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("case_relations", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All pairs of one report stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# The reports of {doc}`case_concepts` {cite}`caufield2019maccrobat`, in which annotators also drew relations.
#
# **Cohort.** Every pair of mentions within one sentence. Relations across sentences, which are the majority in the
# corpus, are not asked for.
#
# **Labels.** Seven relations, and *none*. *Overlap* groups of many mentions become many pairs.
#
# **Text.** The sentence, with both mentions replaced by marks for their kinds.

# %% [markdown]
# ## What the reader left out or noticed
#
# A long sentence has very many pairs. The training set is capped in tokens.

# %%
report.facts()

# %% [markdown]
# The cap costs most of the pairs, and little of the variety: pairs of one sentence are alike.

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
# {value}`balance` About half of the pairs have no relation, which is nearer to the original than other open corpora
# are. The main metric, {value}`metric`, leaves them out, so that answering *none* earns nothing.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Sentences with many pairs are long ones, so the average here is longer than the average
# sentence.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# What lies between the two marks matters, and how much of it there is.

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
# {value}`floor` The marks are words too, and the kinds of two mentions alone give many labels away.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("One row a relation. Rows that consist of marks show what is known without reading."))

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## Pitfalls
#
# - **Groups explode.** A group of ten overlapping mentions makes forty-five pairs, all alike. They inflate the corpus
#   and its seeming certainty.
#
# - **Two relations, one label.** Some pairs have more than one relation. The rarer one is taken, and counted above.
#
# - **Given mentions.** As in the original, the mentions are given as the annotators marked them.

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
# :label: case-relations-kinds
# Think of a classifier that sees only the kinds of the two mentions. For which of the relations can it never be right?
# ```
#
# ```{solution} case-relations-kinds
# :class: dropdown
# For each pair of kinds it answers with the commonest label. A relation that is nowhere the commonest is never
# answered, such as cause. What a model scores on those relations is what it has really read.
# ```
