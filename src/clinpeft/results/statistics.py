"""How sure a number is: intervals over seeds and over test examples, paired differences, mean ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from clinpeft import catalogue
from clinpeft.results import resampling
from clinpeft.results.pivots import label_columns
from clinpeft.results.tables import main_scores
from clinpeft.specs import RunResult, SpecError

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate and the two ends of its 95 % interval."""

    estimate: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside, ends included."""
        return bool(self.low <= value <= self.high)


def prediction_interval(values: Sequence[float]) -> Interval | None:
    """Where one further seed is expected to fall, 95 times in 100; None for fewer than two seeds.

    mean ± t(0.975, n - 1) · s · sqrt(1 + 1/n), with s the standard deviation over the n seeds (n - 1 in its divisor).
    It assumes roughly normal scores. With two seeds t is 12.7, so the interval is honest and very wide.
    """
    if len(values) < 2:
        return None
    return pooled_prediction_interval(values, float(np.std(values, ddof=1)), len(values) - 1)


def pooled_prediction_interval(values: Sequence[float], deviation: float, freedom: int) -> Interval | None:
    """As prediction_interval, with a standard deviation pooled over other cells too; None without a value.

    mean ± t(0.975, freedom) · s · sqrt(1 + 1/n). A single seed is enough: how far seeds lie apart is known from others.
    """
    if len(values) == 0 or freedom < 1:
        return None
    mean = float(np.mean(values))
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * deviation * (1 + 1 / len(values)) ** 0.5
    return Interval(mean, mean - reach, mean + reach)


def auroc(positive: np.ndarray, scores: np.ndarray) -> float | None:
    """Chance that a positive outranks a negative, ties counted half (Mann-Whitney); None where a class is absent."""
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if positives == 0 or negatives == 0:
        return None
    ranks = stats.rankdata(scores)
    wins = ranks[positive].sum() - positives * (positives + 1) / 2
    return float(wins / (positives * negatives))


def bootstrap(result: RunResult, metric: str, resamples: int = RESAMPLES, seed: int = 0) -> Interval | None:
    """Interval of a test metric over test examples, whole groups (patients, documents) resampled together.

    None where the run keeps no predictions. SpecError for a metric that predictions do not give.
    """
    if result.predictions is None:
        return None
    return _interval(*_draws([resampling.of_result(result, metric)], result, resamples, seed))


def paired_difference(
    first: RunResult, second: RunResult, metric: str, resamples: int = RESAMPLES, seed: int = 0
) -> Interval | None:
    """First minus second on the same test examples, each resample drawn once for both; None without predictions.

    SpecError where the two were not tested on the same examples in the same order.
    """
    drawn = paired_draws(first, second, metric, resamples, seed)
    return None if drawn is None else _interval(*drawn)


def paired_draws(
    first: RunResult, second: RunResult, metric: str, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, np.ndarray] | None:
    """What paired_difference is made of: the difference as tested, and on each resample (nan where undefined)."""
    if first.predictions is None or second.predictions is None:
        return None
    if resampling.names(first.predictions) != resampling.names(second.predictions):
        raise SpecError(f"{first.spec.slug} and {second.spec.slug} were tested on different examples; no pairs to form")
    pair = [resampling.of_result(first, metric), resampling.of_result(second, metric)]
    return _draws(pair, first, resamples, seed)


def headroom(result: RunResult, metric: str, resamples: int = RESAMPLES, seed: int = 0) -> Interval | None:
    """The run's score minus its floor's on the same test examples, resampled together by group.

    None where the run or its floor keeps no predictions.
    """
    if result.predictions is None or result.floor is None or result.floor.predictions is None:
        return None
    pair = [resampling.of_result(result, metric), resampling.of_floor(result, metric)]
    return _interval(*_draws(pair, result, resamples, seed))


def intervals_over_examples(results: Sequence[RunResult]) -> pd.DataFrame:
    """A row a run that keeps predictions: the main metric with its 95 % interval over test examples."""
    rows: list[dict[str, object]] = []
    for result in results:
        metric = catalogue.task(result.spec.task).main_metric
        interval = bootstrap(result, metric)
        if interval is not None:
            spec, ends = result.spec, {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
            rows.append({"task": spec.task, "method": spec.method, "seed": spec.seed, "metric": metric, **ends})
    return pd.DataFrame(rows, columns=["task", "method", "seed", "metric", "estimate", "low", "high"])


def mean_ranks(frame: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """Mean rank of each method over tasks and seeds, 1 the best, ties shared; a row a method and origin.

    Only comparisons in which every method of that origin has a score count, so that no method gains by failing.
    """
    scores = label_columns(main_scores(frame, split))
    rows = []
    for origin, part in scores.groupby("origin", sort=False):
        wide = part.pivot(index=["column", "seed"], columns="variant", values="value")
        whole = wide[wide.notna().all(axis=1)]
        ranks = whole.rank(axis=1, ascending=False)
        rows += [
            {"origin": origin, "variant": name, "mean_rank": ranks[name].mean(), "comparisons": len(ranks)}
            for name in ranks.columns
        ]
    table = pd.DataFrame(rows, columns=["origin", "variant", "mean_rank", "comparisons"])
    return table.sort_values(["origin", "mean_rank"], kind="stable").reset_index(drop=True)


def _draws(
    statistics: list[resampling.Statistic], result: RunResult, resamples: int, seed: int
) -> tuple[float, np.ndarray]:
    """One statistic, or the first minus the second: as tested, and on each resample."""
    clusters = resampling.clusters(result.predictions or {})
    whole = [statistic(np.ones((1, len(clusters)))) for statistic in statistics]
    draws = resampling.resampled(statistics, clusters, resamples, seed)
    estimate, drawn = (whole[0], draws[0]) if len(statistics) == 1 else (whole[0] - whole[1], draws[0] - draws[1])
    return float(estimate[0]), drawn


def _interval(estimate: float, draws: np.ndarray) -> Interval:
    # A resample may hold one class only; AUROC is undefined there and the resample says nothing.
    low, high = np.nanpercentile(draws, [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2])
    return Interval(estimate, float(low), float(high))
