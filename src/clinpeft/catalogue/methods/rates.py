"""Learning rates of methods: one for each recipe."""

PAPER = 3e-4
"""The paper's one learning rate for every PEFT method (its full fine-tuning uses 3e-5)."""


def peft_rates(*, quick: float, tuned: float) -> dict[str, float]:
    """Rates of an adapter: its own under quick and tuned, the shared one under the paper's recipe."""
    return {"paper": PAPER, "tuned": tuned, "quick": quick}
