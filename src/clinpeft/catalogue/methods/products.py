"""Other shapes of a small update: products, blocks and Kronecker factors instead of LoRA's two thin matrices."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method


def _update(
    name: str,
    title: str,
    options: dict[str, object],
    each: str,
    rates: dict[str, float],
    reference: str,
    summary: str,
) -> Method:
    return Method(
        name=name,
        title=title,
        family="products",
        trains="adapter",
        peft_type=name.upper(),
        options=options,
        targets=("query", "value"),
        formula=Formula(each=each),
        mergeable=True,
        learning_rates=rates,
        notebook="zoo",
        reference=reference,
        summary=summary,
    )


ENTRIES = (
    _update(
        "loha",
        "LoHa",
        {"r": 4, "alpha": 4},
        "2 * r * (d_in + d_out)",
        peft_rates(quick=4e-3, tuned=2e-3),
        "hyeonwoo2022fedpara",
        "Two products of thin matrices are multiplied number by number, which reaches a rank of up to r squared.",
    ),
    _update(
        "lokr",
        "LoKr",
        {"r": 8, "alpha": 8},
        "small_factor(d_out) * small_factor(d_in) + (large_factor(d_out) * large_factor(d_in)"
        " if 2 * r >= max(large_factor(d_out), large_factor(d_in))"
        " else r * (large_factor(d_out) + large_factor(d_in)))",
        peft_rates(quick=4e-3, tuned=2e-3),
        "yeh2024lycoris",
        "The update is a Kronecker product: one small matrix, repeated in blocks that a second one scales.",
    ),
    _update(
        "hira",
        "HiRA",
        {"r": 8},
        "r * (d_in + d_out)",
        peft_rates(quick=2e-2, tuned=1e-2),
        "huang2025hira",
        "LoRA's product is multiplied with the frozen weights number by number, so the update can have full rank.",
    ),
    _update(
        "delora",
        "DeLoRA",
        {"r": 8},
        "r * (d_in + d_out) + 1",
        peft_rates(quick=2e-3, tuned=1e-3),
        "bini2025delora",
        "LoRA with the length of each update held to one learned number, so that it cannot run away.",
    ),
    _update(
        "gralora",
        "GraLoRA",
        {"r": 8, "alpha": 8, "gralora_k": 2},
        "r * (d_in + d_out)",
        peft_rates(quick=4e-3, tuned=2e-3),
        "jung2025gralora",
        "The matrix is cut into blocks, and each block gets a small LoRA of its own.",
    ),
    _update(
        "miss",
        "MiSS",
        {"r": 16},
        "r * d_out",
        peft_rates(quick=2e-3, tuned=1e-3),
        "kang2024miss",
        "One small matrix is repeated across the columns of the weights; there is no second one.",
    ),
    _update(
        "deft",
        "DEFT",
        {"r": 8},
        "r * (d_in + d_out)",
        peft_rates(quick=2e-3, tuned=1e-3),
        "kumar2025deft",
        "The weights are projected off a few directions, and new content is written into those.",
    ),
    _update(
        "peanut",
        "PEANuT",
        {"r": 8},
        "2 * r * d_out",
        peft_rates(quick=2e-3, tuned=1e-3),
        "zhong2024peanut",
        "A small network with a non-linearity reads the frozen weights and writes their update.",
    ),
)
