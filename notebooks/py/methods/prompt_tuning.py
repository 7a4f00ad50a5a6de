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
# # Prompt tuning: learned vectors before the text
#
# ```{admonition} On this page
# **You will be able to** say what a soft prompt is · count it by hand · put it before a text yourself and get the
# library's answer · say what it does not start from.
#
# **You need** {doc}`../foundations/fine_tuning`. **Time** Ten minutes to read; the run itself took
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
method: str = "prompt_tuning"  # how it is adapted
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
# One can steer a language model by writing a few words before the text. Those words are looked up in a table and become
# vectors. Prompt tuning {cite}`lester2021prompt` leaves out the words: it learns the vectors themselves, by gradient
# descent, and leaves the whole model as it is.
#
# $$
# h = f_\theta\big( [\, p_1, \dots, p_P \,;\; e(x_1), \dots, e(x_n) \,] \big), \qquad p_i \in \mathbb{R}^{d}
# $$
#
# Here $e$ is the table of word vectors, $f_\theta$ the frozen encoder and $P$ the number of *virtual tokens*. They need
# not be near any real word, and usually are not.

# %% [markdown]
# ## What it puts into this backbone
# One table of vectors, in front of the first layer. Inside the layers nothing is added.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
description.inserted

# %% [markdown]
# One tensor: a row for each virtual token, as wide as a word vector.

# %%
from clinpeft.running import note

base, how = catalogue.backbone(backbone), catalogue.resolve(spec).method
by_formula = how.virtual_tokens * base.embedding_size
measured = description.structure.adapter_parameters
note(by_formula=by_formula, measured=measured, tokens=how.virtual_tokens, width=base.embedding_size)
note(counts="agree" if by_formula == measured else "differ")
by_formula, measured

# %% [markdown]
# By formula, $P \cdot d$ with {value}`tokens` virtual tokens of width {value}`width`: {value}`by_formula:,`. Counted in
# the model: {value}`measured:,`. The two {value}`counts`. The new head is left out here, because every method has one.

# %% [markdown]
# ## Prompt tuning from scratch, on the layer it touches
# That layer is the embedding. Look up a made-up sentence, put the learned vectors in front, and hand the row of vectors
# to the bare backbone.

# %%
import torch

from clinpeft.modelling import load_tokenizer

model = description.model.eval()
bare = model.get_base_model()
inputs = load_tokenizer(base)("Seen after a fall, with pain in the neck.", return_tensors="pt")
prompt = model.get_prompt(batch_size=1).detach()
words = bare.get_input_embeddings()(inputs["input_ids"]).detach()
# %%
by_hand = bare(inputs_embeds=torch.cat([prompt, words], dim=1)).logits
same = torch.allclose(by_hand, model(**inputs).logits, atol=1e-5)
assert same
same

# %% [markdown]
# True. Prompt tuning is a concatenation and nothing else. The text has become longer by {value}`tokens` positions, and
# every word can now attend to the learned vectors.
#
# Does it start from the pretrained model, as LoRA does? Compare with the answers for the text alone.

# %%
from clinpeft.modelling import text_logits

kind = catalogue.task(task).kind
gap = (text_logits(bare, inputs, kind) - text_logits(model, inputs, kind)).abs().max().item()
ratio = (prompt.norm(dim=-1).mean() / words.norm(dim=-1).mean()).item()
first = "first position, which is now a learned vector and no longer the special token that pretraining used"
last = "last position, which is still the text's own: the learned vectors reach it through attention only"
note(gap=gap, ratio=ratio, reads={"first": first, "last": last}[base.pooling])
round(gap, 3), round(ratio, 1)

# %% [markdown]
# No. Before the first step the answers (logits) already differ by up to {value}`gap:.3f`: the new vectors are random,
# and here they are {value}`ratio:.1f` times as long as word vectors. Prompt tuning starts beside the pretrained model,
# not from it.
#
# It also matters where a text's label is read. For tasks with one label per text this backbone's head reads the
# {value}`reads`.

# %% [markdown]
# ## The run
# Now let the vectors learn: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
as_text(pd.Series(costs, name="this run").to_frame())

# %% [markdown]
# Prompt and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`. Few trained numbers do not mean fast training: each text is
# {value}`tokens` positions longer, and the gradient has to travel back through every layer to reach the prompt.
# {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: prompt-seed
# Set `seed` to one more than it is and run the page again. The vectors then start elsewhere, and other training texts
# are drawn, in another order. The floor is fitted on these too, so it also moves. Before you look, write down: will the
# score move by more, or by less, than the gap to the floor above?
# ```
#
# ```{solution} prompt-seed
# :class: dropdown
# If it moves by more, then this one run cannot tell you whether prompt tuning is better than counting words. That is no
# fault of the page; it is why studies repeat runs with several seeds, and why {doc}`../results/scores` shows every seed
# as a point.
# ```
