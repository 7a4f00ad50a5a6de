"""How sure a number is: intervals over seeds and over test examples, paired differences, mean ranks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from clinpeft import catalogue
from clinpeft.results.names import variant
from clinpeft.results.tables import main_scores
from clinpeft.specs import RunResult, SpecError

RESAMPLES = 2000
LEVEL = 0.95
_CHUNK = 200  # resamples held in memory at once: 200 × 3,000 examples are 5 MB
Statistic = Callable[[np.ndarray], np.ndarray]


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
    n = len(values)
    if n < 2:
        return None
    mean, deviation = float(np.mean(values)), float(np.std(values, ddof=1))
    reach = float(stats.t.ppf((1 + LEVEL) / 2, n - 1)) * deviation * (1 + 1 / n) ** 0.5
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

    None where the run keeps no predictions. SpecError for a metric that predictions do not give: auroc and accuracy
    for two labels; entity_f1, entity_precision, entity_recall for entities.
    """
    if result.predictions is None:
        return None
    statistic = _statistic(result, metric)
    clusters = _clusters(result.predictions)
    whole = float(statistic(np.ones((1, len(clusters))))[0])
    return _interval(whole, _resampled([statistic], clusters, resamples, seed)[0])


def paired_difference(
    first: RunResult, second: RunResult, metric: str, resamples: int = RESAMPLES, seed: int = 0
) -> Interval | None:
    """First minus second on the same test examples, each resample drawn once for both; None without predictions.

    SpecError where the two were not tested on the same examples in the same order.
    """
    if first.predictions is None or second.predictions is None:
        return None
    if _names(first.predictions) != _names(second.predictions):
        raise SpecError(f"{first.spec.slug} and {second.spec.slug} were tested on different examples; no pairs to form")
    statistics = [_statistic(first, metric), _statistic(second, metric)]
    clusters = _clusters(first.predictions)
    ones = np.ones((1, len(clusters)))
    whole = float(statistics[0](ones)[0] - statistics[1](ones)[0])
    one, other = _resampled(statistics, clusters, resamples, seed)
    return _interval(whole, one - other)


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
    scores = main_scores(frame, split)
    names = scores[["task", "method", "recipe", "learning_rate"]].itertuples(index=False, name=None)
    scores = scores.assign(variant=[variant(*name) for name in names], train_size=scores["train_size"].fillna(0))
    rows = []
    for origin, part in scores.groupby("origin", sort=False):
        comparison = ["task", "corpus", "backbone", "recipe", "train_size", "seed"]
        wide = part.pivot(index=comparison, columns="variant", values="value")
        whole = wide[wide.notna().all(axis=1)]
        ranks = whole.rank(axis=1, ascending=False)
        rows += [
            {"origin": origin, "variant": name, "mean_rank": ranks[name].mean(), "comparisons": len(ranks)}
            for name in ranks.columns
        ]
    table = pd.DataFrame(rows, columns=["origin", "variant", "mean_rank", "comparisons"])
    return table.sort_values(["origin", "mean_rank"], kind="stable").reset_index(drop=True)


def _interval(estimate: float, draws: np.ndarray) -> Interval:
    # A resample may hold one class only; AUROC is undefined there and the resample says nothing.
    low, high = np.nanpercentile(draws, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2])
    return Interval(estimate, float(low), float(high))


def _resampled(statistics: list[Statistic], clusters: np.ndarray, resamples: int, seed: int) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    count = int(clusters.max()) + 1
    draws: list[list[np.ndarray]] = [[] for _ in statistics]
    for start in range(0, resamples, _CHUNK):
        size = min(_CHUNK, resamples - start)
        # How often each group is drawn: a multinomial, the same as drawing with replacement and counting.
        weights = generator.multinomial(count, np.full(count, 1 / count), size=size)[:, clusters]
        for statistic, values in zip(statistics, draws, strict=True):
            values.append(statistic(weights))
    return [np.concatenate(values) for values in draws]


def _names(predictions: Mapping[str, list[object]]) -> list[object]:
    return predictions["documents"] if "documents" in predictions else predictions["ids"]


def _clusters(predictions: Mapping[str, list[object]]) -> np.ndarray:
    groups = predictions["documents"] if "documents" in predictions else predictions["groups"]
    return np.unique(np.array([str(group) for group in groups]), return_inverse=True)[1]


def _statistic(result: RunResult, metric: str) -> Statistic:
    predictions = result.predictions or {}
    if "documents" in predictions and metric in _ENTITY:
        counts = [np.array(predictions[name], dtype=float) for name in _COUNTS]
        return lambda weights: _ENTITY[metric](*(weights @ count for count in counts))
    labels = catalogue.task(result.spec.task).labels
    if "scores" in predictions and len(labels) == 2 and metric in _BINARY:
        positive = np.array([label == labels[-1] for label in predictions["labels"]])
        return _BINARY[metric](positive, np.array(predictions["scores"], dtype=float))
    allowed = ", ".join((*_BINARY, *_ENTITY))
    raise SpecError(
        f"{result.spec.slug}: {metric!r} cannot be had from its predictions; of two labels or entities: {allowed}"
    )


def _weighted_auroc(positive: np.ndarray, scores: np.ndarray) -> Statistic:
    order = np.argsort(scores, kind="stable")
    is_positive, ordered = positive[order], scores[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])

    def statistic(weights: np.ndarray) -> np.ndarray:
        drawn = weights[:, order].astype(float)
        positives = np.add.reduceat(drawn * is_positive, starts, axis=1)
        negatives = np.add.reduceat(drawn * ~is_positive, starts, axis=1)
        below = np.cumsum(negatives, axis=1) - negatives
        wins = (positives * (below + negatives / 2)).sum(axis=1)
        return _ratio(wins, positives.sum(axis=1) * negatives.sum(axis=1))

    return statistic


def _weighted_accuracy(positive: np.ndarray, scores: np.ndarray) -> Statistic:
    right = ((scores > 0.5) == positive).astype(float)
    return lambda weights: _ratio(weights @ right, weights.sum(axis=1))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


_COUNTS = ("true_positive", "false_positive", "false_negative")
_ENTITY: Mapping[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "entity_f1": lambda tp, fp, fn: _ratio(2 * tp, 2 * tp + fp + fn),
    "entity_precision": lambda tp, fp, _: _ratio(tp, tp + fp),
    "entity_recall": lambda tp, _, fn: _ratio(tp, tp + fn),
}
_BINARY: Mapping[str, Callable[[np.ndarray, np.ndarray], Statistic]] = {
    "auroc": _weighted_auroc,
    "accuracy": _weighted_accuracy,
}
