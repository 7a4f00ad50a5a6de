"""Small vectors on top of frozen random numbers: what is trained shrinks to what scales or selects them."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method


def _vectors(
    name: str,
    title: str,
    options: dict[str, object],
    formula: Formula,
    rates: dict[str, float],
    reference: str,
    summary: str,
    *,
    fitted: dict[str, int] | None = None,
    notebook: str = "zoo",
) -> Method:
    return Method(
        name=name,
        title=title,
        family="shared vectors",
        trains="adapter",
        peft_type=name.upper(),
        options=options,
        fitted=fitted or {},
        targets=("query", "value"),
        formula=formula,
        mergeable=True,
        learning_rates=rates,
        notebook=notebook,
        reference=reference,
        summary=summary,
    )


ENTRIES = (
    _vectors(
        "vera",
        "VeRA",
        {"r": 256},
        Formula(each="r + d_out"),
        peft_rates(quick=2e-2, tuned=1e-2),
        "kopiczko2024vera",
        "All layers share one pair of frozen random matrices; each learns only two vectors that scale them.",
        notebook="vera",
    ),
    _vectors(
        "pvera",
        "PVeRA",
        {"r": 256},
        Formula(each="2 * r + d_out"),
        peft_rates(quick=2e-2, tuned=1e-2),
        "fillioux2025pvera",
        "VeRA with a spread for each of its numbers, drawn from in training.",
    ),
    _vectors(
        "vblora",
        "VB-LoRA",
        {"r": 4, "num_vectors": 64},
        Formula(
            each="r * num_vectors * (d_in + d_out) // vector_length",
            once="num_vectors * vector_length",
        ),
        peft_rates(quick=1e-2, tuned=5e-3),
        "li2024vblora",
        "LoRA whose matrices are put together from a bank of vectors that all layers share.",
        fitted={"vector_length": 128},
    ),
    _vectors(
        "unilora",
        "Uni-LoRA",
        {"r": 4, "theta_d_length": 1024},
        Formula(once="theta_d_length"),
        peft_rates(quick=1e-2, tuned=5e-3),
        "li2025unilora",
        "One vector for the whole model; a fixed random table says which of its numbers stands where in every LoRA.",
    ),
    _vectors(
        "tinylora",
        "TinyLoRA",
        {"r": 2, "u": 64},
        Formula(once="u * modules"),
        peft_rates(quick=1e-2, tuned=5e-3),
        "morris2026tinylora",
        "A few numbers a matrix, spread by a fixed random table over its strongest directions.",
    ),
    _vectors(
        "randlora",
        "RandLoRA",
        {"r": 32, "randlora_alpha": 64},
        Formula(each="ceil(min(d_in, d_out) / r) * (r + min(d_in, d_out))"),
        peft_rates(quick=1e-3, tuned=5e-4),
        "albert2025randlora",
        "Many frozen random products are added up, each with learned scales, so the update has full rank.",
    ),
)
