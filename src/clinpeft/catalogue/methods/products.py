"""Other shapes of a small update: products, blocks and Kronecker factors instead of LoRA's two thin matrices."""

from functools import partial

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

_update = partial(
    Method,
    family="products",
    trains="adapter",
    targets=("query", "value"),
    mergeable=True,
    notebook="zoo",
)

ENTRIES = (
    _update(
        name="loha",
        title="LoHa",
        peft_type="LOHA",
        options={"r": 4, "alpha": 4},
        formula=Formula(each="2 * r * (d_in + d_out)"),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        reference="hyeonwoo2022fedpara",
        summary=(
            "Two products of thin matrices are multiplied number by number, which reaches a rank of up to r squared."
        ),
    ),
    _update(
        name="lokr",
        title="LoKr",
        peft_type="LOKR",
        options={"r": 8, "alpha": 8},
        formula=Formula(
            each="small_factor(d_out) * small_factor(d_in) + (large_factor(d_out) * large_factor(d_in)"
            " if 2 * r >= max(large_factor(d_out), large_factor(d_in))"
            " else r * (large_factor(d_out) + large_factor(d_in)))"
        ),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        reference="yeh2024lycoris",
        summary="The update is a Kronecker product: one small matrix, repeated in blocks that a second one scales.",
    ),
    _update(
        name="hira",
        title="HiRA",
        peft_type="HIRA",
        options={"r": 8},
        formula=Formula(each="r * (d_in + d_out)"),
        learning_rates=peft_rates(quick=2e-2, tuned=1e-2),
        reference="huang2025hira",
        summary=(
            "LoRA's product is multiplied with the frozen weights number by number, so the update can have full rank."
        ),
    ),
    _update(
        name="delora",
        title="DeLoRA",
        peft_type="DELORA",
        options={"r": 8},
        formula=Formula(each="r * (d_in + d_out) + 1"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="bini2025delora",
        summary="LoRA with the length of each update held to one learned number, so that it cannot run away.",
    ),
    _update(
        name="gralora",
        title="GraLoRA",
        peft_type="GRALORA",
        options={"r": 8, "alpha": 8, "gralora_k": 2},
        formula=Formula(each="r * (d_in + d_out)"),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        reference="jung2025gralora",
        summary="The matrix is cut into blocks, and each block gets a small LoRA of its own.",
    ),
    _update(
        name="miss",
        title="MiSS",
        peft_type="MISS",
        options={"r": 16},
        formula=Formula(each="r * d_out"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="kang2024miss",
        summary="One small matrix is repeated across the columns of the weights; there is no second one.",
    ),
    _update(
        name="deft",
        title="DEFT",
        peft_type="DEFT",
        options={"r": 8},
        formula=Formula(each="r * (d_in + d_out)"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="kumar2025deft",
        summary="The weights are projected off a few directions, and new content is written into those.",
    ),
    _update(
        name="peanut",
        title="PEANuT",
        peft_type="PEANUT",
        options={"r": 8},
        formula=Formula(each="2 * r * d_out"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="zhong2024peanut",
        summary="A small network with a non-linearity reads the frozen weights and writes their update.",
    ),
)
