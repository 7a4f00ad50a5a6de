"""Hand runs to dask.distributed workers on any number of machines that see the folder of runs."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from clinpeft.running.attempt import Outcome
from clinpeft.running.cluster_workers import NoCluster, Workers
from clinpeft.running.sweep import Pool

__all__ = ["NoCluster", "cluster_pool"]

CONNECT_SECONDS = 30
PATIENCE_SECONDS = 600.0
"""How long there may be no worker: before the first one, and after the last."""
P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def cluster_pool(
    scheduler: str,
    private: bool = False,
    say: Callable[[str], object] = print,
    connect_seconds: float = CONNECT_SECONDS,
    patience: float = PATIENCE_SECONDS,
) -> Iterator[Pool]:
    """The workers of a dask scheduler, named by its address or by its scheduler file; NoCluster where they do not fit.

    A run goes to one thread of a worker. dask gives a killed worker's run to another one; the run's lease says when.
    ``private`` says that some runs are on credentialed text; ``say`` gets what the user should know on the way.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("--scheduler needs dask: in the project's folder, pip install -e '.[cluster]'") from error
    place = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        client = Client(**place, timeout=connect_seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no scheduler answers at {scheduler!r}: give its address or its scheduler file") from error
    with client:
        executor = _Executor(client, Workers(client, private, say, patience))
        executor.wait_for_the_first()
        yield Pool(executor, executor.slots, memory=None)


def _and_where(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[str, T]:
    """On a worker: its address, and what the function gives there."""
    from distributed import get_worker

    return get_worker().address, fn(*args, **kwargs)


class _Executor(Executor):
    """The workers that fit, as an executor of attempts. One that they cannot make is busy: it is asked for again."""

    def __init__(self, client: Any, workers: Workers) -> None:
        self._inner = client.get_executor(pure=False)
        self._workers = workers
        self._given: dict[Future[Any], frozenset[str]] = {}
        """To which workers dask may give the attempts that have not ended."""
        self._lost = False

    def wait_for_the_first(self) -> None:
        """Return once a worker is there; NoCluster where one does not fit or none comes."""
        while not self._workers.threads:
            self._workers.count()
            for why in self._workers.unfit.values():
                raise NoCluster(why)
            time.sleep(0.1)

    def slots(self) -> int:
        """Threads of the workers that fit; NoCluster where there has been none for long."""
        try:
            self._workers.count()
        except NoCluster:
            self._lost = True
            raise
        for inner, chosen in list(self._given.items()):
            if not chosen & self._workers.threads.keys():  # dask would wait for these very workers, and for ever
                inner.cancel()
        return sum(self._workers.threads.values())

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        chosen = frozenset(self._workers.threads)
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        inner = self._inner.submit(_and_where, fn, *args, **kwargs, workers=sorted(chosen))
        self._given[inner] = chosen
        inner.add_done_callback(partial(self._hand_over, outer))
        return outer

    def _hand_over(self, outer: Future[Any], inner: Future[Any]) -> None:
        self._given.pop(inner, None)
        if inner.cancelled():
            outer.set_result(Outcome(busy=True))
        elif (error := inner.exception()) is not None:
            outer.set_exception(error)
        else:
            outer.set_result(self._accepted(*inner.result()))

    def _accepted(self, worker: str, outcome: Outcome) -> Outcome:
        """What an attempt gave; a worker that lacks the run's text or weights gets no more, and others make the run."""
        if not outcome.unavailable:
            return outcome
        self._workers.refuse(worker, f"worker {worker} lacks what a run needs, {outcome.error}")
        return Outcome(busy=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what runs, unless there is nobody who runs it: then the scheduler forgets it with this client."""
        if not self._lost:
            self._inner.shutdown(wait=wait and not cancel_futures)
