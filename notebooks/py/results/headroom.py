# ---
# jupytext:
#   text_representation:
#     extension: .py
#     format_name: percent
#     format_version: "1.3"
# kernelspec:
#   display_name: Python 3 (ipykernel)
#   language: python
#   name: python3
# ---

# %% [markdown]
# # Where there is something to learn
#
# ```{admonition} On this page
# **You will be able to** tell a task on which methods can be compared from one on which counting words is enough.
# **You need** {doc}`scores`.
# ```
#
# A comparison of methods needs a task that a model can learn better than a word count can. If full fine-tuning, with
# every weight free to move, does not beat logistic regression on word counts, then the order of the methods below it
# is mostly noise. So this page comes before any headline.

# %% tags=["parameters"]
study: str = "headroom"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import corpora
from clinpeft.results import figures, headroom_sentences, margins, pivots, sentences, tables
from clinpeft.running import note

stored = tables.study_results(study)
frame = stored.own().frame()
found = margins.of_study(stored)

# %% tags=["remove-cell"]
missing = sentences.unavailable_corpora(frame, study, corpora.state)
note(question=stored.study.question, coverage=sentences.coverage(frame, study))
note(provisional=sentences.provisional(stored))
note(missing=sentences.unavailable_words(missing), verdicts=headroom_sentences.headroom_words(found))
note(headlines=headroom_sentences.headlines(found), unfinished=sentences.unfinished_words(frame))
note(won=headroom_sentences.where_words_win(found))
note(limits=sentences.limits(frame))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`
#
# {value}`provisional`

# %% [markdown]
# ## Margin over the floor
# Full fine-tuning is trained at several learning rates; validation chooses one. Its new head, which starts from chance,
# has a larger rate of its own; what that is worth, {doc}`tuning` measures. The test score less the score of the floor,
# which was fitted on the same training texts, is the margin.
#
# The interval draws the test examples again and again, whole patients or documents at a time, the same ones for the
# model and for its floor. A task and training size of which some rates have not been tried yet is left out: the best of
# too few rates would stand for the method.

# %%
place = [*(["origin"] if found["origin"].nunique() > 1 else []), "text", "train_size"]
columns = ["score", "floor", "margin", "low", "high", "verdict"]
pivots.as_text(found.assign(text=found["task"] + " / " + found["corpus"]).set_index(place)[columns])

# %% [markdown]
# {value}`verdicts`

# %%
figures.display_figure(figures.margins(found), alt=figures.alt_margins(found))

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
# **Exercise.** Choose the task with the smallest margin. Read the examples on its task page and answer them yourself.
# Which single words gave the answer away, and does the page list them among its telling words?
