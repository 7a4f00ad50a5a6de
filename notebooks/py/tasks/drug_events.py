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
# # What a drug has to do with it: pairs in sentences about side effects
#
# ```{admonition} On this page
# **You will be able to** say how choosing sentences changes a task · hide a type so that a label is not given away ·
# read a score when nearly all pairs are related.
#
# **You need** {doc}`../foundations/evaluation`. **Time** ten minutes to read.
# ```
#
# {value}`summary` The drug and another phrase of the sentence are marked.

# %% tags=["parameters"]
corpus: str = "phee"  # where the text comes from
train_size: int = 800  # training texts that the floor is fitted on
seed: int = 0  # which training texts

# %%
import pandas as pd

from clinpeft.running import note
from clinpeft.showing.task_report import task_report

pd.options.display.max_colwidth = None
report = task_report("drug_events", corpus, train_size, seed)
note(title=report.corpus.title, licence=report.corpus.licence, citation=report.corpus.citation)
note(source=report.address, caveats=" ".join(report.corpus.caveats), notice=report.notice)
note(summary=report.task.summary, limits=report.task.limits, stands_in_for=report.task.stands_in_for)
report.sizes()

# %% [markdown]
# **Source** {value}`title`. {value}`citation` **Licence** {value}`licence`. **Address** {value}`source`
#
# {value}`notice` All sentences of one article stand in one split.

# %% [markdown]
# ## Where the text comes from
#
# Sentences from published case reports that tell of a side effect or of an effect hoped for {cite}`sun2022phee`.
#
# **Cohort.** Each drug of a sentence with each argument of its events makes a pair. The pairs are made by this project.
#
# **Labels.** The drug *causes* or *treats* the phrase; or the phrase is its route, dose, duration, frequency, delay or
# effect; or there is no relation.
#
# **Text.** The sentence. The argument's own type is hidden behind a neutral mark: with it shown, a route would be a
# route.

# %% [markdown]
# ## What the reader left out or noticed
#
# Sentences recur in the source, across its official parts too.

# %%
report.facts()

# %% [markdown]
# Training sentences that a later split repeats are removed; `phee_official` has them.

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
# {value}`balance` *Causes* is more than half, and *none* is rare, quite unlike notes, where most pairs are unrelated.
# The main metric, {value}`metric`, weighs all nine labels alike.

# %% [markdown]
# ## How long the texts are

# %%
lengths = report.lengths()
note(cut=report.cut_sentence(), panels=report.panels_sentence())
display_figure(plot_lengths(lengths, report.task.text), report.lengths_in_words(lengths))

# %% [markdown]
# {value}`panels` {value}`cut` One sentence each.

# %% [markdown]
# ## Three examples
#
# The code takes short training texts in the order of the sample, one with a new label first. Nobody picked them.

# %%
report.examples()

# %% [markdown]
# Numbers and units stand behind the mark, so dose and duration must be told from the words around it.

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
# {value}`floor` Prepositions carry much of it: "for", "after", "per".
#
# **Can more than words be learned?** {value}`headroom` How that was found: {doc}`../results/headroom`.

# %% tags=["remove-cell"]
note(reading=report.where_shown("One row a label. Which rows look like grammar, and which like medicine?"))

# %%
report.telling_words(3, label_a_row=True)

# %% [markdown]
# {value}`reading`

# %% [markdown]
# ## Pitfalls
#
# - **Chosen for the answer.** A sentence is here because it reports an event. A model trained on it expects events
#   everywhere.
#
# - **A task made by us.** The source asks for events with roles. Turning them into pairs was a choice; another
#   project would get other numbers.
#
# - **Direction.** A drug given for a symptom and a drug that caused it share most words.

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
# :label: drug-events-hide
# What would the floor reach if the mark said `@dosage$` where the phrase is a dose?
# ```
#
# ```{solution} drug-events-hide
# :class: dropdown
# Nearly everything for routes, doses, durations and frequencies, since the mark is the label. Only cause and treatment
# would stay hard. A good score can be a property of how the input was written.
# ```
