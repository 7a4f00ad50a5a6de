"""What earlier runs of this machine took: the best guess at what the next ones will."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from clinpeft import catalogue, paths, store
from clinpeft.running import memory
from clinpeft.specs import RunSpec


@dataclass(frozen=True)
class PastRun:
    """One finished run and what it took."""

    spec: RunSpec
    code: str | None
    """Hash of the library's code that made it."""
    threads: int
    precision: str | int | None
    """Number format of the training; a pace holds for one."""
    seconds: float
    train_seconds: float
    memory: int | None


def finished() -> Iterator[PastRun]:
    """Every finished run of this machine, whatever code made it; files that cannot be read are left out."""
    folders = (paths.tree().runs, paths.private_runs())
    for path in sorted(path for folder in folders for path in folder.glob("*/[!.]*.json")):
        try:
            result = store.read(path)
        except store.ResultError:
            continue  # a damaged file tells nothing about cost, nor does a failure
        costs = result.costs
        if result.status == "success" and costs is not None:
            yield PastRun(
                spec=result.spec,
                code=result.hashes.get("code"),
                threads=costs.threads,
                precision=result.machine.get("precision"),
                seconds=costs.total_time,
                train_seconds=costs.train_time,
                memory=costs.peak_memory,
            )


def memory_needs() -> Callable[[RunSpec], int]:
    """A function from a run to the bytes it will peak at: measured on like runs, else worked out from the backbone."""
    measured: dict[tuple[str, ...], int] = {}
    for run in finished():
        if run.memory is not None:
            measured[_like(run.spec)] = max(run.memory, measured.get(_like(run.spec), 0))
    return cache(lambda spec: measured.get(_like(spec)) or _worked_out(spec))


def _like(spec: RunSpec) -> tuple[str, ...]:
    """Runs that agree in this take the same memory: neither seed nor rate nor number of texts matters much."""
    return (spec.task, spec.backbone, spec.method, spec.recipe)


def _worked_out(spec: RunSpec) -> int:
    cell = catalogue.resolve(spec)
    length = min(cell.task.max_length, cell.recipe.max_length or cell.task.max_length)
    trained = 1.0 if cell.method.trains == "all" else 0.0
    return memory.expected_memory(cell.backbone, trained, cell.recipe.batch_size, length)


def _as_long(spec: RunSpec) -> tuple[object, ...]:
    """Runs that agree in this take about the same time."""
    return (*_like(spec), spec.train_size, spec.per_class, spec.max_seconds)


def usual_seconds() -> Callable[[RunSpec], float]:
    """A function from a run to the seconds that like runs took here; the mean of all runs, or 1, for one of its own."""
    taken: dict[tuple[object, ...], list[float]] = {}
    for run in finished():
        taken.setdefault(_as_long(run.spec), []).append(run.seconds)
    every = [seconds for like in taken.values() for seconds in like]
    default = [sum(every) / len(every) if every else 1.0]

    def usual(spec: RunSpec) -> float:
        known = taken.get(_as_long(spec), default)
        return sum(known) / len(known)

    return usual
