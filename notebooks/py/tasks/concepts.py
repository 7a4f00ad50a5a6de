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
# # Problems, tests and treatments: the concepts of i2b2 2010
#
# ```{admonition} On this page
# **You will be able to** say what annotators were asked to mark · explain why one published training set was half as
# large as meant · score entities on words, strictly.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` Each sentence is read on its own, and each word gets a tag: it begins a mention, continues one, or is
# outside.

# %% tags=["parameters"]
corpus: str = "synthetic"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("concepts", corpus, train_size, seed)
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
# The challenge of 2010 {cite}`uzuner2011i2b2` gave discharge summaries and progress notes of several hospitals, one
# sentence a line, with concepts marked by annotators.
#
# **Cohort.** The release that can be had today has fewer training documents than the challenge had, from two sources,
# Beth Israel and Partners; the test is the official one.
#
# **Labels.** *Problem*: what is wrong, or could be. *Test*: what is done to find out. *Treatment*: what is done about
# it. A concept is a whole noun phrase, with its articles and adjectives: "her severe chest pain" is one problem.
#
# **Text.** Words are what stands between spaces; line and word numbers say where a concept begins and ends. A line that
# begins with a space counts one word more, and a concept may run over a line's end.

# %% [markdown]
# ## What the reader left out or noticed
#
# Tags for words cannot say everything that annotators can mark.

# %%
report.facts()

# %% [markdown]
# Where two concepts overlap, one tag a word cannot hold both. A choice is made, and counted.

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
# {value}`balance` The score, {value}`metric`, counts mentions over all types, so common types weigh more.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Sentences are short, and the limit is never the problem here.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them. Each
# mention stands in brackets, followed by its type. On credentialed text this table stays empty.

# %%
report.examples()

# %% [markdown]
# Shorthand, values, lists. The borders of a mention are the hard part: does it begin at "her", at "severe" or at
# "chest"?

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
# {value}`floor` Compare precision and recall in the table: a dictionary is more often right than complete.

# %%
note(seen=report.mention_sentence())
report.mentions()

# %% [markdown]
# These are the commonest mentions of the training texts. {value}`seen` The generator keeps some surface forms for the
# test alone, so that remembering is not enough; to find those, one has to read the words around.

# %% [markdown]
# ## The ceiling
#
# The program's annotator leaves a known share of the mentions unmarked, as tired people do. A model that finds them all
# is therefore charged with mentions that nobody marked. {value}`ceiling`

# %% [markdown]
# ## Pitfalls
#
# - **Half of the training set, overwritten.** The widely used script writes the documents of both sources to a file,
#   and then writes those of Partners to *the same file*. The paper trained on what was left, so its scores lie well
#   below the literature. The corpora `i2b2_2010` and `i2b2_2010_partners` are the two; compare like with like.
#
# - **Labels on pieces.** The paper's code gives every piece of a word the word's tag, a beginning for each piece
#   included, and scores pieces. One word becomes several mentions, and the score depends on the tokenizer: two models
#   with different vocabularies are not measured with the same ruler. Here the first piece is asked, and words are
#   scored.
#
# - **The last sentence.** The loader closes a sentence at a blank line. The files end without one, so the last
#   sentence of each is lost; blank lines in a row make empty sentences.
#
# - **A split that moves.** Documents are shuffled after they went through an unordered set, so the split depends on
#   how the process was started.

# %% [markdown]
# ## What a score here cannot show
#
# Finding "chest pain" is not knowing that the patient has it. The challenge asked about negation and doubt in a task of
# its own.
#
# {value}`caveats` {value}`limits`

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: concepts-border
# A model marks "severe chest pain" where the annotators marked "her severe chest pain". What does the strict score
# count, and what would you have counted?
# ```
#
# ```{solution} concepts-border
# :class: dropdown
# Strictly, it is two errors: one mention missed and one invented. A score that gives credit for overlap would call it
# nearly right. The literature reports the strict one, so this book does; but on a ward, the missing article would hurt
# nobody.
# ```
