"""One method against another over tasks, documents and seeds, as data/protocol.md fixes it before the main study."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

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


@dataclass(frozen=True)
class Contrast:
    """First method minus second, in margins: 1 is the largest difference that counts as none."""

    estimate: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    inner_low: float
    inner_high: float
    """Ends of the 90 % interval: equivalent where they lie within -1 and 1 (two one-sided tests at 5 %)."""
    p_different: float
    """Two-sided, of no difference."""
    p_equivalent: float
    """Of a difference as large as the margin or larger."""
    tasks: int
    """Cells, method and seed left aside: a task at a training size."""
    pairs: int
    """Runs of either method that have a partner of the same cell and seed."""

    @property
    def verdict(self) -> str:
        """EQUIVALENT, DIFFERENT or OPEN; a difference that is certain and within the margin is EQUIVALENT."""
        if self.inner_low > -1 and self.inner_high < 1:
            return EQUIVALENT
        return DIFFERENT if self.low > 0 or self.high < 0 else OPEN


def contrast(
    results: Iterable[RunResult], first: str, second: str, resamples: int = RESAMPLES, seed: int = 0
) -> Contrast | None:
    """Hierarchical bootstrap of first minus second over task clusters, tasks' documents, and seeds; None without pairs.

    Runs are paired by cell and seed. Tasks over one corpus share their documents and count as one cluster; clusters
    weigh the same, whatever their number of tasks. Each resample draws clusters, then within each task seeds and whole
    groups of test examples.
    """
    pairs = _pairs(results, first, second)
    if not pairs:
        return None
    cells: dict[tuple[object, ...], list[Draws]] = defaultdict(list)
    for number, (left, right) in enumerate(pairs):
        cells[_cell(left.spec)].append(_difference(left, right, resamples, seed + number))
    generator = np.random.default_rng(seed)
    clusters: dict[str, list[Draws]] = defaultdict(list)
    for cell, seeds in cells.items():
        clusters[_cluster(cell)].append(_redrawn(seeds, generator))
    return _summary(_redrawn([_mean(tasks) for tasks in clusters.values()], generator), len(cells), len(pairs))


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


def _pairs(results: Iterable[RunResult], first: str, second: str) -> list[tuple[RunResult, RunResult]]:
    done = {result.spec: result for result in results if result.status == "success"}
    partners = {spec: replace(spec, method=second) for spec in done if spec.method == first}
    return [(done[spec], done[partner]) for spec, partner in partners.items() if partner in done]


def _cell(spec: RunSpec) -> tuple[object, ...]:
    return tuple(value for name, value in spec.parameters().items() if name not in ("method", "seed"))


def _cluster(cell: Sequence[object]) -> str:
    """The corpus whose documents the cell's task is made of."""
    corpus = catalogue.corpus(str(cell[1]))
    return corpus.edition_of or corpus.name


def _difference(left: RunResult, right: RunResult, resamples: int, seed: int) -> Draws:
    """First minus second in margins; SpecError where a run keeps no predictions or the examples differ."""
    metric = catalogue.task(left.spec.task).main_metric
    found = paired_draws(left, right, metric, resamples, seed)
    if found is None:
        raise SpecError(f"{left.spec.slug} and {right.spec.slug} must both keep their predictions")
    estimate, drawn = found
    return estimate / margin(metric), drawn / margin(metric)


def _mean(rows: list[Draws]) -> Draws:
    return float(np.mean([estimate for estimate, _ in rows])), np.mean([drawn for _, drawn in rows], axis=0)


def _redrawn(rows: list[Draws], generator: np.random.Generator) -> Draws:
    """The mean over rows (seeds, or clusters), on each resample over rows drawn with replacement."""
    estimate, _ = _mean(rows)
    draws = np.stack([drawn for _, drawn in rows])
    chosen = generator.integers(len(rows), size=draws.shape)
    return estimate, np.take_along_axis(draws, chosen, axis=0).mean(axis=0)


def _summary(found: Draws, tasks: int, pairs: int) -> Contrast:
    estimate, drawn = found
    known = drawn[~np.isnan(drawn)]
    low, inner_low, inner_high, high = np.quantile(known, [0.025, 0.05, 0.95, 0.975])
    # One resample is added to each side, so that no p-value is ever zero.
    below, above = ((np.sum(side) + 1) / (len(known) + 1) for side in (known <= 0, known >= 0))
    far = max((np.sum(side) + 1) / (len(known) + 1) for side in (known <= -1, known >= 1))
    return Contrast(
        estimate=estimate,
        low=float(low),
        high=float(high),
        inner_low=float(inner_low),
        inner_high=float(inner_high),
        p_different=float(min(1.0, 2 * min(below, above))),
        p_equivalent=float(far),
        tasks=tasks,
        pairs=pairs,
    )
