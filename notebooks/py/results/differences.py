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
# # When is a difference a difference?
#
# ```{admonition} On this page
# **You will be able to** say how many seeds a comparison needs, and which differences in this book are too small to
# mean anything.
#
# **You need** {doc}`scores`.
# ```
#
# Train the same method twice with another seed, and the score changes: other training texts are drawn, the head starts
# elsewhere, the texts come in another order. A difference between two methods that is no larger than that cannot be
# told from chance with these seeds.

# %% tags=["parameters"]
study: str = "seeds"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import corpora
from clinpeft.results import contrasts, figures, leads, pivots, seed_sentences, sentences, spread, statistics, tables
from clinpeft.running import note

stored = tables.study_results(study)
frame = stored.one_origin().frame()
found = spread.seed_spread(frame)

# %% tags=["remove-cell"]
from clinpeft.results import names

everything = stored.own().frame()
missing = sentences.unavailable_corpora(everything, study, corpora.state)
note(question=stored.study.question, coverage=sentences.coverage(stored.own()))
note(provisional=sentences.provisional(stored))
note(missing=sentences.unavailable_words(missing), difference=seed_sentences.difference_words(found))
note(limits=sentences.limits(frame), paired=seed_sentences.pairing_words(frame, "lora", "full"))
rates = {spec.method: spec.learning_rate for spec in stored.study.runs}
sides = [{"method": name, "learning_rate": rates[name]} for name in ("lora", "full")]
note(judged=contrasts.in_words(contrasts.compared(stored.published, *sides), "lora", "full"))
note(rates=names.listed([f"{names.method_title(name)} at {rate:g}" for name, rate in rates.items()]))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`
#
# {value}`provisional`

# %% [markdown]
# ## How far seeds lie apart
# A row a cell: the number of seeds, mean, standard deviation, lowest and highest test score.

# %%
pivots.as_text(found.set_index(["origin", "task", "variant"])[["n", "mean", "sd", "low", "high"]], decimals=4)

# %%
figures.display_figure(figures.spread(found), alt=figures.alt_spread(found))

# %% [markdown]
# {value}`difference`

# %% [markdown]
# ## The smallest difference each task can see
# `sd` is the standard deviation between seeds, pooled over the task's cells. Beside it stands the smallest difference
# between two methods on these test texts that so many seeds of each would see, four times in five.

# %%
pivots.as_text(spread.by_task(found).set_index(["task", "metric"]), decimals=4)

# %% [markdown]
# Where methods lie closer together than this, the table cannot rank them.
#
# Two methods can also be compared seed by seed: with the same seed both have drawn the same training texts, and what
# that draw does to both drops out of their difference.
#
# {value}`paired`

# %% [markdown]
# ## How wide the test set is
# Seeds are one source of luck, the choice of test texts is another. The interval draws the test texts again, whole
# patients or documents at a time.

# %%
speaking = stored.one_origin()
intervals = statistics.intervals_over_examples([*speaking.here, *speaking.published])
intervals = intervals.assign(width=intervals["high"] - intervals["low"])
widths = intervals.groupby(["task", "method"], sort=False)["width"]
pivots.as_text(widths.agg(["count", "mean", "min", "max"]))

# %% [markdown]
# When two methods are tested on the same texts, much of this luck is shared and drops out of their difference; that
# is why methods in this book are compared in pairs and not by whether their intervals overlap.
#
# What remains of it on every open task, when a model is compared with its floor on the same texts (runs of
# {doc}`headroom`):

# %%
headroom = leads.of_study(tables.study_results("headroom").one_origin())
pivots.as_text(leads.reach(headroom).set_index(["task", "metric"]))

# %% [markdown]
# What a number of seeds sees, above, is a difference on these test texts. A difference below a task's `reach` cannot be
# told from the choice of test texts, with however many seeds. Two models that err on the same texts may be closer than
# a model and its floor, and then less is enough.

# %% [markdown]
# ## Both at once: a judged contrast
# {doc}`The protocol <../../protocol>` says beforehand when two methods count as equivalent, different or undecided.
# Its rule draws again what could have come out otherwise: which groups of tasks were looked at, which seeds, which test
# documents. Differences are counted in margins, the largest difference that counts as none.
#
# Here is the rule, applied to the published runs of this page. {value}`judged`
#
# Both methods are here at the middle of their grids, {value}`rates`, set before {doc}`tuning` searched. At the rates
# that validation chose there, the difference may be another.

# %% [markdown]
# The interval knows only the seeds and groups of tasks that were looked at. That they are few is allowed for: where the
# groups agree, the interval is wider than it need be. Where they differ, few groups say little of the next one.

# %% [markdown]
# The main study may make {value}`claims` claims, named before it runs. Each is tested on those resamples once all runs
# of its studies are there, and its p-value pays for their number.

# %% tags=["remove-cell"]
from clinpeft.results import claims

judged = claims.judge()
note(claims_run=sum(one.upheld is not None for one in judged), claims=len(judged))

# %%
import pandas as pd

pd.options.display.max_colwidth = 120  # a claim is a sentence
claims.table(judged)

# %% [markdown]
# Of the {value}`claims` claims, {value}`claims_run` can be judged by now. The last one's difference is for each
# further layer.

# %% [markdown]
# ## What this cannot show
# Seeds and test texts are the luck inside one corpus. Another hospital, another year, another way of writing is not
# in these numbers.
#
# {value}`limits`

# %% [markdown] tags=["exercise"]
# **Exercise.** Find in a paper you know a table that prints one method in bold. Does it say how many seeds stand
# behind each number? With the spread above, could the bold one be chance?
