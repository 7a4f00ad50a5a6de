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
# # P-tuning: vectors written by a small network
#
# ```{admonition} On this page
# **You will be able to** say what P-tuning adds to prompt tuning · count what is trained and what is kept · throw the
# network away and see that nothing is lost.
#
# **You need** {doc}`prompt_tuning`. **Time** Eight minutes to read; the run itself took {value}`total_time:.0f`
# seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "p_tuning"  # how it is adapted
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
# Prompt tuning learns each vector before the text on its own, and their random start can make that slow. P-tuning
# {cite}`liu2021gpt` lets a small network $g$ write the vectors, so that they are learned together:
#
# $$
# p_i = g(z_i), \qquad g(z) = W_3\, \sigma\big( W_2\, \sigma( W_1 z + b_1 ) + b_2 \big) + b_3
# $$
#
# The paper puts an LSTM before it; the library's default, used here, is the network alone ({doc}`zoo` has the other).
#
# Trained are the inputs $z_i$ and the network; $\sigma$ sets what is negative to zero. The vectors $p_i$ then stand
# before the text just as in prompt tuning, and the backbone stays as it is.

# %% [markdown]
# ## What it puts into this backbone
# A table of inputs and the three layers of the small network, all in front of the first layer of the backbone.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
description.inserted

# %% [markdown]
# `embedding` holds the inputs $z_i$, one row for each virtual token; `mlp_head` is the network.

# %%
from clinpeft.running import note

base, how = catalogue.backbone(backbone), catalogue.resolve(spec).method
P, d, h = how.virtual_tokens, base.embedding_size, how.options["encoder_hidden_size"]
by_formula = P * d + (d * h + h) + (h * h + h) + (h * d + d)
measured = description.structure.adapter_parameters
note(by_formula=by_formula, measured=measured, tokens=P, width=d, inner=h, kept=P * d, ratio=measured / (P * d))
note(counts="agree" if by_formula == measured else "differ")
by_formula, measured

# %% [markdown]
# By formula, with {value}`tokens` virtual tokens, width {value}`width` and a network {value}`inner` wide:
# {value}`by_formula:,`. Counted in the model: {value}`measured:,`. The two {value}`counts`. The new head is left out
# here, because every method has one.

# %% [markdown]
# ## P-tuning from scratch
# Take the seven tensors of the table and compute the vectors by hand.

# %%
import torch
from torch.nn.functional import linear, relu

model = description.model.eval()
z, W1, b1, W2, b2, W3, b3 = (model.get_parameter(name).detach() for name in description.inserted["parameter"])
vectors = linear(relu(linear(relu(linear(z, W1, b1)), W2, b2)), W3, b3)
same = torch.allclose(vectors, model.get_prompt(batch_size=1)[0], atol=1e-6)
assert same
same

# %% [markdown]
# True: the formula above, and nothing else. Now throw the network away. Keep the vectors alone, put them before a
# made-up sentence, and hand that to the bare backbone.

# %%
from clinpeft.modelling import load_tokenizer

bare = model.get_base_model()
inputs = load_tokenizer(base)("Seen after a fall, with pain in the neck.", return_tensors="pt")
words = bare.get_input_embeddings()(inputs["input_ids"])
without = bare(inputs_embeds=torch.cat([vectors[None], words], dim=1)).logits
same = torch.allclose(without, model(**inputs).logits, atol=1e-5)
assert same
same

# %% [markdown]
# True. The network is scaffolding: it shapes how the vectors move while they are learned, and is not needed afterwards.
# What must be kept are {value}`kept:,` numbers, as in prompt tuning, though {value}`ratio:.0f` times as many were
# trained.
#
# So "trained parameters" and "what you must keep" are two different costs, and a table that reports one of them says
# little about the other.

# %% [markdown]
# ## The run
# Now let the network write the vectors: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

# %%
from clinpeft.results.names import count_words, metric_title, passes, size_title
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
costs |= {"kept of what was trained, without the head": P * d}
as_text(pd.Series(costs, name="this run").to_frame())

# %% [markdown]
# The trained part, head included, is {value}`share:.2%` of the model, and the file to keep is
# {value}`file_size_kb:,.0f` kB. Training took {value}`train_time:.0f` seconds on {value}`threads`: each text is
# {value}`tokens` positions longer, and the gradient has to travel back through every layer. {doc}`../results/costs` has
# all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: p-tuning-rate
# This run's learning rate was {value}`learning_rate:g`, and its head's {value}`head_learning_rate:g`. Set
# `learning_rate` to ten times that, `head_learning_rate` to what it was, and run the page again. Before you look, write
# down whether the training loss will end higher or lower.
# ```
#
# ```{solution} p-tuning-rate
# :class: dropdown
# One step of the network moves all the vectors at once, so a rate that single vectors can bear may be too much for the
# network that writes them. Look whether the loss jumps. A method's best rate belongs to what it trains; the catalogue
# lists one for each.
# ```
