"""Vectors that scale or shift what is there."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method, Variant

_NO_BIAS = Variant(mergeable=False)  # there is no bias in the layer to add the learned one to

ENTRIES = (
    Method(
        name="ln_tuning",
        title="LayerNorm tuning",
        family="scaling",
        trains="adapter",
        peft_type="LN_TUNING",
        targets=("norm",),
        formula=Formula(each="d_out + bias * d_out"),
        mergeable=True,
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        notebook="zoo",
        reference="zhao2023lntuning",
        summary="Only the scales and shifts of the layer norms are trained.",
    ),
    Method(
        name="beft",
        title="BEFT",
        family="scaling",
        trains="adapter",
        peft_type="BEFT",
        targets=("value",),
        formula=Formula(each="d_out"),
        mergeable=True,
        variants={"llama": _NO_BIAS, "modernbert": _NO_BIAS},
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        notebook="zoo",
        reference="huang2026beft",
        summary="One bias a layer is trained: that of the values.",
    ),
)
