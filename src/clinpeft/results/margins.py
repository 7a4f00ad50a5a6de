"""Is there something to learn? Each run against its own floor, with an interval over test examples."""

from collections.abc import Iterable

import pandas as pd

from clinpeft import catalogue
from clinpeft.results import statistics
from clinpeft.results.tables import PLACE, asked_learning_rate
from clinpeft.specs import RunResult

BEATS = "beats the floor"
SUFFICE = "words suffice"
OPEN = "undecided"
COLUMNS = (
    *PLACE,
    "seed",
    "learning_rate",
    "metric",
    "score",
    "floor",
    "margin",
    "low",
    "high",
    "verdict",
    "unfinished",
)


def margins(results: Iterable[RunResult], origin: str) -> pd.DataFrame:
    """One row a place and seed: the run whose rate validation chooses, its margin over the floor, and a verdict.

    The interval pairs run and floor on the same test examples and resamples whole groups. ``verdict`` is "beats the
    floor" where it lies above zero, "words suffice" where the margin is below zero, else "undecided".
    """
    best: dict[tuple[object, ...], RunResult] = {}
    for result in results:
        score = _validation(result)
        key = (*(getattr(result.spec, name) for name in PLACE[1:]), result.spec.seed)
        if score is not None and (key not in best or score > (_validation(best[key]) or 0.0)):
            best[key] = result
    return pd.DataFrame([_row(result, origin) for result in best.values()], columns=list(COLUMNS))


def _validation(result: RunResult) -> float | None:
    if result.status != "success":
        return None
    return result.score(catalogue.task(result.spec.task).main_metric, "validation")


def _row(result: RunResult, origin: str) -> dict[str, object]:
    metric = catalogue.task(result.spec.task).main_metric
    score, floor = result.score(metric), result.floor_score(metric)
    interval = statistics.headroom(result, metric)
    return {
        **{name: getattr(result.spec, name) for name in (*PLACE[1:], "seed")},
        "origin": origin,
        "learning_rate": asked_learning_rate(result.spec),
        "metric": metric,
        "score": score,
        "floor": floor,
        "margin": None if score is None or floor is None else score - floor,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "verdict": _verdict(interval),
        "unfinished": result.unfinished,
    }


def _verdict(interval: statistics.Interval | None) -> str:
    if interval is None:
        return OPEN
    if interval.low > 0:
        return BEATS
    return SUFFICE if interval.estimate <= 0 else OPEN
