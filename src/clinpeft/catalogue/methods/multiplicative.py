"""Updates that multiply: the weights are turned, not added to."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method


def _turn(
    name: str,
    title: str,
    options: dict[str, object],
    fitted: dict[str, int],
    each: str,
    rates: dict[str, float],
    reference: str,
    summary: str,
    *,
    notebook: str = "zoo",
) -> Method:
    return Method(
        name=name,
        title=title,
        family="multiplicative",
        trains="adapter",
        peft_type=name.upper(),
        options=options,
        fitted=fitted,
        targets=("query", "value"),
        formula=Formula(each=each),
        mergeable=True,
        learning_rates=rates,
        notebook=notebook,
        reference=reference,
        summary=summary,
    )


ENTRIES = (
    _turn(
        "oft",
        "OFT",
        {},
        {"oft_block_size": 32},
        "d_in // oft_block_size * (oft_block_size * (oft_block_size - 1) // 2)",
        peft_rates(quick=4e-3, tuned=2e-3),
        "qiu2023oft",
        "The inputs of a matrix are rotated in blocks; a rotation keeps every length and every angle within its block.",
        notebook="oft",
    ),
    _turn(
        "boft",
        "BOFT",
        {"boft_block_size": 4, "boft_n_butterfly_factor": 1},
        {},
        "d_in // boft_block_size * boft_block_size ** 2 + d_out",
        peft_rates(quick=4e-3, tuned=2e-3),
        "liu2024boft",
        "OFT with a rotation made of sparse factors, as in a fast Fourier transform.",
    ),
    _turn(
        "hra",
        "HRA",
        {"r": 8},
        {},
        "r * d_in",
        peft_rates(quick=2e-3, tuned=1e-3),
        "yuan2024hra",
        "A chain of mirrors: each learned vector reflects the inputs, and eight of them make a rotation.",
    ),
    _turn(
        "psoft",
        "PSOFT",
        {"r": 16, "psoft_alpha": 16},
        {},
        "r * (r - 1) // 2 + 2 * r",
        peft_rates(quick=1e-2, tuned=5e-3),
        "wu2025psoft",
        "Only the strongest directions of the weights are rotated, and stretched by two vectors.",
    ),
    _turn(
        "road",
        "RoAd",
        {"variant": "road_1"},
        {"group_size": 64},
        "d_out",
        peft_rates(quick=1e-2, tuned=5e-3),
        "liao2024road",
        "The outputs are turned and stretched in pairs, two numbers a pair.",
    ),
)
