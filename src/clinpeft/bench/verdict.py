"""Whether our scores are as good as the Trainer's: the difference of the means beside what seeds alone make of it."""

from collections.abc import Sequence
from statistics import mean, stdev


def verdict(ours: Sequence[float | None], trainer: Sequence[float | None]) -> dict[str, object]:
    """Scores of each side by seed, their mean difference, the Trainer's seed noise, and whether ours hold against it.

    The noise is the standard deviation of the Trainer's scores over seeds. An undefined score, or a single seed, leaves
    no verdict: ``holds`` is None.
    """
    known, rival = _defined(ours), _defined(trainer)
    difference = mean(known) - mean(rival) if known and rival else None
    noise = stdev(rival) if len(rival) > 1 else None
    return {
        "ours": list(ours),
        "trainer": list(trainer),
        "mean_difference": None if difference is None else round(difference, 4),
        "seed_noise": None if noise is None else round(noise, 4),
        "holds": None if difference is None or noise is None else difference >= -noise,
    }


def _defined(scores: Sequence[float | None]) -> list[float]:
    """The scores, or none where one of them is undefined: a mean over other seeds would compare nothing."""
    found = [score for score in scores if score is not None]
    return found if len(found) == len(scores) else []
