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
# # Which method, when?
#
# ```{admonition} On this page
# **You will be able to** choose a method by what it trains, where that sits, what it costs at prediction and what must
# be stored · read the zoo's scores for what they are.
#
# **You need** {doc}`../methods/lora` and one other method page. **Time** Fifteen minutes to read.
# ```
#
# There is no best method. There are four questions. Three can be answered without any training, from how a method is
# built; they leave many methods standing, and the fourth decides.

# %% tags=["parameters"]
backbone: str = "minilm_l6"  # the pretrained model
task: str = "disposition"  # gives the kind of head
study: str = "zoo"  # a study of clinpeft.catalogue.studies

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.running import note
from clinpeft.showing.surveying import survey

pd.options.display.max_colwidth = None  # reasons are sentences
methods = survey(catalogue.backbone(backbone), catalogue.task(task))
note(count=len(methods), places=methods["sits"].nunique(), title=catalogue.backbone(backbone).title)
methods.groupby("sits", sort=False).size().rename("methods").to_frame()

# %% [markdown]
# {value}`count` methods in {value}`places` places, here in {value}`title`. The place decides more than the name does.

# %% [markdown]
# ## One: how many models will you keep?
# A hospital with one task keeps one model, and may as well train every weight. With twenty tasks, or a model for each
# ward, what counts is the size of what is kept beside one shared backbone. It starts from what is trained.

# %%
from clinpeft.results import pivots

sizes = methods.sort_values("trained")[["family", "trained", "kilobytes"]]
full = methods.loc[methods["method"] == "full", "kilobytes"].iloc[0]
note(full=full / 1000, small=int((sizes["kilobytes"] < 1000).sum()))
ends = pd.concat([sizes.head(8), sizes.tail(8)]).rename(columns={"kilobytes": "trained (kB)"})
pivots.as_text(ends, decimals=1)

# %% [markdown]
# The smallest and the largest by what they train outside the head, in float32. {value}`small` methods train less than a
# megabyte; full fine-tuning trains {value}`full:.0f` megabytes for each task. What is kept can differ. The file is
# smaller where a network that only wrote vectors is dropped after training, and larger where numbers that were never
# trained are stored with it: {doc}`adapter_file` measures both.

# %% [markdown]
# ## Two: may prediction cost more?
# What is added into the weights is gone at prediction. What stands beside them, or in front of the text, is computed
# for every text.

# %%
methods.groupby(["sits", "at_prediction"], sort=False).size().rename("methods").to_frame()

# %% [markdown]
# Virtual tokens are paid for in every prediction, for ever: a prompt makes the text longer, a prefix gives each layer
# more keys and values to attend to. How much longer does a prediction take? Processor time for one short text, the
# fastest of several tries, before any training:

# %%
import time

from clinpeft.modelling import load_tokenizer
from clinpeft.showing.describing import describe
from clinpeft.specs import RunSpec

sentence = "Seen after a fall, with pain in the neck. " * 4
inputs = dict(load_tokenizer(catalogue.backbone(backbone))([sentence], return_tensors="pt"))
names = ("full", "bitfit", "lora", "dora", "vera", "oft", "prompt_tuning", "prefix_tuning")
models = {name: describe(RunSpec(task, "neiss", backbone, name, "tuned")).model.eval() for name in names}

# %%
import torch

seconds = {name: [] for name in names}
with torch.inference_mode():
    for _ in range(15):
        for name, model in models.items():
            began = time.process_time()
            model(**inputs)
            seconds[name].append(time.process_time() - began)
fastest = {catalogue.method(name).title: min(times) * 1000 for name, times in seconds.items()}

# %%
plain, same = fastest[catalogue.method("full").title], catalogue.method("bitfit").title
ratio = pd.Series(fastest) / plain
note(slowest=ratio.idxmax(), slowest_ratio=ratio.max(), plain=plain, same=same, noise=ratio[same])
pivots.as_text(pd.DataFrame({"milliseconds, not merged": fastest, "full fine-tuning = 1": ratio}), decimals=2)

# %% [markdown]
# The plain backbone, as full fine-tuning leaves it, takes {value}`plain:.1f` milliseconds of processor time on this
# machine. Unmerged, {value}`slowest` is the slowest of these, {value}`slowest_ratio:.2f` times that. {value}`same`
# computes exactly what the plain backbone does, so how far its {value}`noise:.2f` lies from one is the noise of this
# measurement: smaller distances mean nothing. Merged, all but the methods in front of the text come back to one. Keep
# an adapter unmerged only where one backbone serves several tasks in the same batch.

# %% [markdown]
# ## Three: does it run on your backbone?
# Not every method fits every architecture. These do not, and the catalogue says why.

# %%
from clinpeft.catalogue.backbones import roles

blocked = [
    {"method": entry.title, "architecture": architecture, "why": reason}
    for entry in catalogue.METHODS.values()
    for architecture, reason in entry.excluded.items()
]
note(architectures=len(roles.ARCHITECTURES), blocked=len(blocked))
pd.DataFrame(blocked).set_index(["method", "architecture"])

# %% [markdown]
# {value}`blocked` pairs out of all methods on {value}`architectures` architectures; every other pair is
# tested on a tiny model, from training to saving and merging. What the library behind this project offers and the
# catalogue leaves out:

# %%
from clinpeft.catalogue.methods.left_out import LEFT_OUT, LEFT_OUT_VARIANTS

pd.Series({**LEFT_OUT, **LEFT_OUT_VARIANTS}, name="why it is left out").rename_axis("method").to_frame()

# %% [markdown]
# A method that trains without an error can still be useless: of those left out, aLoRA does nothing at all for a
# classifier, and LILY predicts a text differently depending on its neighbours. Check for both before you believe a
# score.

# %% [markdown]
# ## Four: how good is it?
# Only this question needs training, and it has no general answer: it depends on task, size, and on how much was tuned.
# The zoo's runs give every method the same few texts and one learning rate that no search has chosen. For some methods,
# the seven of the quick study among them, it comes from small trials; so a lead of theirs may be a lead in tuning.

# %%
from clinpeft import corpora
from clinpeft.results import sentences, tables

stored = tables.study_results(study)
frame = stored.frame()
missing = sentences.unavailable_corpora(frame, study, corpora.state)

# %% tags=["remove-cell"]
note(coverage=sentences.coverage(stored), missing=sentences.unavailable_words(missing))
note(further=sentences.further_seeds(stored))
rows = tables.main_scores(frame)
rows = rows[rows["origin"] == "published"]
above = (rows["value"] > rows["floor"]).groupby(rows["task"]).sum()
note(above="; ".join(f"on {task} {number} of {sum(rows['task'] == task)}" for task, number in above.items()))

# %% tags=["output_scroll"]
pd.options.display.max_rows = 100
pivots.table(frame, study, missing).unstack("runs", sort=False)

# %% [markdown]
# {value}`coverage` {value}`further` {value}`missing` Relatives stand together. Of the published runs, further seeds
# among them, so many lie above their own floor, whose mean is the first row: {value}`above`.
#
# Read a low score here as "needs tuning" first, and a nought as a rate at which training has found nothing yet. What
# tuning does to seven methods is the subject of {doc}`../results/tuning`.

# %% [markdown]
# ## A way through
# These are rules of thumb from how the methods are built, for teaching and research. The scores of this book do not
# prove them: they come from few seeds, small encoders, and rates that were searched for a few methods only. None is
# advice for patient care.
#
# - **One task, a small encoder, enough memory**: full fine-tuning. It is the reference for all others.
# - **Many tasks on one backbone**: LoRA on queries and values. Tune its learning rate before its rank, and merge it
#   where one task is served at a time.
# - **Kilobytes for each task**: IA3 or BitFit, each with a high learning rate.
# - **The weights must not be changed or copied**, as behind an interface that takes vectors: prompt tuning, with
#   patience.
# - **Very few texts**: the frozen encoder first. If a richer method does not beat it, suspect its learning rate and the
#   length of its training before you suspect the method.
#
# Whichever you choose, compare it with the floor of {doc}`../results/scores`: word counts need none of this.

# %% [markdown]
# ```{exercise}
# :label: twenty-wards
# A hospital wants one model for each of twenty wards, on one backbone, and each answer within a tenth of a second.
# Which of the four questions decide, and which methods are left? Give for each method you drop the table that dropped
# it.
# ```
#
# ```{solution} twenty-wards
# :class: dropdown
# The first question drops full fine-tuning: twenty whole models. For the second, hold the milliseconds of its table
# against a tenth of a second, and remember that the hospital's texts may be longer than that one. An adapter that is
# merged into the weights costs nothing; only if answers for several wards are computed in one batch must it stay beside
# them. Virtual tokens cannot be merged: a prompt or a prefix is paid for in every answer, and falls first where time is
# short. The third drops what does not run on the hospital's backbone. What is left is chosen by the fourth, on the
# hospital's own texts and with tuned rates.
# ```
