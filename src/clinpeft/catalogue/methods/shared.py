"""Small vectors on top of frozen random numbers: what is trained shrinks to what scales or selects them."""

from functools import partial

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

_vectors = partial(
    Method,
    family="shared vectors",
    trains="adapter",
    targets=("query", "value"),
    mergeable=True,
    notebook="zoo",
)

ENTRIES = (
    _vectors(
        name="vera",
        title="VeRA",
        peft_type="VERA",
        options={"r": 256},
        formula=Formula(each="r + d_out"),
        learning_rates=peft_rates(quick=2e-2, tuned=1e-2),
        notebook="vera",
        reference="kopiczko2024vera",
        summary="All layers share one pair of frozen random matrices; each learns only two vectors that scale them.",
    ),
    _vectors(
        name="pvera",
        title="PVeRA",
        peft_type="PVERA",
        options={"r": 256},
        formula=Formula(each="2 * r + d_out"),
        learning_rates=peft_rates(quick=2e-2, tuned=1e-2),
        reference="fillioux2025pvera",
        summary="VeRA with a spread for each of its numbers, drawn from in training.",
    ),
    _vectors(
        name="vblora",
        title="VB-LoRA",
        peft_type="VBLORA",
        options={"r": 4, "num_vectors": 64},
        fitted={"vector_length": 128},
        formula=Formula(
            each="r * num_vectors * (d_in + d_out) // vector_length",
            once="num_vectors * vector_length",
        ),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        reference="li2024vblora",
        summary="LoRA whose matrices are put together from a bank of vectors that all layers share.",
    ),
    _vectors(
        name="unilora",
        title="Uni-LoRA",
        peft_type="UNILORA",
        options={"r": 4, "theta_d_length": 1024},
        formula=Formula(once="theta_d_length"),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        reference="li2025unilora",
        summary=(
            "One vector for the whole model; a fixed random table says which of its numbers stands where in every LoRA."
        ),
    ),
    _vectors(
        name="tinylora",
        title="TinyLoRA",
        peft_type="TINYLORA",
        options={"r": 2, "u": 64},
        formula=Formula(once="u * modules"),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        reference="morris2026tinylora",
        summary="A few numbers a matrix, spread by a fixed random table over its strongest directions.",
    ),
    _vectors(
        name="randlora",
        title="RandLoRA",
        peft_type="RANDLORA",
        options={"r": 32, "randlora_alpha": 64},
        formula=Formula(each="ceil(min(d_in, d_out) / r) * (r + min(d_in, d_out))"),
        learning_rates=peft_rates(quick=1e-3, tuned=5e-4),
        reference="albert2025randlora",
        summary="Many frozen random products are added up, each with learned scales, so the update has full rank.",
    ),
)
