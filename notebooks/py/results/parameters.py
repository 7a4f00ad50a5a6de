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
# # Parameters against score: what a trained number buys
#
# ```{admonition} On this page
# **You will be able to** read a plot of score against trained parameters, and to ask what was counted.
#
# **You need** {doc}`scores`.
# ```
#
# The promise of PEFT is a score near that of full fine-tuning from very few trained numbers. This page puts the two
# on one plot.

# %% tags=["parameters"]
study: str = "quick"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import corpora
from clinpeft.results import figures, pivots, sentences, tables
from clinpeft.running import note

stored = tables.study_results(study)
frame, costs = stored.frame(), stored.costs()
missing = sentences.unavailable_corpora(frame, study, corpora.state)

# %% tags=["remove-cell"]
note(coverage=sentences.coverage(stored), missing=sentences.unavailable_words(missing))
note(lean=sentences.lean_words(frame), words=sentences.words_suffice(frame), limits=sentences.limits(frame))

# %% [markdown]
# {value}`coverage` {value}`missing`

# %% [markdown]
# ## What is counted
# The adapter column counts what is trained outside the head. The head is new for every task and is trained by every
# method. Most papers count only the adapter.

# %%
labelled = pivots.relative_costs(costs)
counts = ["adapter_parameters", "head_parameters", "trainable"]
pivots.as_text(labelled.groupby(["task", "variant"], sort=False)[counts].first())

# %% [markdown]
# Under full fine-tuning nothing is added. What stands in its adapter column is all that it trains outside the head: the
# encoder itself.

# %% [markdown]
# ## The plot
# Each point is a method's mean over seeds. The horizontal axis is logarithmic and counts adapter and head together.
# A dashed line is the floor of this machine's runs, a dotted one that of the published.

# %%
figures.display_figure(figures.parameters_against_score(frame), alt=figures.alt_parameters(frame))

# %% [markdown]
# {value}`lean`
#
# Two hundredths is a choice of this page, wider than the protocol's margin for AUROC.
#
# Beside the floor:
#
# {value}`words`

# %% [markdown]
# ## What this cannot show
# A point is one size of one method: a larger rank or more virtual tokens would move it. Methods differ in their
# learning rate as well as in their parameters, so the plot does not say that parameters *cause* the score.
#
# {value}`limits`

# %% [markdown] tags=["exercise"]
# **Exercise.** In the table, divide the adapter of LoRA by that of IA3. Then find the two points in the plot. Is the
# difference in score worth the ratio on every task?
