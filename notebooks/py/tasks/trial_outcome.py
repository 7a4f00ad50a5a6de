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
# # What a trial report says: more, less, or no difference
#
# ```{admonition} On this page
# **You will be able to** turn a question about a trial into a pair of texts · say why the bag of words cannot know
# whose result it is.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The first text is a passage of a trial report; the second names intervention, comparator and outcome.

# %% tags=["parameters"]
corpus: str = "evidence_inference"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("trial_outcome", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All questions about one article stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# Doctors read reports of randomised trials, asked what was compared, and marked the passage that answers
# {cite}`deyoung2020evidence`.
#
# **Cohort.** Questions whose answer a second annotator accepted, with a passage.
#
# **Labels.** The outcome *decreased*, *increased*, or there was *no difference*.
#
# **Text.** A pair: the passage, and a statement put together by this project from the three parts of the question.

# %% [markdown]
# ## What the reader left out or noticed
#
# A question can be asked of one passage by several annotators.

# %%
report.facts()

# %% [markdown]
# Repeats are dropped. Answers that were not accepted are not used, so what is left is clearer than trial reports are.

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
# {value}`balance` *No difference* is the commonest. The main metric, {value}`metric`, gives the three the same weight.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` Passages with tables are long; both texts share the model's input.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# "Significantly" is the word to look for, and "not" before it.

# %% [markdown]
# ## The floor
#
# Count words and pairs of words, weigh rare ones up (TF-IDF), and fit a logistic regression. The strength of its
# regularisation is chosen on the validation texts. It sees the *same* training texts as the runs. Both texts go into
# one bag.

# %%
from clinpeft.results import headroom_sentences

note(floor=report.floor_sentence(metric))
note(headroom=headroom_sentences.task_headroom(report.task.name))
report.floor_scores()

# %% [markdown]
# {value}`floor` It does well for a task that is called inference: passages state their result in stock phrases.
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("Words of comparison and of significance."))

# %%
report.telling_words(8)

# %% [markdown]
# {value}`reading` Single words may know the direction of a result, but not *whose*: turn intervention and comparator
# around and the answer turns, while the bag stays the same.

# %% [markdown]
# ## Pitfalls
#
# - **The easy half is done.** The passage was chosen because it answers. Finding it in an article is the harder part.
#
# - **Direction is relative.** A drop in pain is good and a drop in survival is not. The labels know no better or
#   worse.
#
# - **Outcome names leak.** Some outcomes nearly always go one way in print. A model with the statement alone may beat
#   guessing; measure it before you praise reading.

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
# :label: trial-outcome-swap
# Swap intervention and comparator in a statement. What must happen to the right label, and what happens to the floor's
# answer?
# ```
#
# ```{solution} trial-outcome-swap
# :class: dropdown
# Increase becomes decrease, and no difference stays. The floor's answer hardly moves, since its words are the same. A
# test made of such swaps would show at once who reads.
# ```
