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
# # Frozen encoder: train only the head
#
# ```{admonition} On this page
# **You will be able to** say what a head is and what it can do alone · count it by hand · see why the encoder need read
# each text only once.
#
# **You need** {doc}`../foundations/fine_tuning`. **Time** Eight minutes to read; the run itself took
# {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "frozen"  # how it is adapted
recipe: str = "quick"  # how long and how fast it learns
seed: int = 0  # fixes everything random, on one machine
train_size: int = 800  # training texts; None for all
fold: int = None  # part of a cross-validation; None for the corpus's own split
per_class: int = None  # training texts per label; None for train_size as it is
learning_rate: float = None  # None for the method's own; one given here is the head's too
head_learning_rate: float = None  # None for the recipe's own, or for learning_rate where that is given
max_seconds: float = None  # stop training after so long; None for the recipe's end

# %%
from clinpeft.specs import RunSpec

spec = RunSpec.from_parameters(globals())
spec.slug

# %% [markdown]
# This is the name of the run. A parameter that is unknown, missing or of the wrong type would have stopped the page
# here, with a message that says what is allowed.

# %% [markdown]
# ## The idea
# Leave the pretrained encoder as it is and use it as an instrument: it turns a text into a vector of features
# $\phi(x)$. On these features, train a head, at its simplest a logistic regression {cite}`peters2019tune`:
#
# $$
# p(y \mid x) = \operatorname{softmax}\big( V \phi(x) + c \big)
# $$
#
# Only $V$ and $c$ are trained. The question this method answers is: how much of the task was already there, in a form
# that a straight line can read? It is to fine-tuning what the floor is to all of them.

# %% [markdown]
# ## What it puts into this backbone
# Nothing but the head that every method gets. The table lists the trained tensors outside the head.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
description.inserted

# %% [markdown]
# It is empty, and that is the method. What is trained is here:

# %%
description.head

# %% [markdown]
# The last step, from features to labels, has a row of weights for each label. Whatever else the table lists, as some
# heads begin with a layer of their own, is new and trained as well. How many numbers must the last step have?

# %%
from clinpeft.running import note

base, labels = catalogue.backbone(backbone), len(catalogue.task(task).labels)
width, offsets = base.hidden_size, (labels,) in set(description.head["shape"])
by_formula = labels * (width + offsets)
head_measured, measured = description.structure.head_parameters, description.structure.adapter_parameters
note(labels=labels, width=width, by_formula=by_formula, head_measured=head_measured, measured=measured)
note(counts="agree" if by_formula == head_measured else "differ: here the head has further layers")
by_formula, head_measured

# %% [markdown]
# One row of $V$ for each of {value}`labels` labels, {value}`width` numbers long, and one offset in $c$ for each, where
# the head has any: by formula {value}`by_formula:,`, counted {value}`head_measured:,`. The two {value}`counts`. Outside
# the head, {value}`measured` numbers are trained.

# %% [markdown]
# ## From scratch: read once, train on what was read
# If the encoder never changes, its features for a text never change either. So build the model once more, note in which
# parts nothing is trained, and count how often the first of them is asked about a made-up sentence.

# %%
import torch

from clinpeft.modelling import adapt, load, load_tokenizer, text_logits

adapted = adapt(load(base, catalogue.task(task), seed), base, catalogue.resolve(spec).method)
model, asked = adapted.model.eval(), []
hook = model.get_submodule(adapted.fixed[0]).register_forward_hook(lambda *_: asked.append(1))
tokens = load_tokenizer(base)("Seen after a fall, with pain in the neck.", return_tensors="pt")
inputs = {"token_type_ids": torch.zeros_like(tokens["input_ids"]), **tokens}

# %% [markdown]
# Now ten training steps of the head. The first asks the encoder, and what it answers is kept; the others read it there.

# %%
from clinpeft.results.names import count_words
from clinpeft.training.fixed import remembered
from clinpeft.training.precision import autocast


def answer() -> torch.Tensor:
    with autocast():  # in the number format that this machine trains in
        return text_logits(model, inputs, catalogue.task(task).kind).flatten(0, -2)


# %%
before, optimizer = answer().detach(), torch.optim.AdamW(model.parameters(), lr=1e-2)
asked.clear()
with remembered(model, adapted.fixed):
    for _ in range(10):
        logits = answer()
        torch.nn.functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long)).backward()
        optimizer.step()
        optimizer.zero_grad()
    from_kept = answer().detach()

# %%
note(times=count_words(len(asked), "time"))
hook.remove()
after = answer().detach()
same, unmoved = torch.allclose(from_kept, after, atol=1e-5), torch.allclose(before, after, atol=1e-5)
assert (same, unmoved) == (True, False)
same, unmoved

# %% [markdown]
# True and False. The whole model, asked again, answers just what the trained head says about the kept features; and it
# is not what it answered before. In all those steps the encoder was asked {value}`times`. So a frozen encoder
# needs to read each text once, and the head could be trained from a table.
#
# The run below does the same: the encoder reads each text once, and what it says is kept for later passes, as far as
# memory allows. So its time cannot be set beside that of other methods pass by pass. While training, a few features are
# still dropped at random before the head, which a stored table would not do.

# %% [markdown]
# ## The run
# Now the head alone, in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

# %%
from clinpeft.results.names import metric_title, passes, size_title
from clinpeft.running import record, run

result = run(spec)
note(texts=size_title(train_size), metric=metric_title(catalogue.task(task).main_metric))
record(result)

# %% [markdown]
# Each row is a metric. The one that chose the checkpoint is {value}`metric`; the test texts were read once, after that
# choice.

# %%
from clinpeft.results.figures import alt_curve, display_figure, plot_curve
from clinpeft.results.published import siblings

published = siblings(spec)
note(kept_after=passes(result.best_epoch))
display_figure(plot_curve(result, published), alt_curve(result, published))

# %% [markdown]
# On the left is what training makes smaller; on the right, what we hope it makes larger. The checkpoint kept is the one
# after {value}`kept_after` over the training texts, where the validation {value}`metric` was
# {value}`validation.main:.3f`.

# %%
from clinpeft.results.floor_words import beside_floor, chance
from clinpeft.results.pivots import as_text, scores_beside_floor

note(beside=beside_floor(result))
note(chance=chance(result))
as_text(scores_beside_floor(result))

# %% [markdown]
# The test {value}`metric` of this run is {value}`test.main:.3f`. The floor, {value}`floor.name` fitted on the same
# training texts, gives {value}`floor.main:.3f`. By {value}`metric`, this run is {value}`beside` its floor; other
# metrics of the table may say otherwise.
#
# {value}`chance`

# %%
costs = {"trained, without the head": measured, "trained, head": result.structure.head_parameters}
costs |= {"file to keep (kB)": round(result.costs.file_size / 1000), "updates": result.costs.updates}
costs |= {"training (s)": round(result.costs.train_time)}
note(share=result.structure.num_trainable_params / result.structure.num_total_params)
note(threads=count_words(result.costs.threads, "processor thread"))
as_text(pd.Series(costs, name="this run").to_frame())

# %% [markdown]
# {value}`trainable:,` numbers were trained, {value}`share:.4%` of the model. The file to keep is
# {value}`file_size_kb:,.1f` kB. Training took {value}`train_time:.0f` seconds on {value}`threads`: the way forward
# through the encoder is paid once for each text, the way back stops at the head. {doc}`../results/costs` has all
# methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: frozen-size
# Set `train_size` to a quarter and run the page again. Before you look, write down which loses more: the frozen
# encoder, or the floor that counts words?
# ```
#
# ```{solution} frozen-size
# :class: dropdown
# Look at both columns of the table beside the floor. The floor must meet a word in training to know it; the encoder has
# met the language before, but its features were not made for this question. Which of the two wins at a small size is
# not decided by thinking, and that is why the floor is always fitted on the same texts.
# ```
