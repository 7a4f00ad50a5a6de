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
# # Scores: which method, on which task
#
# ```{admonition} On this page
# **You will be able to** read a table of methods without being fooled by chance · say where a language model is not
# needed at all · compare your machine's numbers with the published ones.
#
# **You need** to know what AUROC and entity F1 are.
# ```
#
# Every score of ours below is computed from result files, one file a run; the paper's scores are those of its authors'
# notebooks. Runs of *this machine* and *published* runs stand beside each other, each under its name.

# %% tags=["parameters"]
study: str = "quick"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import corpora
from clinpeft.results import comparison, figures, pivots, reported, sentences, statistics, tables
from clinpeft.running import note

stored = tables.study_results(study)
frame = stored.frame()
missing = sentences.unavailable_corpora(frame, study, corpora.state)

# %% tags=["remove-cell"]
note(question=stored.study.question, coverage=sentences.coverage(stored))
note(missing=sentences.unavailable_words(missing), level=f"{statistics.CONFIDENCE:.0%}")
note(best=sentences.best_methods(frame), words=sentences.words_suffice(frame), limits=sentences.limits(frame))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`

# %% [markdown]
# ## Every cell
# A cell shows the mean over seeds of the task's main metric on the test split, ± the standard deviation over seeds,
# with the number of seeds. A run that failed is written "failed"; it is never left out and never counted as zero.

# %%
pivots.table(frame, study, unavailable=missing)

# %% [markdown]
# {value}`best`

# %% [markdown]
# ## Beside the floor
# The floor is what counting words reaches on the same training texts (for entities: looking up the words that were
# mentions in training). A method that does not beat it has not shown that it learned more than counting could. Here is
# each method's mean, less its floor.

# %%
test = pivots.label_columns(tables.main_scores(frame))
test = test.assign(above_floor=test["value"] - test["floor"])
above = test.groupby(["origin", "variant", "column"], sort=False)
pivots.as_text(above["above_floor"].mean().unstack("column"), missing="no score")

# %% [markdown]
# {value}`words`
#
# Where words suffice, that is a result and not an embarrassment: with few training texts a linear model on word
# counts is hard to beat, it trains in a second, and anyone can read its weights.

# %% [markdown]
# ## The same as a picture
# A point is one seed. A dashed line is the floor of this machine's runs, a dotted one that of the published.

# %%
figures.display_figure(figures.scores(frame), alt=figures.alt_scores(frame))

# %% [markdown]
# Look first at where the points of one method lie relative to each other, then at the distance between methods. A gap
# between methods that is no wider than the gap between seeds cannot be told from chance with these seeds.

# %% [markdown]
# ## Who wins over the open tasks?
# The mean rank: one is the best method of a task and seed. Only comparisons count in which every method has a score.
# Synthetic tasks are left out. Ranks hide how far apart methods lie.

# %%
ranks = statistics.mean_ranks(frame[frame["corpus"] != "synthetic"]).set_index(["origin", "variant"])
pivots.as_text(ranks, decimals=2)

# %% [markdown]
# A mean rank near the middle says that a method wins here and loses there. With so few tasks and seeds a small lead in
# ranks means little.

# %% [markdown]
# ## How much is the luck of the test set?
# The interval resamples the test examples, whole patients or documents at a time, and asks how far the score moves.
# It says nothing about another seed or another hospital.

# %%
intervals = statistics.intervals_over_examples(stored.here or stored.published)
pivots.as_text(intervals.set_index(["task", "method", "seed"]))

# %% [markdown]
# Do not judge two methods by whether these intervals overlap: they were tested on the same texts and share much of this
# luck. {doc}`differences` compares them in pairs.

# %% [markdown]
# ## Here against published
# How far do seeds lie apart? All published cells of a task with two seeds or more tell it together. From that spread
# and a cell's published mean follows the interval in which one further run falls, {value}`level` of the time. With few
# seeds it is wide, and it may run past what a score can be: the formula knows nothing of the metric's bounds.
#
# `clinpeft compare quick` prints this table for this study, and so for every other. `clinpeft sweep STUDY --draw N`
# makes so many of a study's published runs again, chosen at random; `clinpeft compare STUDY --draw N` judges them.

# %%
against = comparison.compare_frame(frame)
columns = ["here", "published", "low", "high", "width", "verdict"]
pivots.as_text(against.set_index(["task", "variant", "seed"])[columns])

# %% tags=["remove-cell"]
note(agreement=comparison.agreement(against), caveat=reported.CAVEAT)
entities = reported.notes(pivots.cells(frame), "entity_f1")
note(entities=f"On the paper's entity scores: {entities}. Ours count whole words." if entities else "")

# %% [markdown]
# {value}`agreement`

# %% [markdown]
# ## Reported in the paper, beside ours
# The paper {cite}`taylor2024efficiency` used clinical notes that only credentialed readers may see. Our open tasks
# *stand in for* them: other texts, other patients, another question. So the two columns must not be subtracted. What
# may be compared is the order of the methods within each column.

# %%
pivots.as_text(reported.beside(pivots.cells(frame)))

# %% [markdown]
# {value}`caveat`
#
# {value}`entities`
#
# Synthetic text is left out of this table: the paper's notes are real.

# %% [markdown]
# ## What this cannot show
# One small backbone, few training texts, one learning rate for a method and kind of task: another choice of any of
# these may change the order.
#
# {value}`limits`
#
# What the scores cost is on {doc}`costs`; what a trained parameter buys is on {doc}`parameters`.

# %% [markdown] tags=["exercise"]
# **Exercise.** Set `study` to `longer`. Before you look: on which task do you expect the distance to the floor to
# grow most with more training texts, and why?
