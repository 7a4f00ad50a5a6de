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
# # Identifying details in Spanish case reports
#
# ```{admonition} On this page
# **You will be able to** say what changes when the language does · see a form in a text · compare a task with its
# English relative.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` It is the one open, human-checked corpus for de-identification in this book, and it is Spanish.

# %% tags=["parameters"]
corpus: str = "meddocan"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("phi_es", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All windows of a document stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# Published Spanish case reports into which experts wrote names, dates, places and numbers {cite}`marimon2019meddocan`.
#
# **Cohort.** A thousand documents with official parts.
#
# **Labels.** The official types, with their Spanish names.
#
# **Text.** Documents are long, so a model reads windows of them.

# %% [markdown]
# ## What the reader left out or noticed
#
# The training set is capped in tokens, since documents are long.

# %%
report.facts()

# %% [markdown]
# A text that stands in two official parts is removed from the earlier one; `meddocan_official` has it.

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
# {value}`balance` Dates, places and names are common; some types occur a handful of times. The main metric,
# {value}`metric`, is over all mentions.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` A tokenizer made for English cuts Spanish words into many pieces, so a text has far more
# of them than words.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. Each
# mention stands in brackets, followed by its type.

# %%
report.examples()

# %% [markdown]
# The head of a document is a form: a word, a colon, a value. Most details stand there.

# %% [markdown]
# ## The floor
#
# Keep every phrase that was a mention in training, with its commonest type. In a new text take the longest phrases that
# the dictionary knows. One number is chosen on the validation texts: how often a phrase must have been a mention, among
# all times it occurred, to be trusted.

# %%
from clinpeft.results import headroom_sentences

note(floor=report.floor_sentence(metric))
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` Sex and country come from short lists, and a dictionary finds them; names and numbers it cannot know.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("These are the commonest mentions of the training texts."))
note(types=report.where_shown("Look at the type beside each."))

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# {value}`reading` {value}`seen` {value}`types` What repeats is what identifies least.

# %% [markdown]
# ## Pitfalls
#
# - **Written in, not found.** The details were inserted. Real notes hide them in sentences, misspell and abbreviate
#   them.
#
# - **Language.** An English backbone meets a foreign language. A low score may say more about the vocabulary than
#   about the method.
#
# - **A form is easy.** Remove the heads, and the task becomes another one.

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
# :label: phi-es-head
# How would you find out how much of the score comes from the form at the head of the documents?
# ```
#
# ```{solution} phi-es-head
# :class: dropdown
# Score mentions by where they stand: in a line with a colon, or in running text. Two numbers instead of one, from the
# same predictions.
# ```
