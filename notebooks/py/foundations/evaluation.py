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
# # What a score is worth
#
# ```{admonition} On this page
# **You will be able to** say what AUROC and entity F1 count, by counting it yourself · read a calibration error · ask
# of any score how high the floor is and how wide chance is.
#
# **You need** nothing but patience. **Time** twelve minutes to read.
# ```
#
# Most pages of this book show scores. This page takes them apart, on data small enough to count by hand.

# %% [markdown]
# ## AUROC: the chance of ranking right
# A model gives each patient a number. Take one patient to whom it happened and one to whom it did not. How often does
# the first get the higher number? That chance is the AUROC. Ties count half.

# %%
import numpy as np

rng = np.random.default_rng(0)
happened = np.repeat([1, 0], [30, 70])
risk = 1 / (1 + np.exp(-(happened + rng.normal(0, 1.2, size=100) - 0.5)))

# %%
from clinpeft.evaluation.metrics import text_scores
from clinpeft.running import note

yes, no = risk[happened == 1], risk[happened == 0]
pairs = (yes[:, None] > no[None, :]) + 0.5 * (yes[:, None] == no[None, :])
scores = {s.metric: s.value for s in text_scores("test", happened, np.column_stack([1 - risk, risk]))}
note(pairs=pairs.size, counted=float(pairs.mean()), auroc=scores["auroc"])
float(pairs.mean()), scores["auroc"]

# %% [markdown]
# Counted over all {value}`pairs:,` pairs: {value}`counted:.4f`. From the library: {value}`auroc:.4f`. The same thing. A
# coin would give one half. AUROC asks only about order: multiply every risk by a tenth and it stays, though no patient
# would then be thought at risk.

# %% [markdown]
# ## Calibration: does 80 % mean 80 %?
# Put predictions of like confidence together. Among those that are "80 % sure", are 80 % right? The *expected
# calibration error* {cite}`guo2017calibration` is the mean gap between the two.

# %%
timid = 0.1 * risk
cold = {s.metric: s.value for s in text_scores("test", happened, np.column_stack([1 - timid, timid]))}
note(ece=scores["ece"], cold_auroc=cold["auroc"], cold_ece=cold["ece"])
{name: (round(scores[name], 3), round(cold[name], 3)) for name in ("auroc", "ece")}

# %% [markdown]
# With every risk cut to a tenth, the AUROC is {value}`cold_auroc:.4f`, as before, while the calibration error goes from
# {value}`ece:.3f` to {value}`cold_ece:.3f`. A model can rank well and still say the wrong thing about each patient.
# Look at both.

# %% [markdown]
# ## Entity F1: all or nothing
# For mentions in text, a hit is a mention with the right beginning, the right end *and* the right type. Half a mention
# is a miss, and a false alarm as well. Take a made-up sentence.

# %%
import pandas as pd

words = ["severe", "chest", "pain", "treated", "with", "aspirin", "after", "normal", "ECG"]
truth = ["B-problem", "I-problem", "I-problem", "O", "O", "B-treatment", "O", "O", "B-test"]
found = ["O", "B-problem", "I-problem", "O", "O", "B-treatment", "O", "B-test", "I-test"]
pd.DataFrame([truth, found], index=["truth", "found"], columns=words)

# %% [markdown]
# Three mentions are wanted and three are found. *Aspirin* is right. The pain lacks its *severe*, and the test has a
# word too many.

# %%
from clinpeft.evaluation.metrics import entity_scores

entity = {s.metric: s.value for s in entity_scores("test", [truth], [found])}
same = sum(a == b for a, b in zip(truth, found, strict=True)) / len(words)
note(entity_f1=entity["entity_f1"], tags=same)
entity

# %% [markdown]
# One hit of three found and three wanted: precision, recall and F1 are all {value}`entity_f1:.2f`, though
# {value}`tags:.0%` of the tags are right. Strict entity F1 {cite}`nakayama2018seqeval` is what the field reports, and
# it is always counted on words here, never on the pieces a tokenizer makes of them.

# %% [markdown]
# ## The floor
# A score means little alone. What would word counts reach? In this book a floor is fitted on the *same* training texts
# as every run: for texts TF-IDF and logistic regression {cite}`pedregosa2011scikit`, for mentions a dictionary. If a
# model does not clear it, the model has shown nothing that counting could not do. {doc}`../tasks/disposition` shows how
# high a floor can be.

# %% [markdown]
# ## Chance: other texts
# The test texts are a sample, too. Draw again from the same hundred patients, with replacement, many times, and see how
# far the AUROC wanders without any change to the model.

# %%
from clinpeft.results.statistics import auroc

chosen = [rng.integers(0, len(risk), size=len(risk)) for _ in range(2000)]
draws = [auroc(happened[one] == 1, risk[one]) for one in chosen]
low, high = np.percentile(draws, [2.5, 97.5])
note(low=float(low), high=float(high), wide=float(high - low))
float(low), float(high)

# %% [markdown]
# Nineteen times out of twenty between {value}`low:.2f` and {value}`high:.2f`: a span of {value}`wide:.2f` from the
# choice of a hundred patients alone. Tables that rank methods by the third decimal on so small a test set rank noise.

# %% [markdown]
# ## Chance: other seeds
# Training has its own luck: which training texts are drawn, the head's random start and the order of the texts. It
# shows when one run is repeated with other seeds {cite}`dodge2019show`. With few seeds we can only say how far a
# *further* run might fall.

# %%
from clinpeft.results.statistics import prediction_interval

two, five = prediction_interval([0.70, 0.74]), prediction_interval([0.70, 0.74, 0.71, 0.73, 0.72])
note(two_wide=two.high - two.low, five_wide=five.high - five.low)
two, five

# %% [markdown]
# Two made-up seeds give a 95 % interval {value}`two_wide:.2f` wide, which says nothing; five with no greater spread
# give one {value}`five_wide:.2f` wide. Two runs show that there is chance. They do not measure it.

# %% [markdown]
# ```{exercise}
# :label: constant
# A model answers "did not happen" for everyone, with the same risk each time. What are its accuracy and its AUROC on
# the hundred patients above? Write both down, then compute them with `text_scores`.
# ```
#
# ```{solution} constant
# :class: dropdown
# Its accuracy is the share of the commoner label, which looks respectable. Its AUROC is one half: all pairs are ties.
# That is why the main metric of the two-label tasks here is not accuracy.
# ```
