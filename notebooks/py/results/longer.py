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
# # Longer: more text, and the price of a shared learning rate
#
# ```{admonition} On this page
# **You will be able to** say whether more training text changes the order of full fine-tuning and LoRA, and why a
# comparison at one learning rate can be unfair.
#
# **You need** {doc}`scores`.
# ```
#
# The quick study trains for minutes. This one gives a few of the methods more text and more passes, and two of them
# two sizes of text. It trains LoRA twice: once at a rate set before the search of {doc}`tuning`, once at the one that
# the paper {cite}`taylor2024efficiency` used for every PEFT method.

# %% tags=["parameters"]
study: str = "longer"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import catalogue, corpora
from clinpeft.results import comparison, course_sentences, figures, longer_sentences, pivots, sentences, tables
from clinpeft.running import note

stored = tables.study_results(study)
frame = stored.frame()
missing = sentences.unavailable_corpora(frame, study, corpora.state)

# %% tags=["remove-cell"]
note(question=catalogue.study(study).question, coverage=sentences.coverage(stored))
note(missing=sentences.unavailable_words(missing))
note(paper_rate=catalogue.method("lora").learning_rates["paper"])
note(
    size=longer_sentences.size_effect(frame),
    rate=longer_sentences.rate_cost(frame),
    words=sentences.words_suffice(frame),
)
note(limits=sentences.limits(frame), agreement=comparison.agreement(comparison.compare_frame(frame)))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`

# %% [markdown]
# ## Every cell
# As on {doc}`scores`: mean over seeds ± standard deviation, the number of seeds in brackets; "failed" where a run
# failed.

# %%
pivots.table(frame, study, unavailable=missing)

# %% [markdown]
# Read each column by itself: more text lifts the floor too, so a method is compared with the floor of its own size.

# %% [markdown]
# ## Method × size
# The same as plain means, a column a training size.

# %%
test = pivots.label_columns(tables.main_scores(frame))
means = test.groupby(["origin", "variant", "column"], sort=False)["value"].mean()
pivots.as_text(means.unstack("column"))

# %% [markdown]
# {value}`size`

# %% [markdown]
# ## As a picture
# A point is one seed, a dashed line the floor of this machine's runs, a dotted one that of the published.

# %%
figures.display_figure(figures.scores(frame), alt=figures.alt_scores(frame))

# %% [markdown]
# {value}`agreement`

# %% [markdown]
# ## What the shared learning rate costs LoRA
# The paper's shared rate is {value}`paper_rate:g`, for adapter and head alike. The other rates are larger, and where
# texts are labelled its new head has a larger one still; so the step to the shared rate changes both.
#
# {value}`rate`
#
# At too small a rate LoRA may simply not have finished when training stops. A table that compares
# methods at one learning rate compares, in part, how well that rate suits each of them.

# %% [markdown]
# ## Where words suffice
# {value}`words`
#
# The floor grows with the training text too. It is fitted on the very same texts, so it is a fair opponent at every
# size.

# %% [markdown]
# ## The method pages, trained for a lesson
# The methods that have a page of their own, each on the same {value}`lesson_texts` texts, for as long as a lesson has
# time for. This is what those pages show after `clinpeft pages --profile class`, which trains longer than this site.

# %% tags=["remove-cell"]
lessons = tables.study_results("course")
course = lessons.frame()
note(course=sentences.words_suffice(course), course_provisional=sentences.provisional(lessons))
note(silent=course_sentences.silent_words(lessons), below=course_sentences.below_frozen_words(lessons))
note(course_runs=sentences.coverage(lessons), lesson_texts=lessons.study.runs[0].train_size)

# %%
course = tables.study_results("course").frame()
lesson = pivots.label_columns(tables.main_scores(course))
lesson = lesson.groupby(["origin", "variant", "column"], sort=False)
pivots.as_text(lesson["value"].mean().unstack("column").round(3))

# %% [markdown]
# {value}`course_runs` {value}`silent`
#
# {value}`course_provisional`
#
# {value}`course`
#
# {value}`below`
#
# {doc}`tuning` looks at a rate for the head alone.

# %% [markdown]
# ## What this cannot show
# Two sizes are not a curve, and few seeds do not make a spread. One learning rate was tried beside LoRA's first; the
# rates of the other methods were set before any of them was tuned.
#
# {value}`limits`

# %% [markdown] tags=["exercise"]
# **Exercise.** In the table of every cell, find what LoRA and full fine-tuning gain on `disposition` from more text,
# and what the floor gains beside them. Which gain is largest? Say why before you read the learning curves on LoRA's own
# page.
