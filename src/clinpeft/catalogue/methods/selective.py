"""Nothing is added: some of the backbone's own numbers are trained, the others stay."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

_NO_BIASES = "The architecture has no biases, so BitFit would train the head alone: that is the frozen encoder."

ENTRIES = (
    Method(
        name="bitfit",
        title="BitFit",
        family="selective",
        trains="selected",
        peft_type=None,
        selected=("bias",),
        formula=Formula(each="bias * d_out"),
        mergeable=True,
        excluded={"llama": _NO_BIASES, "modernbert": _NO_BIASES},
        learning_rates=peft_rates(quick=3e-3, tuned=5e-3),  # at 1e-2 a hundred small batches lose their way
        notebook="bitfit",
        reference="benzaken2022bitfit",
        summary="Only the biases are trained.",
    ),
    Method(
        name="top_half",
        title="Top half of the layers",
        family="selective",
        trains="selected",
        peft_type=None,
        selected=("",),
        top_layers=0.5,
        formula=Formula(each="d_in * d_out + bias * d_out"),
        mergeable=True,
        learning_rates={"paper": 3e-5, "tuned": 1e-4, "tuned/token": 2e-4, "quick": 1e-4, "quick/token": 4e-4},
        notebook="zoo",
        reference="lee2019elsa",
        summary="The embeddings and the lower half of the layers are frozen, the upper half is trained.",
    ),
    Method(
        name="top_layer",
        title="Top layer",
        family="selective",
        trains="selected",
        peft_type=None,
        selected=("",),
        top_layers=0.01,  # at least one layer is always left
        formula=Formula(each="d_in * d_out + bias * d_out"),
        mergeable=True,
        learning_rates={"paper": 3e-5, "tuned": 5e-4, "quick": 5e-4},
        notebook="zoo",
        reference="lee2019elsa",
        summary="Everything below the last layer is frozen.",
    ),
    Method(
        name="shira",
        title="SHiRA",
        family="selective",
        trains="adapter",
        peft_type="SHIRA",
        options={"r": 8, "random_seed": 0},
        targets=("query", "value"),
        formula=Formula(each="r * (d_in + d_out)"),
        mergeable=True,
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        notebook="zoo",
        reference="bhardwaj2024shira",
        summary="One or two weights in a hundred, drawn at random, are trained where they stand.",
    ),
    Method(
        name="supertuning",
        title="Super-Tuning",
        family="selective",
        trains="adapter",
        peft_type="SUPERTUNING",
        options={"sparsity": 0.96},
        targets=("query", "value"),
        formula=Formula(each="int(d_in * d_out * (1 - sparsity))"),
        mergeable=True,
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        notebook="zoo",
        reference="supra2025tuning",
        summary="The largest weights of each matrix are trained, one in twenty-five.",
    ),
)
