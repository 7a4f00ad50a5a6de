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
# # What happened: the events of i2b2 2012
#
# ```{admonition} On this page
# **You will be able to** tell six types of events apart · say why broken XML matters for reproducibility · judge a
# development set of one tenth without a seed.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` A word may begin an event, continue one, or be outside.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("events", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All lines of a document stand in one split. The text on this page is made up by a program, in the very
# file formats of the original, so that the same reader serves both.

# %% [markdown]
# ## The original: i2b2 2012
#
# The challenge of 2012 {cite}`sun2013i2b2` asked for events, times and their order in discharge summaries.
#
# **Cohort.** About three hundred summaries, each with the course of one stay. This task takes the events; times and
# links are left aside.
#
# **Labels.** Six types. *Problem*, *test* and *treatment* as in {doc}`concepts`; *clinical department* for places such
# as the intensive care unit; *occurrence* for what happens to a patient, such as being admitted; *evidential* for the
# verbs by which something is known: "showed", "complained of".
#
# **Text.** XML with a text and tags that point into it by character. Words are what stands between spaces, cut further
# at the borders of tags.

# %% [markdown]
# ## What the reader left out or noticed
#
# The files are not always well-formed XML.

# %%
report.facts()

# %% [markdown]
# An ampersand that was not escaped breaks the file for a strict parser. It is repaired in memory. A mention that is a
# few characters off is then moved to where its words stand, and counted.

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
# {value}`balance` The made-up lines hold all six types often. The main metric, {value}`metric`, counts mentions over
# all types, so where a type is rare, as some are in the original, one can do well and never find it.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` A line is not always a sentence: these notes break lines where the typist did.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. Each
# mention stands in brackets, followed by its type. On credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# "Admitted" is an event, and so is the place. Whether a verb reports what happened or how it is known decides between
# two types.

# %% [markdown]
# ## The floor
#
# Keep every phrase that was a mention in training, with its commonest type. In a new text take the longest phrases that
# the dictionary knows. One number is chosen on the validation texts: how often a phrase must have been a mention, among
# all times it occurred, to be trusted.

# %%
note(floor=report.floor_sentence(metric), ceiling=report.ceiling_sentence(metric))
report.floor_scores()

# %% [markdown]
# {value}`floor` Departments and common verbs are a short list, which is why a dictionary gets far with some types and
# nowhere with others.

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# These are the commonest mentions of the training texts. {value}`seen` Verbs repeat, problems do not. A dictionary is
# strong where language is poor.

# %% [markdown]
# ## The ceiling
#
# As in {doc}`concepts`, a known share of the mentions was left unmarked. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **No seed.** The common script takes a tenth of the patients as a development set and never seeds the generator,
#   so nobody can repeat the split, not even its author. Ours has a fixed seed.
#
# - **Two copies of the truth.** The file gives an event's place and its words. In the test files they do not always
#   agree, and the script then trusts the place without a check.
#
# - **Tags without a type.** Some events have an empty type. They are skipped, and counted.
#
# - **One place for temporary files.** A broken file is written to a fixed name in the working folder before it is
#   read again. Two runs at once read each other's.

# %% [markdown]
# ## What a score here cannot show
#
# An event found is not an event placed in time, and order was the point of the challenge.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: events-verbs
# "The CT showed no bleed." Name the events and their types, before you look at how the examples above were marked.
# ```
#
# ```{solution} events-verbs
# :class: dropdown
# "The CT" is a test, "showed" is evidential, and "bleed" is a problem, even though there is none: the type says what
# kind of thing it is, and the challenge kept negation as an attribute of its own.
# ```
