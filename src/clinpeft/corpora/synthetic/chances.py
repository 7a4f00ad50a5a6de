"""Draws in whole numbers, so that every platform draws the same."""

from collections.abc import Sequence
from random import Random

MILLION = 1_000_000


def happens(random: Random, percent: int) -> bool:
    """Whether something with this chance happens."""
    return random.randrange(100) < percent


def index_by_weight(random: Random, weights: Sequence[int]) -> int:
    """Index drawn with chances in proportion to the weights (whole numbers, not all 0)."""
    drawn = random.randrange(sum(weights))
    for index, weight in enumerate(weights):
        drawn -= weight
        if drawn < 0:
            return index
    raise ValueError(f"weights {weights} must not be negative")
