"""One method against another over tasks, documents and seeds, as data/protocol.md fixes it before the main study."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.results.names import count_words, method_title
from clinpeft.results.statistics import RESAMPLES, paired_draws
from clinpeft.specs import RunResult, RunSpec, SpecError

MARGINS = {"auroc": 0.01}
"""Main metric to the largest difference that counts as none; F1 of every kind has F1_MARGIN."""
F1_MARGIN = 0.02
EQUIVALENT = "equivalent"
DIFFERENT = "different"
OPEN = "undecided"

Draws = tuple[float, np.ndarray]
"""A difference in margins: as tested, and on each resample."""


Cell = tuple[tuple[str, object], ...]
"""Field of RunSpec and its value, for each field that the runs of a cell agree in."""
Side = Mapping[str, object]
"""What the runs of one side of a contrast have in common: field of RunSpec to its value."""


@dataclass(frozen=True)
class Contrast:
    """First side minus second, in margins: 1 is the largest difference that counts as none."""

    estimate: float
    drawn: tuple[float, ...]
    """The same on each resample, where it is defined."""
    tasks: int
    """Cells, what is compared and the seed left aside: a task at a training size."""
    pairs: int
    """Runs of either side that have a partner of the same cell and seed."""

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return float(np.quantile(self.drawn, 0.025))

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return float(np.quantile(self.drawn, 0.975))

    def p_below(self, limit: float) -> float:
        """One-sided p-value of the statement that the difference lies below a limit, in margins."""
        return self._share(np.array(self.drawn) >= limit)

    def p_above(self, limit: float) -> float:
        """One-sided p-value of the statement that the difference lies above a limit, in margins."""
        return self._share(np.array(self.drawn) <= limit)

    @property
    def p_equivalent(self) -> float:
        """p-value of the difference being smaller than one margin on either side (two one-sided tests)."""
        return max(self.p_below(1), self.p_above(-1))

    @property
    def verdict(self) -> str:
        """EQUIVALENT, DIFFERENT or OPEN; a difference that is certain and within the margin is EQUIVALENT."""
        inner_low, inner_high = np.quantile(self.drawn, [0.05, 0.95])
        if inner_low > -1 and inner_high < 1:
            return EQUIVALENT
        return DIFFERENT if self.low > 0 or self.high < 0 else OPEN

    def _share(self, against: np.ndarray) -> float:
        # One resample is added, so that no p-value is ever zero.
        return float((np.sum(against) + 1) / (len(self.drawn) + 1))


def compared(
    results: Iterable[RunResult], first: Side, second: Side, resamples: int = RESAMPLES, seed: int = 0
) -> Contrast | None:
    """Hierarchical bootstrap of first minus second over task clusters, tasks' documents, and seeds; None without pairs.

    Runs are paired by cell and seed. Tasks over one corpus share their documents and count as one cluster; clusters
    weigh the same, whatever their number of tasks. Each resample draws clusters, then within each task seeds and whole
    groups of test examples. Both sides name the same fields.
    """
    pairs = _pairs(results, first, second)
    generator = np.random.default_rng(seed)
    cells = {cell: _redrawn(seeds, generator) for cell, seeds in _cells(pairs, tuple(first), resamples, seed).items()}
    return _over_clusters(cells, generator, len(pairs))


def slope_over_layers(
    results: Iterable[RunResult],
    first: Side,
    second: Side,
    backbones: Collection[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Contrast | None:
    """The same bootstrap of how much first minus second grows with each further layer, by least squares.

    The backbones differ in their layers alone. A task counts where two of them at least have pairs.
    """
    pairs = [pair for pair in _pairs(results, first, second) if pair[0].spec.backbone in backbones]
    generator = np.random.default_rng(seed)
    points: dict[Cell, list[tuple[int, Draws]]] = defaultdict(list)
    for cell, seeds in _cells(pairs, tuple(first), resamples, seed).items():
        layers = catalogue.backbone(str(dict(cell)["backbone"])).layers
        points[_without(cell, ("backbone",))].append((layers, _redrawn(seeds, generator)))
    slopes = {cell: _slope(of_cell) for cell, of_cell in points.items() if len(of_cell) > 1}
    return _over_clusters(slopes, generator, len(pairs))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's adjusted p-values: the k-th smallest of n times n - k + 1, never below one before it, at most 1.

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'c': 0.06, 'b': 0.06}
    """
    adjusted: dict[str, float] = {}
    largest = 0.0
    for place, (name, value) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, value * (len(p_values) - place)))
        adjusted[name] = largest
    return adjusted


def in_words(found: Contrast | None, first: str, second: str) -> str:
    """The contrast as a sentence: in margins, with its interval, and what it is judged to be."""
    if found is None:
        return "No two runs differ in the method alone yet, so there is nothing to judge."
    size = f"{found.estimate:+.2f} margins ({found.low:+.2f} to {found.high:+.2f})"
    runs = f"over {count_words(found.tasks, 'cell')} and {count_words(found.pairs, 'pair')} of runs"
    judged = {
        EQUIVALENT: "the two are equivalent",
        DIFFERENT: "they are different",
        OPEN: "it is undecided whether they differ",
    }
    return (
        f"{method_title(first)} less {method_title(second)} is {size} {runs}; by the rule of the protocol, "
        f"{judged[found.verdict]}."
    )


def margin(metric: str) -> float:
    """The largest difference in a main metric that counts as none."""
    return MARGINS.get(metric, F1_MARGIN)


def margins(metrics: "pd.Series[str]") -> "pd.Series[float]":
    """The margin of each main metric of a column."""
    return metrics.map(lambda metric: margin(str(metric)))


def _pairs(results: Iterable[RunResult], first: Side, second: Side) -> list[tuple[RunResult, RunResult]]:
    done = {result.spec: result for result in results if result.status == "success"}
    ours = [spec for spec in done if all(getattr(spec, name) == value for name, value in first.items())]
    partners = {spec: replace(spec, **second) for spec in ours}  # type: ignore[arg-type]
    return [(done[spec], done[partner]) for spec, partner in partners.items() if partner in done]


def _cells(
    pairs: list[tuple[RunResult, RunResult]], compared_in: tuple[str, ...], resamples: int, seed: int
) -> dict[Cell, list[Draws]]:
    """The differences of each cell, one a seed."""
    cells: dict[Cell, list[Draws]] = defaultdict(list)
    for left, right in pairs:
        cell = _without(tuple(left.spec.parameters().items()), ("seed", *compared_in))
        cells[cell].append(_difference(left, right, resamples, _seed_of_texts(left.spec, seed)))
    return cells


def _seed_of_texts(spec: RunSpec, seed: int) -> int:
    """All seeds, and all tasks over one corpus, were tested on the same documents: they share each resample of them.

    Drawn anew for every seed, the luck of the documents would shrink with seeds that know nothing of it.
    """
    return zlib.crc32(f"{seed}/{catalogue.corpus(spec.corpus).original}".encode())


def _without(cell: Cell, names: Collection[str]) -> Cell:
    return tuple((name, value) for name, value in cell if name not in names)


def _over_clusters(cells: Mapping[Cell, Draws], generator: np.random.Generator, pairs: int) -> Contrast | None:
    clusters: dict[str, list[Draws]] = defaultdict(list)
    for cell, found in cells.items():
        clusters[catalogue.corpus(str(dict(cell)["corpus"])).original].append(found)
    if not clusters:
        return None
    estimate, drawn = _redrawn([_mean(tasks) for tasks in clusters.values()], generator)
    return Contrast(estimate, tuple(drawn[~np.isnan(drawn)].tolist()), len(cells), pairs)


def _difference(left: RunResult, right: RunResult, resamples: int, seed: int) -> Draws:
    """First minus second in margins; SpecError where a run keeps no predictions or the examples differ."""
    metric = catalogue.task(left.spec.task).main_metric
    found = paired_draws(left, right, metric, resamples, seed)
    if found is None:
        raise SpecError(f"{left.spec.slug} and {right.spec.slug} must both keep their predictions")
    estimate, drawn = found
    return estimate / margin(metric), drawn / margin(metric)


def _slope(points: list[tuple[int, Draws]]) -> Draws:
    """Least-squares slope of a difference over layers, as tested and on each resample."""
    layers = np.array([place for place, _ in points], dtype=float)
    weights = (layers - layers.mean()) / ((layers - layers.mean()) ** 2).sum()
    estimate = sum(weight * value for weight, (_, (value, _)) in zip(weights, points, strict=True))
    return float(estimate), weights @ np.stack([drawn for _, (_, drawn) in points])


def _mean(rows: list[Draws]) -> Draws:
    return float(np.mean([estimate for estimate, _ in rows])), np.mean([drawn for _, drawn in rows], axis=0)


def _redrawn(rows: list[Draws], generator: np.random.Generator) -> Draws:
    """The mean over rows (seeds, or clusters), on each resample over rows drawn with replacement.

    Rows differ by as much as they were seen to: what they were tested on moved them already, and each row's own draws
    come in once, through their mean. n rows drawn from n spread by sqrt((n - 1) / n) of what n new ones would: that is
    made good. What one row alone would have spread, nobody knows.
    """
    estimate, centre = _mean(rows)
    seen = np.array([row for row, _ in rows])
    picked = seen[generator.integers(len(rows), size=(len(rows), len(centre)))].mean(axis=0)
    widening = np.sqrt(len(rows) / (len(rows) - 1)) if len(rows) > 1 else 1.0
    return estimate, centre + (picked - estimate) * widening
