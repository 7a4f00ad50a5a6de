"""Run what a study lacks: each cell is a notebook, papermill runs it, its result is a file."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from clinpeft import catalogue, corpora, paths, store
from clinpeft.running import execution
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.finished import failed, stored_result
from clinpeft.specs import RunSpec, Study, require_member

STATES = ("done", "pending", "failed", "excluded", "unavailable")


@dataclass(frozen=True)
class CellState:
    """Where one run of a study stands on this machine."""

    spec: RunSpec
    state: str
    """One of STATES."""
    reason: str | None = None
    """Why it failed, is excluded or unavailable; None otherwise."""

    def __post_init__(self) -> None:
        require_member("state of a run", self.state, STATES)


def cell_states(study: Study) -> list[CellState]:
    """The state of every run of the study on this machine; WeightsUnavailable where a backbone is not here."""
    prints = Fingerprints()
    return [_state(spec, prints) for spec in study.runs]


def _state(spec: RunSpec, prints: Fingerprints) -> CellState:
    reason = catalogue.excluded(spec)
    if reason is not None:
        return CellState(spec, "excluded", reason)
    try:
        hashes = prints.of(spec)
    except corpora.CorpusUnavailable as error:
        return CellState(spec, "unavailable", str(error))
    result = stored_result(spec, hashes)
    if result is None:
        return CellState(spec, "pending")
    return CellState(spec, "done" if result.status == "success" else "failed", result.error)


def runs_to_make(states: list[CellState], retry_failed: bool, limit: int | None) -> list[RunSpec]:
    """The runs that a sweep would make, in the study's order."""
    wanted = ("pending", "failed") if retry_failed else ("pending",)
    return [cell.spec for cell in states if cell.state in wanted][:limit]


def default_workers(runs: int) -> int:
    """As many runs at once as there are cores, and no more than there are runs."""
    return max(1, min(os.cpu_count() or 1, runs))


def sweep(specs: list[RunSpec], workers: int) -> Iterator[tuple[RunSpec, str | None]]:
    """Make the runs, several at once; yields each with its error (None for a success) as it ends."""
    if not specs:
        return
    _clear_leftovers()
    threads = max(1, (os.cpu_count() or 1) // workers)
    # Kernels inherit these: so many cores for each of so many runs, and no more.
    os.environ["CLINPEFT_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures: dict[Future[str | None], RunSpec] = {pool.submit(make_run, spec): spec for spec in specs}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _clear_leftovers() -> None:
    """Remove half-written files of processes that were killed; their names carry the process's number."""
    folders = (paths.tree().runs, store.private_runs())
    for path in (path for folder in folders for path in folder.glob("*/.*.part*")):
        pid = path.name.split(".part")[0].rpartition(".")[2]
        if pid.isdigit() and not _is_running(int(pid)):
            path.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_run(spec: RunSpec) -> str | None:
    """Execute the method's notebook with the run as its parameters; returns the error, None for a success.

    A run whose notebook did not reach its end is a failed run, and its file says so.
    """
    tree = paths.tree()
    source = tree.notebooks / "methods" / f"{catalogue.resolve(spec).method.notebook}.py"
    target = store.own_result_path(spec).with_suffix(".ipynb")
    try:
        execution.execute(source, target, spec.parameters())
    except Exception as error:
        message = str(error) if isinstance(error, execution.NotebookFailed) else f"{type(error).__name__}: {error}"
        _leave_error(spec, message)
        return message
    return None


def _leave_error(spec: RunSpec, message: str) -> None:
    hashes = Fingerprints().of(spec)
    stored = stored_result(spec, hashes)
    if stored is None or stored.status == "success":  # else the run itself has left its error, with more to it
        store.write_own(failed(spec, message, hashes))
