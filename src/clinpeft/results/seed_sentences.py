"""What the study ``seeds`` says, as sentences for pages; each number is computed here."""

from collections.abc import Callable

import pandas as pd

from clinpeft.results import contrasts, spread
from clinpeft.results.headroom_sentences import NO_RUNS
from clinpeft.results.names import count_words, listed, method_title, metric_title
from clinpeft.results.paper_rate_sentences import MATTERS


def difference_words(table: pd.DataFrame) -> str:
    """For each task how wide the spread over seeds is, and how many seeds a difference needs; takes seed_spread's."""
    parts = []
    for row in spread.by_task(table).to_dict("records"):
        margin = contrasts.margin(str(row["metric"]))
        needs = [f"of {size:g} takes {_seeds(row['sd'], size)} each" for size in sorted({MATTERS, margin})]
        parts.append(
            f"- **{row['task']}**: over {count_words(int(row['cells']), 'cell')} the pooled standard deviation between "
            f"seeds is {row['sd']:.4f} in {metric_title(str(row['metric']))}. To see a difference between two methods "
            f"{spread.POWER:.0%} of the time, one {listed(needs)}; three seeds each see one of {row['3 seeds']:.3f}."
        )
    return "\n".join(parts) or NO_RUNS


def pairing_words(frame: pd.DataFrame, first: str, second: str) -> str:
    """For each task how many seeds see a difference of one margin when two methods are compared seed by seed."""
    parts = []
    for row in spread.paired_deviation(frame, first, second).to_dict("records"):
        margin = contrasts.margin(str(row["metric"]))
        parts.append(
            f"- **{row['task']}**: {method_title(first)} less {method_title(second)} is {row['mean']:+.4f} on average "
            f"of {count_words(int(row['n']), 'seed')}, with a standard deviation of {row['sd']:.4f}. One margin, "
            f"{margin:g}, is seen with {_seeds(row['sd'], margin, spread.smallest_paired)}, on these test texts."
        )
    return "\n".join(parts) or NO_RUNS


def _seeds(
    deviation: float, difference: float, smallest: Callable[[float, int], float] = spread.smallest_difference
) -> str:
    needed = spread.seeds_needed(deviation, difference, smallest)
    return f"more than {spread.MOST_SEEDS} seeds" if needed is None else count_words(needed, "seed")
