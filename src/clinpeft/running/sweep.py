"""Run what a study lacks: each cell is a notebook, papermill runs it, its result is a file."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from uuid import uuid4

from clinpeft import resources, store
from clinpeft.kernels import halting
from clinpeft.running import leases, past
from clinpeft.running.attempt import Outcome, Terms, attempt
from clinpeft.running.execution import RUN_SECONDS
from clinpeft.running.leftovers import clear_leftovers
from clinpeft.running.states import STATES, CellState, cell_states, runs_to_make
from clinpeft.specs import RunSpec

__all__ = [
    "STATES",
    "CellState",
    "Pool",
    "Ways",
    "cell_states",
    "clear_leftovers",
    "default_workers",
    "local_pool",
    "runs_to_make",
    "sweep",
]

ASK_AGAIN_SECONDS = 1.0
"""How often a run is asked for that another process is making."""


@dataclass
class Pool:
    """Where runs are made: an executor, how many it takes at once, and what memory it has for them."""

    executor: Executor
    slots: Callable[[], int]
    memory: int | None
    """Bytes for all runs together; None where the executor's machines look after their own."""
    needs: Callable[[RunSpec], int] = field(default=lambda _: 0)
    stop: Callable[[Executor], None] = field(default=lambda executor: executor.shutdown(wait=False))
    """Called where a sweep is broken off: begins no more runs, and ends those it can."""


def default_workers(runs: int) -> int:
    """As many runs at once as there are cores, and no more than there are runs."""
    return max(1, min(resources.cores(), runs))


def local_pool(workers: int) -> Pool:
    """Threads of this process, each looking after one kernel at a time; as many as fit into the free memory."""
    needs = past.memory_needs()
    threads = ThreadPoolExecutor(max_workers=workers)
    return Pool(threads, lambda: workers, resources.free_memory(), needs, _stop_here)


def _stop_here(executor: Executor) -> None:
    """Kernels hear no Ctrl-C, and a thread waits for its own for hours: without them it leaves its run at once."""
    with halting.halt():
        executor.shutdown(cancel_futures=True)
    clear_leftovers()


@dataclass(frozen=True)
class Ways:
    """How a sweep goes about its runs."""

    seconds: float = RUN_SECONDS
    """Longest that one run may take."""
    retry_failed: bool = False
    """Whether failures count as missing, those too that another sweep has left meanwhile."""
    say: Callable[[str], object] = field(default=lambda _: None)
    """Told once where nothing is left to do but to wait for what others make."""


def sweep(
    specs: list[RunSpec], workers: int, pool: Pool | None = None, ways: Ways = Ways()
) -> Generator[tuple[RunSpec, str | None], None, None]:
    """Make the runs, several at once; yields each with its error (None for a success) as it ends.

    A run that another sweep is making is waited for. ``pool`` is this machine with so many workers if not given. Where
    it is broken off, by Ctrl-C or because the caller closes it, runs that are being made are given up.
    """
    clear_leftovers()  # also where nothing is left to do: the last sweep may have been killed after its last result
    if not specs:
        return
    threads = resources.threads_each(workers) if pool is None else None
    pool = pool or local_pool(workers)
    try:
        terms = Terms(ways.seconds, threads, ways.retry_failed, sweep=uuid4().hex)
        for spec, outcome in _outcomes(specs, pool, terms, ways.say):
            yield spec, outcome.error
    except BaseException:
        pool.stop(pool.executor)
        raise
    pool.executor.shutdown()


def _outcomes(
    specs: list[RunSpec], pool: Pool, terms: Terms, say: Callable[[str], object]
) -> Iterator[tuple[RunSpec, Outcome]]:
    told = False
    waiting = deque(specs)
    elsewhere: deque[tuple[float, RunSpec]] = deque()
    """Runs of other processes, and when to ask for them again."""
    running: dict[Future[Outcome], RunSpec] = {}
    while waiting or elsewhere or running:
        while elsewhere and elsewhere[0][0] <= time.monotonic():
            waiting.append(elsewhere.popleft()[1])
        slots = pool.slots()
        while waiting and len(running) < slots and _fits(waiting[0], running, pool):
            spec = waiting.popleft()
            own_terms = _with_idle_cores(terms, [spec, *running.values()], waiting, pool)
            running[pool.executor.submit(attempt, spec.parameters(), own_terms)] = spec
        if not running:
            time.sleep(ASK_AGAIN_SECONDS / 10)
            continue
        for future in wait(running, timeout=ASK_AGAIN_SECONDS, return_when=FIRST_COMPLETED).done:
            spec, outcome = running.pop(future), _outcome(future)
            if outcome.busy:
                elsewhere.append((time.monotonic() + ASK_AGAIN_SECONDS, spec))
            else:
                yield spec, outcome
        if elsewhere and not (waiting or running or told):
            say(_who_has_the_rest([spec for _, spec in elsewhere]))
            told = True


def _who_has_the_rest(specs: list[RunSpec]) -> str:
    try:
        holder = leases.who_holds(store.own_result_path(specs[0]))
    except OSError:  # the folder of runs is away for the moment
        holder = "another process"
    more = f" and {len(specs) - 1} more" if len(specs) > 1 else ""
    return f"waiting for {specs[0].slug}{more}, being made by {holder}; stop this with Ctrl-C"


def _fits(spec: RunSpec, running: dict[Future[Outcome], RunSpec], pool: Pool) -> bool:
    """Whether there is memory for one more; a run alone is always tried."""
    if pool.memory is None or not running:
        return True
    return pool.needs(spec) + sum(pool.needs(other) for other in running.values()) <= pool.memory


def _with_idle_cores(terms: Terms, together: list[RunSpec], waiting: Iterable[RunSpec], pool: Pool) -> Terms:
    """Where memory keeps more runs from starting, those that run get the cores that would be idle."""
    if terms.threads is None or pool.memory is None:
        return terms
    needed = sum(map(pool.needs, together))
    beside = chain(waiting, repeat(together[0]))  # at the end of a sweep as in its middle
    for count, spec in zip(range(len(together), pool.slots()), beside, strict=False):
        needed += pool.needs(spec)
        if needed > pool.memory:
            return replace(terms, threads=max(terms.threads, resources.threads_each(count)))
    return terms


def _outcome(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # attempts never raise: the executor has lost its worker
        return Outcome(False, f"{type(error).__name__}: {error}", "dead_kernel")
