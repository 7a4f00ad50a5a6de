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
# # What an adapter file holds
#
# ```{admonition} On this page
# **You will be able to** open an adapter file and account for every byte · say what must lie beside it · tell what it
# gives away.
#
# **You need** {doc}`../methods/lora`. **Time** Ten minutes to read.
# ```
#
# After training, what is kept is small: the adapter and the new head. The backbone is not in the file. This page writes
# such files, before any training, and looks inside.

# %% tags=["parameters"]
backbone: str = "minilm_l6"  # the pretrained model
task: str = "disposition"  # gives the kind of head

# %%
import tempfile
from pathlib import Path

import pandas as pd

from clinpeft import catalogue, modelling
from clinpeft.results.pivots import as_text

base, what = catalogue.backbone(backbone), catalogue.task(task)
kept = tempfile.TemporaryDirectory(prefix="adapter-")  # goes with the notebook
folder = Path(kept.name)

# %%
lora = catalogue.method("lora").on("tuned", base)
adapted = modelling.adapt(modelling.load(base, what, seed=0), base, lora)
modelling.save(adapted, lora, folder / "lora")
as_text(pd.Series({path.name: path.stat().st_size for path in (folder / "lora").iterdir()}, name="bytes").to_frame())

# %% [markdown]
# A file of settings, a page of words for people, and the numbers, in a format that can only hold numbers. There is no
# pickle, which could run a program when it is opened.

# %% [markdown]
# ## The settings

# %%
import json

settings = json.loads((folder / "lora" / "adapter_config.json").read_text())
shown = ("peft_type", "task_type", "r", "lora_alpha", "target_modules", "modules_to_save", "base_model_name_or_path")
pd.Series({name: str(settings[name]).split("/")[-1] for name in shown}, name="value").to_frame()

# %% [markdown]
# Enough to build the same adapter around the same backbone, and the name of the backbone it belongs to. The name is all
# that ties the two together: put the adapter on other weights of the same shapes, and it loads without a word and
# predicts nonsense. Only other shapes give an error.

# %% [markdown]
# ## The numbers

# %%
from safetensors import safe_open

from clinpeft.running import note
from clinpeft.showing.names import short_names

with safe_open(folder / "lora" / "adapter_model.safetensors", "pt") as file:
    shapes = {name: tuple(file.get_tensor(name).shape) for name in sorted(file.keys())}
table = pd.DataFrame({"shape": shapes.values()}, index=short_names(shapes))
head = table.index[~table.index.str.contains("lora_")]
note(tensors=len(table), head=len(head))
pd.concat([table.loc[head], table.drop(head).head(4)])

# %% [markdown]
# {value}`tensors` tensors. {value}`head` of them are the head: without it the file would be useless, and a library that
# forgets it gives a random head after loading, without an error. The names in the table are shortened: what wraps the
# layers, and endings that tell nothing apart, are left out.
#
# Do the bytes add up?

# %%
numbers = sum(int(pd.Series(shape).prod()) for shape in shapes.values())
size = (folder / "lora" / "adapter_model.safetensors").stat().st_size
note(numbers=numbers, expected=4 * numbers, size=size, header=size - 4 * numbers)
numbers == adapted.structure.num_trainable_params, 4 * numbers, size

# %% [markdown]
# {value}`numbers:,` numbers, exactly those that are trained, of four bytes each: {value}`expected:,`. The file has
# {value}`size:,`. The {value}`header:,` bytes between are names and shapes.

# %% [markdown]
# ## The same for other methods
# Not every file is as lean. Some methods store what they did not train.

# %%
names = "full frozen bitfit lora lora_fa ia3 vera randlora shira prompt_tuning p_tuning"
rows = {}
for name in names.split():
    method = catalogue.method(name).on("tuned", base)
    built = modelling.adapt(modelling.load(base, what, seed=0), base, method)
    stored = modelling.save(built, method, folder / name)
    rows[method.title] = (built.structure.num_trainable_params, stored / 1000)
files = pd.DataFrame.from_dict(rows, orient="index", columns=["trained", "folder (kB)"])
files["bytes for each trained number"] = files["folder (kB)"] * 1000 / files["trained"]
as_text(files, decimals=1)

# %% [markdown]
# The size is that of the whole folder. The numbers alone take four bytes each, and their names and shapes come on top.
# Where the library adds an adapter, so do the settings and the page for people, and these weigh most where the adapter
# is small, as for prompt tuning. The frozen encoder, BitFit and full fine-tuning add none and write neither, so even
# the few numbers of a head alone stay close to four bytes each. Far more than four means that frozen numbers travel
# along: VeRA and RandLoRA store the random matrices they share, LoRA-FA the half of each pair that it never trained,
# SHiRA the places of its weights. Less means that something trained is not needed: P-tuning's network writes its
# vectors once, and only those are kept.

# %% [markdown]
# ## Back again
# Draw another random head, load the file over it, and compare predictions with the model that was saved.

# %%
import torch

inputs = dict(modelling.load_tokenizer(base)(["Seen after a fall."], return_tensors="pt"))
restored = modelling.restore(folder / "lora", base, what, lora, seed=99)
with torch.no_grad():
    before = modelling.text_logits(adapted.model.eval(), inputs, what.kind)
    after = modelling.text_logits(restored, inputs, what.kind)
same = torch.equal(before, after)
assert same
same

# %% [markdown]
# True: adapter and head are all there is. Every method of the catalogue passes this test, trained, on every
# architecture it runs on.

# %% [markdown]
# ## What it gives away
# The file holds no text. But it was made from text, and a model can remember some of what it was trained on. An adapter
# trained on credentialed notes falls under the agreement that covers the notes, whatever its size.
# {doc}`../../own_data` says how this project keeps such runs private: `clinpeft publish` refuses them, and what you may
# tell is for your agreement to say.

# %% [markdown]
# ```{exercise}
# :label: bytes-of-rank
# Double LoRA's rank. By how many bytes does the file grow, and which part of it stays as it was? Write both down from
# the numbers above, then build it: `lora.options` holds the rank.
# ```
#
# ```{solution} bytes-of-rank
# :class: dropdown
# The pairs double and the head stays: the file grows by the bytes of all tensors but the head's, four for each number.
# The header grows by a digit here and there, since it holds shapes and not numbers.
# ```
