"""What the runs that a study lacks will take: seconds from this machine's own pace, then energy and money."""

from dataclasses import dataclass

from clinpeft import catalogue
from clinpeft.corpora import CorpusUnavailable
from clinpeft.modelling import WeightsUnavailable, hardware
from clinpeft.pricing import machines, throughput
from clinpeft.pricing.machines import Price
from clinpeft.pricing.paces import Pace, Timing, pace
from clinpeft.pricing.workload import Workload, Workloads
from clinpeft.provenance import versions_like
from clinpeft.running import past
from clinpeft.specs import RunSpec, SpecError

NOTEBOOK_SECONDS = 2.0
"""A run's page around it: a forked kernel, the explanations, the figures."""
Kind = tuple[str, ...]
ENOUGH = 4
"""Runs whose times are a pace: two kinds of cost each for training and for the rest."""


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
        if run.spec.max_seconds is not None:
            return  # it may have stopped before the updates that are counted
        if run.threads != 1 or run.precision != hardware.chosen().precision:
            return  # prices are of runs with a core each, in the number format that the next will have
        try:
            work = self.workloads.of(run.spec)
        except (SpecError, CorpusUnavailable, WeightsUnavailable):
            return  # finished long ago, and could not be made now
        for kind in _kinds(run.spec):
            timing = Timing(work, run.train_seconds, run.seconds - run.train_seconds)
            self._timings.setdefault(kind, []).append(timing)

    def estimate(self, spec: RunSpec) -> Estimate:
        """What the run is expected to take."""
        work, pace_of_kind = self.workloads.of(spec), self._pace(spec)
        train = pace_of_kind.train_seconds(work)
        if spec.max_seconds is not None:
            train = min(train, spec.max_seconds)
        return Estimate(spec, work, train + pace_of_kind.other_seconds(work) + NOTEBOOK_SECONDS, self.needs(spec))

    def _pace(self, spec: RunSpec) -> Pace:
        """The pace of the finest kind of run of which enough are finished; of a measurement where there is none."""
        kinds = _kinds(spec)
        kind = next((kind for kind in kinds if len(self._timings.get(kind, [])) >= ENOUGH), kinds[-1])
        if kind not in self._paces:
            timings = self._timings.get(kind, [])
            self._paces[kind] = pace(timings if len(timings) >= ENOUGH else throughput.measured(spec, self.workloads))
        return self._paces[kind]


def _kinds(spec: RunSpec) -> tuple[Kind, ...]:
    """Runs that go at one pace, finest first: of a method on a task, of a method, of all that train the same things.

    The floor of some tasks takes longer than their training, and is no matter of operations.
    """
    method = catalogue.method(spec.method)
    trained = (spec.backbone, method.trains)
    return (*trained, method.name, spec.task), (*trained, method.name), trained


def prices(estimates: list[Estimate], workers: int) -> list[Price]:
    """What the runs take here, and on the paper's two rented machines, one for each half of the work."""
    work = [estimate.work for estimate in estimates]
    return [
        machines.here([estimate.seconds for estimate in estimates], workers),
        machines.rented(machines.TRAINER, sum(w.updates for w in work), sum(w.train_flops for w in work)),
        machines.rented(machines.PREDICTOR, sum(w.predicted for w in work), sum(w.predict_flops for w in work)),
    ]
