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
# # The zoo: every other method on one page
#
# ```{admonition} On this page
# **You will be able to** read any method's entry in the catalogue · predict how many numbers it trains · see whether it
# starts from the pretrained model and whether it can be merged.
#
# **You need** {doc}`lora`, and the page of one other family. **Time** Eight minutes
# to read; the run itself took {value}`total_time:.0f` seconds.
# ```
#
#
# This page is also a program. The cell below says which run it makes, and nothing else does: change a value, run the
# page again, and every table and sentence follows.

# %% tags=["parameters"]
task: str = "disposition"  # what is predicted
corpus: str = "neiss"  # where the text comes from
backbone: str = "minilm_l6"  # the pretrained model
method: str = "miss"  # how it is adapted
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
# ## The families
# The methods with a page of their own stand for families. These are the others, with what sets each family apart.
#
# - **Selective** methods add nothing. They train some of the backbone's own numbers: Top half of the layers and Top
#   layer {cite}`lee2019elsa`, SHiRA {cite}`bhardwaj2024shira`, Super-Tuning {cite}`supra2025tuning`.
# - **Low-rank** methods are LoRA with one thing changed: LoRA of other ranks and LoRA everywhere {cite}`hu2022lora`,
#   LoRA with an orthogonal start, rsLoRA {cite}`kalajdzievski2023rslora`, PiSSA {cite}`meng2024pissa`, OLoRA
#   {cite}`buyukakyuz2024olora`, MiCA {cite}`rudiger2026mica`, KaSA {cite}`wang2025kasa`, LoRA+
#   {cite}`hayou2024loraplus`, LoRA-FA {cite}`zhang2023lorafa`, VeLoRA {cite}`miles2024velora`.
# - **Shared vectors** are few numbers used in many places. PVeRA {cite}`fillioux2025pvera` and RandLoRA
#   {cite}`albert2025randlora` scale frozen random matrices; Uni-LoRA {cite}`li2025unilora` and TinyLoRA
#   {cite}`morris2026tinylora` spread their numbers by a fixed random table; VB-LoRA {cite}`li2024vblora` picks from a
#   trained bank.
# - **Products** give a small update another shape than two thin matrices: LoHa {cite}`hyeonwoo2022fedpara`, LoKr
#   {cite}`yeh2024lycoris`, HiRA {cite}`huang2025hira`, DeLoRA {cite}`bini2025delora`, GraLoRA {cite}`jung2025gralora`,
#   MiSS {cite}`kang2024miss`, DEFT {cite}`kumar2025deft`, PEANuT {cite}`zhong2024peanut`.
# - **Multiplicative** methods turn the weights and do not add to them: BOFT {cite}`liu2024boft`, HRA
#   {cite}`yuan2024hra`, PSOFT {cite}`wu2025psoft`, RoAd {cite}`liao2024road`.
# - **Spectral** methods write the update in another basis, where few numbers can reach all of it: FourierFT
#   {cite}`gao2024fourierft`, WaveFT {cite}`bilican2025waveft`, C3A {cite}`chen2024c3a`.
# - **Scaling** methods stretch or shift what is there: LayerNorm tuning {cite}`zhao2023lntuning`, BEFT
#   {cite}`huang2026beft`.
# - **Prompt** methods learn vectors beside the text: P-tuning, LSTM {cite}`liu2021gpt`, Prefix tuning, network
#   {cite}`li2021prefix`.

# %% [markdown]
# ## The one on this page
# The page shows whichever method its parameters name. The catalogue declares it in a few lines of data.

# %%
import pandas as pd

from clinpeft import catalogue
from clinpeft.running import note
from clinpeft.showing.surveying import formula_text

how, base = catalogue.resolve(spec).method, catalogue.backbone(backbone)
entry = {"title": how.title, "family": how.family, "adapts": ", ".join(how.targets) or "no module of its own"}
entry |= {"options": str(dict(how.options)), "formula": formula_text(how), "can be merged": how.mergeable}
note(title=how.title, summary=how.summary)
pd.Series(entry, name=method).to_frame()

# %% [markdown]
# {value}`title`: {value}`summary` The formula counts what is trained outside the head: for each adapted module from its
# widths, or once for the whole model.

# %%
from clinpeft.showing.describing import describe
from clinpeft.showing.names import shown_tensors

pd.options.display.max_colwidth = 100  # the names of the tensors are long
description = describe(spec)
shown_tensors(description.inserted).head(8)

# %% [markdown]
# The first of {value}`tensors` tensors that are trained outside the head. The names are shortened: what wraps the
# layers, and endings that tell nothing apart, such as `.default` and `.weight`, are left out.
#
# Do formula and model agree?

# %%
from clinpeft.modelling import load
from clinpeft.showing.counting import adapter_parameters

loaded = load(base, catalogue.task(task), seed)
by_formula = adapter_parameters(loaded, base, how)
measured = description.structure.adapter_parameters
note(tensors=len(description.inserted), by_formula=by_formula, measured=measured)
note(counts="agree" if by_formula == measured else "differ")
by_formula, measured

# %% [markdown]
# By formula {value}`by_formula:,`, counted in the model {value}`measured:,`. The two {value}`counts`.

# %% [markdown]
# ## Does it start from the pretrained model?
# Predict a made-up sentence with the plain backbone and with the adapted one, before any training, with the same head.

# %%
import torch

from clinpeft.modelling import load_tokenizer, text_logits

inputs = dict(load_tokenizer(base)(["Seen after a fall, with pain in the neck."], return_tensors="pt"))
kind = catalogue.task(task).kind
with torch.no_grad():
    plain = text_logits(loaded.model.eval(), inputs, kind)
    adapted = text_logits(description.model.eval(), inputs, kind)
difference = (plain - adapted).abs().max().item()
note(difference=difference, starts="it does" if difference < 1e-3 else "it does not")
difference

# %% [markdown]
# The largest difference between the two predictions is {value}`difference:.1e`: {value}`starts` start
# from the pretrained model. Methods that put random vectors in front of the text, or random numbers into the weights,
# do not: the first steps of training have to make up for that.

# %% [markdown]
# ## The run
# Now in real training: {value}`task.title`; {value}`corpus.title`; {value}`texts`.

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
# Adapter and head together are {value}`share:.3%` of the model, in a file of {value}`file_size_kb:,.0f` kB. Training
# took {value}`train_time:.0f` seconds on {value}`threads`: the text still runs through the whole backbone, forwards and
# backwards. {doc}`../results/costs` has all methods side by side.

# %% [markdown]
# ## What this does not show
# {value}`task.limits` Nor does one seed rank methods; that is the question of {doc}`../results/scores`.

# %% [markdown]
# ## Your turn
# ```{exercise}
# :label: zoo-guess
# Choose two methods of different families from the list above. Write down which trains more numbers on this backbone,
# by their formulas. Then set `method` to each of them, run the page, and compare.
# ```
#
# ```{solution} zoo-guess
# :class: dropdown
# {doc}`../practice/which_method` sorts all methods by their counts and shows both ends. Do not stop at the counts:
# compare the starts, the curves and the files. At one learning rate for each, which no search has chosen, a low
# score is a reason to tune and not a verdict.
# ```
