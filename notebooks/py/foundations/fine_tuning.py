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
# # What fine-tuning moves
#
# ```{admonition} On this page
# **You will be able to** say what an encoder, a head and a training step are · take one step by hand on a real model ·
# name what a fine-tuned model leaves you to keep.
#
# **You need** a little Python; what a derivative is. **Time** ten minutes to read.
# ```
#
# A pretrained model has read a great deal of text. It can turn a sentence into numbers that carry much of what the
# sentence says. It has never been asked *your* question. Fine-tuning is how it learns to answer.

# %% [markdown]
# ## An encoder turns text into vectors
# We take the small backbone of this book and one made-up sentence.

# %%
import torch

from clinpeft import catalogue
from clinpeft.modelling import load, load_tokenizer
from clinpeft.running import note

base, task = catalogue.backbone("minilm_l6"), catalogue.task("mortality")
tokenizer = load_tokenizer(base)
inputs = tokenizer("Admitted with chest pain and shortness of breath.", return_tensors="pt")
tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])

# %% [markdown]
# The text is cut into pieces the model knows. The first and the last piece are marks for beginning and end.

# %%
loaded = load(base, task, seed=0)
model = loaded.model.eval()
vectors = model.base_model(**inputs).last_hidden_state
pretrained = [p for name, p in model.named_parameters() if name not in loaded.new_parameters]
note(layers=base.layers, total=sum(p.numel() for p in pretrained), width=vectors.shape[-1])
vectors.shape

# %% [markdown]
# After {value}`layers` layers each piece is a vector of {value}`width` numbers, and each has looked at all the others.
# Some {value}`total:,.0f` weights did that. They are what pretraining left behind.

# %% [markdown]
# ## A head turns vectors into an answer
# For a label per text, the head takes one vector that speaks for the whole text, multiplies it with a small matrix, and
# gives one number for each label. For a label per word, it does the same with every vector. *Softmax* makes these
# numbers into probabilities that add up to one.

# %%
with torch.no_grad():
    probabilities = model(**inputs).logits.softmax(dim=-1)
new = sorted(loaded.new_parameters)
note(first=probabilities.max().item(), new=", ".join(f"`{name}`" for name in new))
dict(zip(task.labels, probabilities[0].tolist(), strict=True))

# %% [markdown]
# This answer is worth nothing. The head, {value}`new`, was not in the checkpoint: it starts from random numbers. Its
# favourite gets a probability of {value}`first:.2f` for no reason at all. Whatever a method leaves frozen, the head
# must be trained, and the library stops if it is not.

# %% [markdown]
# ## One step of training, by hand
# Say the right answer is the first label. The *loss* is $-\log p(\text{right answer})$: zero for a sure and right
# answer, large for a sure and wrong one. Its gradient says, for every weight, which way the loss goes up. A step goes
# the other way:
#
# $$
# \theta \leftarrow \theta - \eta\, \frac{\partial\, \text{loss}}{\partial \theta}
# $$

# %%
from torch.nn.functional import cross_entropy

right, rate = torch.tensor([0]), 0.01
before = cross_entropy(model(**inputs).logits, right)
before.backward()
with torch.no_grad():
    for parameter in model.parameters():
        parameter -= rate * parameter.grad
after = cross_entropy(model(**inputs).logits, right)
note(before=before.item(), after=after.item(), way="down" if after < before else "not down")
before.item(), after.item()

# %% [markdown]
# The loss went from {value}`before:.4f` to {value}`after:.4f`, that is, {value}`way`. Real training does this hundreds
# of times, on a few texts at once, with a rate for each weight (AdamW) and a rate that first rises and then falls.
# A few safeguards come on top: steps that are too large are cut, some numbers are left out at random, and validation
# texts say which state to keep. At heart fine-tuning is this step, repeated.

# %% [markdown]
# ## What moved?
# Every weight may move. How far did each part go?

# %%
import pandas as pd

matrices = {name: p for name, p in model.named_parameters() if p.ndim > 1}
steps = {name: rate * (p.grad.norm() / p.norm()).item() for name, p in matrices.items()}
frame = pd.DataFrame({"relative step": pd.Series(steps)})
part = frame.index.str.extract(r"(embeddings|layer\.\d+|pooler|classifier)", expand=False)
shift = frame.groupby(part)["relative step"].median()
head, pooler, words, body = *shift[["classifier", "pooler", "embeddings"]], shift.filter(like="layer").max()
note(head=head, pooler=pooler, words=words, body=body, ratio=head / body)
note(nearest="most" if min(head, pooler) > max(words, body) else "not the most")
note(far="more than any layer" if words > body else "less than the layer that moves most")
shift.to_frame()

# %% [markdown]
# Each row is the step of a typical matrix, relative to its size. The head's step is {value}`head:.1e`; that of the
# pooler, pretrained but next to the head, {value}`pooler:.1e`; the largest in the encoder's layers is
# {value}`body:.1e`, {value}`ratio:,.0f` times less than the head's.
#
# So in this one step the two parts next to the loss move {value}`nearest`. That the head's first numbers are small
# makes its share look larger still. Nearness is not all: the embeddings, the farthest from the loss, moved by
# {value}`words:.1e`, {value}`far`.

# %% [markdown]
# ## What this leaves to the methods
# Full fine-tuning {cite}`devlin2019bert` lets everything move, and you must keep a whole model for every task. A frozen
# encoder {cite}`peters2019tune` lets only the head move. Between the two lies the question of this book: **how little
# may move before the score suffers?**
#
# {doc}`low_rank` looks at what moved and finds it simpler than its size suggests. {doc}`../methods/full` and
# {doc}`../methods/frozen` run the two ends.

# %% [markdown]
# ```{exercise}
# :label: step-size
# Set `rate` to 1 and run the step again from a freshly loaded model. Before you look: will the loss be lower than after
# the small step, or higher?
# ```
#
# ```{solution} step-size
# :class: dropdown
# On this one sentence the answer is often a loss near zero: a big step suffices to learn one sentence by heart. Ask the
# model about another sentence and it gives the same answer. Training on one text is remembering; that is why scores
# come from texts that training never saw.
# ```
