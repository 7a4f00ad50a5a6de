"""How far seeds lie apart, and what difference a number of seeds can see."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from clinpeft.results import contrasts
from clinpeft.results.pivots import label_columns
from clinpeft.results.statistics import CONFIDENCE
from clinpeft.results.tables import CELL, PLACE, main_scores, study_results

POWER = 0.8
"""Chance of seeing a difference that is there."""
MOST_SEEDS = 1000


def seed_spread(frame: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """One row a cell with at least two scored seeds: mean, standard deviation (n - 1), lowest and highest score."""
    scores = label_columns(main_scores(frame, split))
    keys = ["origin", "column", "variant", *CELL]
    table = scores.groupby(keys, sort=False, dropna=False).agg(
        metric=("metric", "first"),
        n=("value", "count"),
        mean=("value", "mean"),
        sd=("value", "std"),
        low=("value", "min"),
        high=("value", "max"),
    )
    return table[table["n"] > 1].reset_index()


def pooled_deviation(spread: pd.DataFrame) -> float | None:
    """Root of the mean variance over cells, each weighted by its degrees of freedom; None without cells."""
    if spread.empty:
        return None
    freedom = spread["n"].astype(float) - 1
    return float(np.sqrt((freedom * spread["sd"].astype(float) ** 2).sum() / freedom.sum()))


def paired_deviation(frame: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """One row a place in which two methods share at least two seeds: mean and standard deviation of their difference.

    Each method must stand there at one learning rate. What both methods of a seed have in common, the draw of the
    training texts above all, drops out of the difference.
    """
    scores = main_scores(frame).dropna(subset=["value"])
    place = [name for name in PLACE if name != "method"]
    sides = [scores[scores["method"] == name] for name in (first, second)]
    pairs = sides[0].merge(sides[1], on=[*place, "metric", "seed"], suffixes=("", "_second"))
    pairs = pairs.assign(difference=pairs["value"].astype(float) - pairs["value_second"].astype(float))
    table = pairs.groupby([*place, "metric"], sort=False, dropna=False)["difference"].agg(["count", "mean", "std"])
    return table[table["count"] > 1].rename(columns={"count": "n", "std": "sd"}).reset_index()


def smallest_difference(deviation: float, seeds: int) -> float:
    """The smallest difference of two means over so many seeds each that is seen with POWER at 95 %.

    (t(0.975, 2n - 2) + t(POWER, 2n - 2)) · s · sqrt(2/n): the usual approximation to the power of a t test.
    """
    return _errors_seen(seeds, 2 * seeds - 2) * deviation * float(np.sqrt(2 / seeds))


def by_task(spread: pd.DataFrame, seeds: tuple[int, ...] = (3, 5, 10)) -> pd.DataFrame:
    """A row a task and metric: the standard deviation pooled over its cells, and the smallest difference that so many
    seeds each see."""
    rows = []
    for (task, metric), cells in spread.groupby(["task", "metric"], sort=False):  # of one origin
        deviation = pooled_deviation(cells)
        if deviation is not None:
            smallest = {f"{count} seeds": smallest_difference(deviation, count) for count in seeds}
            rows.append({"task": task, "metric": metric, "cells": len(cells), "sd": deviation, **smallest})
    columns = ["task", "metric", "cells", "sd", *(f"{count} seeds" for count in seeds)]
    return pd.DataFrame(rows, columns=columns)


def by_margin(spread: pd.DataFrame) -> dict[float, float]:
    """Margin of a metric to the standard deviation between seeds, over the cells of its metrics."""
    margins = contrasts.margins(spread["metric"])
    found = {float(margin): pooled_deviation(cells) for margin, cells in spread.groupby(margins)}  # type: ignore[arg-type]
    return {margin: deviation for margin, deviation in found.items() if deviation is not None}


def chance_gaps() -> dict[str, float]:
    """Task to the gap within which two runs that differ in their seed alone fall, 95 times in a hundred.

    From the published runs of the study ``seeds``; a task that is not in it has no entry.
    """
    stored = study_results("seeds")
    found = by_task(seed_spread(replace(stored, here=()).frame()))
    two = float(stats.norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(2))
    return {str(row["task"]): two * float(row["sd"]) for row in found.to_dict("records")}


def smallest_paired(deviation: float, seeds: int) -> float:
    """As smallest_difference, for two methods compared seed by seed; the deviation is that of their difference.

    (t(0.975, n - 1) + t(POWER, n - 1)) · s / sqrt(n): the paired t test.
    """
    return _errors_seen(seeds, seeds - 1) * deviation / float(np.sqrt(seeds))


def _errors_seen(seeds: int, freedom: int) -> float:
    """How many standard errors large a difference is that is seen with POWER at 95 %."""
    if seeds < 2:
        raise ValueError(f"two seeds at least are needed to see a spread, got {seeds}")
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom) + stats.t.ppf(POWER, freedom))


def seeds_needed(
    deviation: float, difference: float, smallest: Callable[[float, int], float] = smallest_difference
) -> int | None:
    """The fewest seeds a method with which a difference is seen; None beyond MOST_SEEDS."""
    for seeds in range(2, MOST_SEEDS + 1):
        if smallest(deviation, seeds) <= difference:
            return seeds
    return None
