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
# # All tasks side by side
#
# ```{admonition} On this page
# **You will be able to** see which tasks are alike and which are not · tell a hard task from a small one · read a score
# between its floor and its ceiling.
#
# **You need** {doc}`../foundations/evaluation`. **Time** five minutes to read.
# ```
#
# Each of the paper's tasks {cite}`taylor2024efficiency` has a synthetic text of the same form, and one or more open
# texts that stand in for it. The originals are behind data agreements; with one, the same pages run on them. Everything
# here comes from the cards of the corpora, so it can be shown where no text is at hand.

# %%
from clinpeft.results.task_overview import overview

frame = overview()
frame[["corpus", "tier", "training texts", "labels", "metric"]]

# %% [markdown]
# One row a task. The tasks of the paper come first, on synthetic text; the open ones follow, under names of their own.

# %% [markdown]
# ## How even the labels are

# %%
from clinpeft.results.figures import display_figure
from clinpeft.results.task_overview import in_words, plot_balance, plot_words

display_figure(plot_balance(frame), in_words(frame, ("commonest", "rarest")))

# %% [markdown]
# For each task the share of its commonest label and of its rarest, in training. Where the two marks are far apart,
# accuracy flatters, and a rare label may have too few test texts to be measured. Where they meet, the labels are even.

# %% [markdown]
# ## How long the texts are

# %%
display_figure(plot_words(frame), in_words(frame, ("median words", "90th percentile")))

# %% [markdown]
# A sentence, a note and a report are different inputs. Where the second mark lies far to the right, a run that cuts its
# texts loses the ends of the longest.

# %% [markdown]
# ## Between floor and ceiling

# %%
from clinpeft.results import pivots

pivots.as_text(frame[["corpus", "metric", "floor", "ceiling"]], missing="not known")

# %% [markdown]
# The floor is what counting words, or a dictionary, reaches with the number of training texts that the tasks' pages
# use. The ceiling is known only where a program made the text and knows its own chances. A score means little without
# the two: close to the floor, the model has added nothing; close to the ceiling, nothing is left to add.
#
# Can the made-up tasks be learnt at all? Full fine-tuning was run on each, with two seeds and the recipe of minutes
# (quick, on {value}`quick_texts` texts). On the two whose labels hang on two places at once, it was run longer as well
# (tuned, on all their texts).

# %% tags=["remove-cell"]
from clinpeft.results.task_overview import synthetic_scores

tried = synthetic_scores()
seeds = tried[[name for name in tried if name.startswith("full")]]
above = (seeds.min(axis=1) > tried["floor"]).groupby("recipe").sum()
apart = (seeds.max(axis=1) - seeds.min(axis=1)).groupby("recipe").max()
number = tried.groupby("recipe").size()

# %% tags=["remove-cell"]
from clinpeft.catalogue.recipes import PROFILES
from clinpeft.running import note

note(reached=int((seeds.max(axis=1) >= tried["ceiling"]).sum()), runs=len(tried))
note(quick_texts=PROFILES["quick"].train_size)
note(quick_tried=int(number["quick"]), quick_above=int(above["quick"]), quick_apart=f"{apart['quick']:.3f}")
note(tuned_tried=int(number["tuned"]), tuned_above=int(above["tuned"]), tuned_apart=f"{apart['tuned']:.3f}")

# %%
pivots.as_text(tried, missing="not run")

# %% [markdown]
# After minutes, full fine-tuning lies above the floor with both seeds on {value}`quick_above` of {value}`quick_tried`
# tasks; two seeds lie at most {value}`quick_apart` apart. These are runs of a hundred updates.
#
# After longer training it does so on {value}`tuned_above` of {value}`tuned_tried`, with seeds at most
# {value}`tuned_apart` apart. The ceiling is reached on {value}`reached` of {value}`runs` rows.
#
# Scores of different tasks must not be compared with each other. They differ in metric, in size and in what is asked.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: overview-pick
# You have one evening of computing time and want to see a difference between two methods. Which task would you take,
# and which would you leave?
# ```
#
# ```{solution} overview-pick
# :class: dropdown
# One with room between floor and ceiling, with labels that are even enough to be measured, and with short texts. A task
# whose floor is near its ceiling cannot show a difference, and one with a handful of rare test texts shows differences
# that are not there.
# ```
