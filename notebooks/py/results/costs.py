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
# # Costs: what a method takes
#
# ```{admonition} On this page
# **You will be able to** say what PEFT saves, and what it does not: the file to keep shrinks far more than the
# training time.
#
# **You need** nothing beyond {doc}`scores`.
# ```
#
# A smaller file is what lets one hospital keep one backbone and twenty adapters. Training time is another matter: the
# text still passes through the whole model, forward and mostly backward.

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
note(costs=sentences.cost_words(costs))

# %% [markdown]
# {value}`coverage` {value}`missing` A run that failed has no costs to show and is named here instead.

# %% [markdown]
# ## Seconds and bytes
# Means over tasks and seeds. Training time leaves evaluation out; the megabytes are those of the file that must be
# kept beside the backbone; updates are steps of the optimiser.

# %%
labelled = pivots.relative_costs(costs)
cost_columns = ["train_time", "evaluation_time", "megabytes", "updates"]
means = labelled.groupby(["origin", "variant"], sort=False)[cost_columns].mean()
pivots.as_text(means.astype(float), decimals=1)

# %% [markdown]
# Compare the columns: methods that differ much in megabytes need not differ much in training time.

# %% [markdown]
# ## Relative to full fine-tuning
# Seconds on two machines cannot be compared, so each run is divided by full fine-tuning on the same machine, task and
# seed.

# %%
figures.display_figure(figures.costs(costs), alt=figures.alt_costs(costs))

# %% [markdown]
# {value}`costs`
#
# Time follows the work done, not the number of trained parameters: gradients must still travel back through every
# layer above the lowest thing that is trained. For a prompt, in front of the first layer, these are all of them. Only
# where the head alone is trained does the backward pass almost vanish.

# %% [markdown]
# ## What this cannot show
# The runs are short and share the machine with whatever else it was doing, so small differences in time mean nothing.
# On a graphics card the ratios differ. Memory is not compared: what the system reports is the peak of a whole
# process, libraries included.

# %% [markdown] tags=["exercise"]
# **Exercise.** A hospital keeps one backbone and one adapter for each of thirty wards. From the table above: how much
# disk does each method ask for in all? Which column of the table did you not need?
