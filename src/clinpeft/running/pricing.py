"""What the runs that a study lacks will take: seconds from this machine's own pace, then energy and money."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from clinpeft import catalogue
from clinpeft.corpora import CorpusUnavailable
from clinpeft.modelling import WeightsUnavailable
from clinpeft.provenance import versions_like
from clinpeft.running import machines, past
from clinpeft.running.machines import Price
from clinpeft.running.workload import Workload, Workloads
from clinpeft.specs import RunSpec, SpecError

NOTEBOOK_SECONDS = 2.0
"""A run's page around it: a forked kernel, the explanations, the figures."""
Kind = tuple[str, ...]
ENOUGH = 4
"""Runs whose times are a pace: two kinds of cost each for training and for the rest."""


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

    def seconds(self, work: Workload) -> float:
        """Predicted seconds of a run."""
        train = work.updates * self.per_update + work.train_flops * self.per_train_flop
        return train + self.fixed + work.predict_flops * self.per_predict_flop


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


@dataclass(frozen=True)
class Estimate:
    """What one run is expected to take here."""

    spec: RunSpec
    work: Workload
    seconds: float
    memory: int


class Pricer:
    """Prices runs from what this machine has finished with the present code, else from a short measurement."""

    def __init__(self, workloads: Workloads, code: str) -> None:
        self.workloads = workloads
        self.needs = past.memory_needs()
        self._timings: dict[Kind, list[Timing]] = {}
        self._paces: dict[Kind, Pace] = {}
        versions = versions_like(code)
        for run in past.finished():
            if run.code in versions:
                self._learn(run)

    def _learn(self, run: past.PastRun) -> None:
        try:
            work = self.workloads.of(run.spec)
        except (SpecError, CorpusUnavailable, WeightsUnavailable):
            return  # finished long ago, and could not be made now
        for kind in _kinds(run.spec):
            timing = Timing(work, run.train_seconds, run.seconds - run.train_seconds)
            self._timings.setdefault(kind, []).append(timing)

    def estimate(self, spec: RunSpec) -> Estimate:
        """What the run is expected to take."""
        work = self.workloads.of(spec)
        seconds = self._pace(spec).seconds(work)
        if spec.max_seconds is not None:
            seconds = min(seconds, spec.max_seconds + work.predict_flops * self._pace(spec).per_predict_flop)
        return Estimate(spec, work, seconds + NOTEBOOK_SECONDS, self.needs(spec))

    def _pace(self, spec: RunSpec) -> Pace:
        """The pace of the finest kind of run of which enough are finished; of a measurement where there is none."""
        from clinpeft.running.throughput import measured

        kinds = _kinds(spec)
        kind = next((kind for kind in kinds if len(self._timings.get(kind, [])) >= ENOUGH), kinds[-1])
        if kind not in self._paces:
            timings = self._timings.get(kind, [])
            self._paces[kind] = pace(timings if len(timings) >= ENOUGH else measured(spec, self.workloads))
        return self._paces[kind]


def _kinds(spec: RunSpec) -> tuple[Kind, ...]:
    """Runs that go at one pace, finest first: of a method, and of all methods that train the same things."""
    method = catalogue.method(spec.method)
    return (spec.backbone, method.trains, method.name), (spec.backbone, method.trains)


def prices(estimates: list[Estimate], workers: int) -> list[Price]:
    """What the runs take here, and on the paper's two rented machines, one for each half of the work."""
    work = [estimate.work for estimate in estimates]
    return [
        machines.here(sum(estimate.seconds for estimate in estimates), workers),
        machines.rented(machines.TRAINER, sum(w.updates for w in work), sum(w.train_flops for w in work)),
        machines.rented(machines.PREDICTOR, sum(w.predicted for w in work), sum(w.predict_flops for w in work)),
    ]
