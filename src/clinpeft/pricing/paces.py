"""How fast this machine computes, fitted to what runs or a short measurement took."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from clinpeft.pricing.workload import Workload


@dataclass(frozen=True)
class Timing:
    """What one run, or a short measurement, computed and took."""

    work: Workload
    train_seconds: float
    other_seconds: float


@dataclass(frozen=True)
class Pace:
    """How fast this machine computes a kind of run: seconds are linear in updates, texts and arithmetic."""

    per_update: float
    per_train_flop: float
    fixed: float
    per_predict_flop: float

    def train_seconds(self, work: Workload) -> float:
        """Predicted seconds of a run's training."""
        return work.updates * self.per_update + work.train_flops * self.per_train_flop

    def other_seconds(self, work: Workload) -> float:
        """Predicted seconds of all else that a run does."""
        return self.fixed + work.predict_flops * self.per_predict_flop

    def seconds(self, work: Workload) -> float:
        """Predicted seconds of a run."""
        return self.train_seconds(work) + self.other_seconds(work)


def pace(timings: Iterable[Timing]) -> Pace:
    """The pace that fits the timings best, by relative error; no cost is negative."""
    rows = list(timings)
    train = _fit([(row.work.updates, row.work.train_flops) for row in rows], [row.train_seconds for row in rows])
    other = _fit([(1.0, row.work.predict_flops) for row in rows], [row.other_seconds for row in rows])
    return Pace(*train, *other)


def _fit(causes: list[tuple[float, float]], seconds: list[float]) -> tuple[float, float]:
    matrix, taken = np.array(causes, dtype=float), np.array(seconds, dtype=float)
    scale = matrix.max(axis=0)  # operations are counted in billions, updates in hundreds
    scale[scale == 0] = 1.0
    found = nnls(matrix / scale / taken[:, None], np.ones_like(taken))[0] / scale
    return float(found[0]), float(found[1])
