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
# # Where there is something to learn
#
# ```{admonition} On this page
# **You will be able to** tell a task on which methods can be compared from one on which counting words is enough.
#
# **You need** {doc}`../foundations/evaluation`.
# ```
#
# A comparison of methods needs a task that a model can learn better than a word count can. If full fine-tuning, with
# every weight free to move, does not beat logistic regression on word counts, then a comparison of methods there says
# little about language: none of them has shown more than counting gives. So this page comes before any headline.

# %% tags=["parameters"]
study: str = "headroom"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import catalogue, corpora
from clinpeft.results import figures, headroom_sentences, leads, names, pivots, sentences, tables, task_overview
from clinpeft.running import note

stored = tables.study_results(study)
frame = stored.own().frame()
found = leads.of_study(stored)

# %% tags=["remove-cell"]
missing = sentences.unavailable_corpora(frame, study, corpora.state)
note(question=stored.study.question, coverage=sentences.coverage(stored.own()))
note(provisional=sentences.provisional(stored))
note(missing=sentences.unavailable_words(missing), verdicts=headroom_sentences.headroom_words(found))
note(headlines=headroom_sentences.headlines(found), unfinished=sentences.unfinished_words(frame))
note(won=headroom_sentences.where_words_win(found))
cap = catalogue.recipe("pilot").max_length
note(limits=sentences.limits(frame), cap=cap, long=task_overview.long_tasks(stored.study, cap))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`
#
# {value}`provisional`

# %% [markdown]
# ## Lead over the floor
# Full fine-tuning is trained at several learning rates; validation chooses one. Its new head, which starts from chance,
# has a larger rate of its own; what that is worth, {doc}`tuning` measures. The test score less the score of the floor,
# which was fitted on the same training texts, is the *lead*.
#
# The interval draws the test examples again and again, whole patients or documents at a time, the same ones for the
# model and for its floor. A task and training size of which some rates have not been tried yet is left out: the best of
# too few rates would stand for the method.
#
# The model reads the first {value}`cap` tokens of a text, fewer words than that; the floor reads all of it. On
# {value}`long`, one test text in ten has more words than the model reads tokens. There a model that stays behind may
# have missed the words and not their meaning. Mentions behind the cut count as not found.
#
# *Words suffice* is said where the model did not come out ahead. That it is worse is said only where the whole interval
# lies below zero. `rate` is the learning rate that validation chose. Where the model does not win at the smallest or
# largest rate that was tried, the list says so: a better one may lie beyond, and the verdict is the less sure.

# %%
place = [*(["origin"] if found["origin"].nunique() > 1 else []), "task", "texts"]
columns = ["score", "floor", "lead", "low", "high", "verdict", "rate"]
shown = found.assign(task=names.task_titles(found), texts=found["train_size"].map(names.size_title))
shown = shown.rename(columns={"learning_rate": "rate"})
pivots.as_text(shown.set_index(place)[columns])

# %% [markdown]
# {value}`verdicts`

# %%
figures.display_figure(figures.leads(found), alt=figures.alt_leads(found))

# %% [markdown]
# A filled point has its whole interval above zero: there the model has learned something that counting words has not.
#
# {value}`headlines`

# %% [markdown]
# ## When logistic regression wins
# It wins where single words carry the answer, and where there are few training texts: a word count has nothing to
# learn about language, so every label it sees goes into the question itself. It trains in a second and its weights
# can be read. Where it wins, use it. (For entities the floor is a dictionary of the training mentions.)
#
# {value}`won`

# %% [markdown]
# ## Was the training long enough?
# {value}`unfinished`

# %% [markdown]
# ## What this cannot show
# One small backbone. A task that has no headroom for it may have some for a larger model or with more text.
#
# {value}`limits`

# %% [markdown] tags=["exercise"]
# **Exercise.** Choose the task with the smallest lead. Read the examples on its task page and answer them yourself.
# Which single words gave the answer away, and does the page list them among its telling words?
