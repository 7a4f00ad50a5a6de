"""Updates that multiply: the weights are turned, not added to."""

from functools import partial

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

_turn = partial(
    Method,
    family="multiplicative",
    trains="adapter",
    targets=("query", "value"),
    mergeable=True,
    notebook="zoo",
)

ENTRIES = (
    _turn(
        name="oft",
        title="OFT",
        peft_type="OFT",
        options={},
        fitted={"oft_block_size": 32},
        formula=Formula(each="d_in // oft_block_size * (oft_block_size * (oft_block_size - 1) // 2)"),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        notebook="oft",
        reference="qiu2023oft",
        summary=(
            "The inputs of a matrix are rotated in blocks; a rotation keeps every length and every angle "
            "within its block."
        ),
    ),
    _turn(
        name="boft",
        title="BOFT",
        peft_type="BOFT",
        options={"boft_block_size": 4, "boft_n_butterfly_factor": 1},
        formula=Formula(each="d_in // boft_block_size * boft_block_size ** 2 + d_out"),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        reference="liu2024boft",
        summary="OFT with a rotation made of sparse factors, as in a fast Fourier transform.",
    ),
    _turn(
        name="hra",
        title="HRA",
        peft_type="HRA",
        options={"r": 8},
        formula=Formula(each="r * d_in"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="yuan2024hra",
        summary="A chain of mirrors: each learned vector reflects the inputs, and eight of them make a rotation.",
    ),
    _turn(
        name="psoft",
        title="PSOFT",
        peft_type="PSOFT",
        options={"r": 16, "psoft_alpha": 16},
        formula=Formula(each="r * (r - 1) // 2 + 2 * r"),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        reference="wu2025psoft",
        summary="Only the strongest directions of the weights are rotated, and stretched by two vectors.",
    ),
    _turn(
        name="road",
        title="RoAd",
        peft_type="ROAD",
        options={"variant": "road_1"},
        fitted={"group_size": 64},
        formula=Formula(each="d_out"),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        reference="liao2024road",
        summary="The outputs are turned and stretched in pairs, two numbers a pair.",
    ),
)
