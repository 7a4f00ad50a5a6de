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
# # Prefix tuning: learned keys and values in every layer
#
# ```{admonition} On this page
# **You will be able to** say what a prefix is and how it differs from a prompt · count it by hand · show that it mixes
# a learned answer into what attention says.
#
# **You need** {doc}`prompt_tuning`. **Time** Ten minutes to read; the run itself took {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "prefix_tuning"  # how it is adapted
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
# In attention every word asks a question (its *query*), compares it with the *keys* of all words, and takes home a
# mixture of their *values*. Prefix tuning {cite}`li2021prefix` adds $P$ learned keys and values to the real ones, in
# every layer:
#
# $$
# \text{head} = \operatorname{softmax}\!\Big( \tfrac{1}{\sqrt{d_h}}\, Q\, [P_K ; K]^{\top} \Big)\, [P_V ; V]
# $$
#
# The weights stay as they are. A prompt speaks to the model once, at the door; a prefix speaks in every room. The
# learned rows have no words behind them: they answer questions, and ask none.

# %% [markdown]
# ## What it puts into this backbone
# One table, from which every layer takes its own slice; or, in encoders whose code takes no table, two tensors in every
# layer.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.showing.describing import describe

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
description.inserted

# %% [markdown]
# Either way it is a key and a value for each virtual position in each layer. In a single table the rows, one a
# position, are long because they hold those of all layers.

# %%
from clinpeft.running import note
from clinpeft.showing.modules import first_keys

base, P = catalogue.backbone(backbone), catalogue.resolve(spec).method.virtual_tokens
width = base.attention_size or base.hidden_size
by_formula = P * base.layers * 2 * width
measured = description.structure.adapter_parameters
note(by_formula=by_formula, measured=measured, tokens=P, layers=base.layers, width=width)
note(counts="agree" if by_formula == measured else "differ")
by_formula, measured

# %% [markdown]
# By formula: {value}`tokens` positions × {value}`layers` layers × a key and a value × {value}`width` numbers, the width
# of one layer's keys, which gives {value}`by_formula:,`. Counted in the model: {value}`measured:,`. The two
# {value}`counts`. The new head is left out here, because every method has one.

# %% [markdown]
# ## A prefix from scratch, in one attention head
# Five words and a prefix, with random numbers for queries, keys and values. First attention over both together.

# %%
import torch
from torch.nn.functional import scaled_dot_product_attention as attend

torch.manual_seed(seed)
size = first_keys(description.model).shape[-1]
Q, K, V = torch.randn(3, 1, 5, size)
prefix_K, prefix_V = torch.randn(2, 1, P, size)
together = attend(Q, torch.cat([prefix_K, K], dim=1), torch.cat([prefix_V, V], dim=1))
together.shape

# %% [markdown]
# One row for each of the five words, as before: a prefix does not lengthen the output. Now ask the prefix and the text
# separately, and mix the two answers. The weight $\lambda$ is the share of its attention that a word gives to the
# prefix.

# %%
scores = Q @ torch.cat([prefix_K, K], dim=1).transpose(1, 2) / size**0.5
share = scores.softmax(dim=-1)[:, :, :P].sum(dim=-1, keepdim=True)
mixed = share * attend(Q, prefix_K, prefix_V) + (1 - share) * attend(Q, K, V)
note(least=share.min().item(), most=share.max().item())
same = torch.allclose(together, mixed, atol=1e-5)
assert same
same

# %% [markdown]
# True: $\operatorname{head} = \lambda \cdot \text{prefix} + (1 - \lambda) \cdot \text{text}$. Here the five words give
# the prefix between {value}`least:.0%` and {value}`most:.0%` of their attention.
#
# So within its layer a prefix cannot change how words attend *to one another*; it can only say how loud the text is,
# and add something of its own. With a large $\lambda$ the text is drowned. It does not start from the pretrained model
# either: the learned rows start random, and $\lambda$ is not zero.
#
# Last, the real prefix. Every layer and every head that has keys of its own gets its share of the trained numbers.

# %%
keys = first_keys(description.model)
trained = [description.model.get_parameter(name).flatten() for name in description.inserted["parameter"]]
stored = torch.cat(trained)
same = bool(torch.isin(keys, stored).all()) and len(stored) == base.layers * 2 * keys.numel()
note(heads=keys.shape[0], size=size)
assert same
same

# %% [markdown]
# True: the keys handed to the first layer, for {value}`heads` heads of width {value}`size`, are trained numbers and
# nothing else; and so many for keys and for values in every layer are all that there are.

# %% [markdown]
# ## The run
# Now let the prefixes learn: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Prefix and head together are {value}`share:.2%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`. The texts are no longer than they were, but the gradient has
# to travel back through every layer. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: prefix-time
# Training took {value}`train_time:.0f` seconds. Set `max_seconds` to half of that and run the page again. Before you
# look, use the learning curve above to write down the score you expect.
# ```
#
# ```{solution} prefix-time
# :class: dropdown
# The curve shows the score at half of the updates, but the learning rate falls to zero towards the planned end, and a
# run stopped halfway never takes the small last steps. So the curve of a long run is only a first guess at the score of
# a short one.
# ```
