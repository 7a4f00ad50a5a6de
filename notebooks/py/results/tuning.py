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
# # The tuning atlas
#
# ```{admonition} On this page
# **You will be able to** say what a learning rate does to each method, and why a comparison at one shared rate can be
# unfair.
#
# **You need** {doc}`headroom`.
# ```
#
# The paper {cite}`taylor2024efficiency` gave every PEFT method the same learning rate. But a method that moves a few
# hundred numbers needs larger steps than one that moves millions. Here each method is trained at several rates, on
# several tasks, and validation chooses. Every method, full fine-tuning too, starts with the same number
# of trials; where a method's winner ends its grid, further rates may be tried.

# %% tags=["parameters"]
study: str = "learning_rate"  # a study of clinpeft.catalogue.studies

# %%
from clinpeft import catalogue
from clinpeft.results import figures, paper_rate, pivots, tables, tuning

stored = tables.study_results(study)
frame, whole = stored.one_origin().frame(), tuning.whole(stored)
heads = tables.study_results("head_rate").one_origin().frame()
shared = catalogue.method("lora").learning_rate("paper", "sequence")
tried, results = whole.frame(), [*whole.here, *whole.published]
cost = paper_rate.with_intervals(tuning.cost_of_paper_rate(tried), results)

# %% tags=["remove-cell"]
from clinpeft import corpora
from clinpeft.catalogue import pilot
from clinpeft.results import sentences, tuning_sentences
from clinpeft.running import note

missing = sentences.unavailable_corpora(stored.own().frame(), study, corpora.state)
note(question=stored.study.question, coverage=sentences.coverage(stored.own()))
note(provisional=sentences.provisional(stored))
note(missing=sentences.unavailable_words(missing), shared=shared, most=pilot.LONGEST)
note(heads=tuning_sentences.head_rate_words(heads), winners=tuning_sentences.winners(tried))
note(unfinished=sentences.unfinished_words(frame), limits=sentences.limits(frame))

# %% tags=["remove-cell"]
from clinpeft.results import paper_rate_sentences

behind = paper_rate.behind(cost, results, {spec.method for spec in stored.study.runs})
note(cost=paper_rate_sentences.cost_words(cost))
note(order=paper_rate_sentences.order_words(behind), variation=paper_rate_sentences.variation_words(behind))
note(nested=paper_rate_sentences.nested_words(cost, tuning.chosen(tried)))
note(others=paper_rate_sentences.other_rates(stored.study), formats=tuning_sentences.number_formats(results))
note(undertrained=tuning_sentences.head_words(tried))

# %% [markdown]
# ## The question
# {value}`question`
#
# {value}`coverage` {value}`missing`
#
# {value}`provisional`

# %% [markdown]
# ## Score against learning rate
# A panel a task, a line a method, the rate on a logarithmic axis. The dashed line is the paper's shared rate,
# {value}`shared:g`. On a line the new head has a rate of its own, the same for every method; a hollow mark is the
# paper's way, where adapter and head share one rate. For full fine-tuning the paper's rate is a smaller one, and its
# hollow mark stands there. The frozen encoder trains nothing but the head, so the paper's rate is the left end of its
# line.

# %%
figures.display_figure(figures.rates(frame, shared), alt=figures.alt_rates(frame))

# %% [markdown]
# Look where each line peaks. The shared rate treats a method badly whose line peaks far from the dashed one. The paper
# did not give that rate to full fine-tuning and the frozen encoder: for these, compare the peak with the paper's own.

# %% [markdown]
# ## What validation chooses
# `rate` and `head` are the learning rates of adapter and head, `rates` is the number of runs that validation chose
# from. `edge` says yes where the winner is the largest or smallest rate tried: then the best rate may lie beyond.
#
# A grid is made longer only where its end beats the next rate by more than seeds differ ({doc}`differences`), over the
# tasks of a kind, and at most {value}`most` times: on a flat line the winner would end every grid. A method whose grid
# was made longer has had more trials than the others. A method that has not had all of its rates on a task waits.

# %%
best = tuning.chosen(tried).rename(columns={"learning_rate": "rate", "head_learning_rate": "head"})
columns = ["rate", "head", "validation", "test", "floor", "rates", "edge"]
pivots.as_text(best.set_index(["task", "method"])[columns])

# %% [markdown]
# {value}`winners`

# %% [markdown]
# ## What the paper's rate costs
# The test score at a method's own best rates, less that at the paper's, which adapter and head have in common. The
# paper shared one rate among the PEFT methods only: {value}`others`. A method that has not been run at the paper's rate
# yet is left out. The interval, from `low` to `high`, draws the test documents again, the same for both runs; it knows
# nothing of seeds. `times` says how many times the paper's rate the chosen one is.

# %%
pivots.as_text(cost.set_index(["task", "method"])[["test", "test_paper", "cost", "low", "high", "times"]])

# %% [markdown]
# {value}`cost`
#
# LoRA and IA3 begin as the pretrained encoder, so with a trained head neither should stay below the frozen one. Prompt,
# prefix and P-tuning begin with vectors of chance before the text or inside the attention: these have to find their way
# back first.
#
# {value}`nested`
#
# The paper concludes that most PEFT methods vary from task to task. How much of that is the shared rate?
# {value}`order`
#
# {value}`variation`

# %% [markdown]
# ## A rate of its own for the head
# The encoder was pretrained, the head starts from chance. Here the same runs are made twice, with the same seeds: once
# with one rate for adapter and head, once with a larger rate for the head alone. The rest of the
# model has one rate throughout: for full fine-tuning and LoRA the middle of their own grid; for IA3 and prompt tuning,
# whose own rates are as large as the head's, the paper's shared rate.

# %%
figures.display_figure(figures.head_gains(heads), alt=figures.alt_head_gains(heads))

# %% [markdown]
# {value}`heads`
#
# {value}`undertrained`
#
# Where a method gains much here, a comparison at one rate for adapter and head would have put it too low.

# %% [markdown]
# ## How many trials does it take?
# If rates are drawn at random from a method's own grid, how good is the best of one, two, three … trials
# {cite}`dodge2019show`? A method whose line is flat needs no tuning; one whose line climbs is only as good as the
# effort spent on it.

# %%
figures.display_figure(figures.expected_best(tried), alt=figures.alt_expected_best(tried))

# %% [markdown]
# These are validation scores: they say what a person who tunes would see, not what new texts would give.

# %% [markdown]
# ## Was the training long enough?
# {value}`unfinished`

# %% [markdown]
# ## What this cannot show
# One seed a rate, one backbone, one training size. A rate that wins by less than seeds differ has not won; how far
# they differ is on {doc}`differences`. {value}`formats`
#
# {value}`limits`

# %% [markdown] tags=["exercise"]
# **Exercise.** Choose two methods whose lines cross. Name one rate at which a paper would have reported the first as
# the winner, and one at which it would have reported the second.
