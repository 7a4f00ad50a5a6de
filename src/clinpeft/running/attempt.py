"""One attempt at one run, in whatever process and on whatever machine it happens to be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from clinpeft import catalogue, kernels, paths, store
from clinpeft.corpora import CorpusUnavailable
from clinpeft.kernels import halting
from clinpeft.modelling import WeightsUnavailable
from clinpeft.running import execution, leases
from clinpeft.running.accidents import error_kind
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.finished import SHOWS_PUBLISHED, failed, stored_result
from clinpeft.specs import ACCIDENTS, Backbone, RunResult, RunSpec

HASHED_AHEAD = 2**30
"""Most bytes of weights that are hashed for all kernels of a sweep before they start: seconds even on a slow disk."""


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt."""

    busy: bool
    """Another process is making the run: ask again later."""
    error: str | None = None
    """None for a success."""
    kind: str | None = None
    """One of ``specs.ERROR_KINDS`` where there is an error."""
    unavailable: bool = False
    """Whether the error is the machine's, which has not the text or the weights: nothing is stored of the run."""


@dataclass(frozen=True)
class Terms:
    """What every attempt of a sweep is told."""

    seconds: float = execution.RUN_SECONDS
    """Longest that a run may take."""
    threads: int | None = None
    """Threads of each run; None for what the environment says where it is made."""
    retry_failed: bool = False
    """Make runs again whose stored result is a failure."""
    shows_published: bool = False
    """Take a published result that still holds for a run that this machine has not made."""
    sweep: str = ""
    """Mark of the sweep: a worker that outlives it looks anew at text and weights, which may have changed since."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables for the kernel of a run."""
        threads = {} if self.threads is None else kernels.thread_limits(self.threads)
        return {**threads, SHOWS_PUBLISHED: "1" if self.shows_published else "0"}


def attempt(parameters: Mapping[str, object], terms: Terms) -> Outcome:
    """Make the run of these parameters unless it is made already or is being made elsewhere; never raises."""
    try:
        return _under_lease(RunSpec.from_parameters(parameters), terms)
    except Exception as error:
        kind = error_kind(type(error).__name__, str(error))
        unavailable = isinstance(error, (CorpusUnavailable, WeightsUnavailable))
        return Outcome(False, f"{type(error).__name__}: {error}", kind, unavailable)


def _under_lease(spec: RunSpec, terms: Terms) -> Outcome:
    store.open_own_folder(spec)
    lease = leases.acquire(store.own_result_path(spec), _watcher())
    if lease is None:
        return Outcome(busy=True)
    with lease:
        # Between planning and now another sweep may have made it.
        stored = stored_result(spec, _prints(terms.sweep).of(spec))
        if stored is not None and _stands(stored, terms):
            return Outcome(False, stored.error, stored.error_kind)
        if not lease.held:
            return Outcome(busy=True)  # the folder is away, and with it a result that may be there
        return make_run(spec, terms, lease)


def _stands(stored: RunResult, terms: Terms) -> bool:
    if stored.status == "success":
        return has_page(stored.spec)
    return not (terms.retry_failed or is_accident(stored))


def has_page(spec: RunSpec) -> bool:
    """Whether the run's executed notebook shows its result; a process may have been killed after the one was written.

    To execute the notebook again takes a moment: it finds the result and does not train.
    """
    result = store.own_result_path(spec)
    return execution.shows(result.with_suffix(".ipynb"), result)


def is_accident(result: RunResult) -> bool:
    """Whether the run failed through no fault of its own, so that the next sweep makes it again."""
    return result.error_kind in ACCIDENTS


def make_run(spec: RunSpec, terms: Terms, lease: leases.Lease) -> Outcome:
    """Execute the method's notebook with the run as its parameters.

    A run whose notebook did not reach its end is a failed run, and its file says so; but where its result was stored
    before, the success stays, and only the page is missing. Nothing is written once the lease is lost.
    """
    cell = catalogue.resolve(spec)
    source = paths.tree().notebooks / "methods" / f"{cell.method.notebook}.py"
    result = store.own_result_path(spec)
    target = result.with_suffix(".ipynb")
    environment = {**terms.environment, **_hashed_ahead(cell.backbone), **lease.environment}
    try:
        execution.execute(
            source, target, spec.parameters(), seconds=terms.seconds, environment=environment, result=result
        )
    except execution.NotebookFailed as error:
        message, kind = str(error), error.kind
        if error.unavailable:  # fetched anew in mid-sweep, say: as outside a kernel, nothing is stored
            return Outcome(False, message, kind, unavailable=True)
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        kind = error_kind(type(error).__name__, message)
    else:
        return Outcome(busy=False)
    return _leave_error(spec, terms, message, kind) if lease.held else Outcome(busy=True)


def _hashed_ahead(backbone: Backbone) -> dict[str, str]:
    """Name the weights to the server of kernels, that they be hashed once; while it hashes, it starts no kernel."""
    folder = paths.weights_folder(backbone.files_name)
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    return {kernels.WEIGHTS: str(folder)} if size <= HASHED_AHEAD else {}


def _leave_error(spec: RunSpec, terms: Terms, message: str, kind: str) -> Outcome:
    if halting.halted():  # by whoever sweeps: the run has not failed
        return Outcome(False, message, kind)
    hashes = _prints(terms.sweep).of(spec)
    stored = stored_result(spec, hashes)
    if stored is not None and stored.status == "success":  # hours of training; the next sweep makes its page anew
        return Outcome(False, f"the result is kept, but its page failed: {message}", kind)
    if stored is None or is_accident(stored):  # else the run itself has left its error, with more to it
        store.write_own(failed(spec, message, hashes, kind))
    return Outcome(False, message, kind)


@cache
def _watcher() -> leases.Watcher:
    return leases.Watcher()


def _prints(sweep: str) -> Fingerprints:
    return _prints_of(sweep, paths.tree(), paths.home())


@lru_cache(maxsize=1)
def _prints_of(sweep: str, tree: paths.Tree, home: Path) -> Fingerprints:
    del sweep, tree, home  # when the hashes are taken, and what of
    return Fingerprints()  # corpora and weights are read once in a sweep, however many runs it makes
