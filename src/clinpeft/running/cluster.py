"""Hand runs to dask.distributed workers on any number of machines that see the folder of runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clinpeft import paths, processes
from clinpeft.running.fingerprints import code
from clinpeft.running.sweep import Pool

CONNECT_SECONDS = 30
COUNT_SECONDS = 5.0
"""How often the workers are counted: they may come and go."""


class NoCluster(Exception):
    """The cluster cannot be used; the message says why and what to do."""


@contextmanager
def cluster_pool(scheduler: str, connect_seconds: float = CONNECT_SECONDS) -> Iterator[Pool]:
    """The workers of a dask scheduler, named by its address or by its scheduler file; NoCluster where they do not fit.

    A run goes to one thread of a worker. dask gives a killed worker's run to another one; the run's lease says when.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("--scheduler needs dask: pip install 'clinpeft[cluster]'") from error
    place = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        client = Client(**place, timeout=connect_seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no scheduler answers at {scheduler!r}: give its address or its scheduler file") from error
    with client:
        client.wait_for_workers(1, timeout=connect_seconds)
        _check(client.run)
        yield Pool(client.get_executor(pure=False), _Counter(client.ncores), memory=None)


class _Counter:
    """Threads of all workers, counted anew now and then."""

    def __init__(self, ncores: Callable[[], dict[str, int]]) -> None:
        self.ncores = ncores
        self.threads = 0
        self.counted: float | None = None

    def __call__(self) -> int:
        if self.counted is None or time.monotonic() - self.counted > COUNT_SECONDS:
            self.threads, self.counted = sum(self.ncores().values()), time.monotonic()
        return self.threads


def _check(run_on_each: Callable[..., dict[str, tuple[str, bool]]]) -> None:
    """Every worker must have the same code and see the same folder of runs, or results would be lost or mixed."""
    runs = paths.tree().runs
    runs.mkdir(parents=True, exist_ok=True)
    mark = runs / f".seen.{processes.tag()}.part"
    mark.touch()
    try:
        answers = run_on_each(_look_around, mark.name)
    finally:
        mark.unlink()
    for address, (their_code, sees) in sorted(answers.items()):
        if not sees:
            raise NoCluster(f"worker {address} does not see {runs}: share that folder, and name it in $CLINPEFT_RUNS")
        if their_code != code():
            raise NoCluster(f"worker {address} has another version of clinpeft: install the same everywhere")


def _look_around(mark: str) -> tuple[str, bool]:
    """On a worker: the hash of its code, and whether it sees the mark in the folder of runs."""
    return code(), (paths.tree().runs / mark).is_file()
