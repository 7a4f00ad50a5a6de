"""Which runs this machine has finished, and what their files look like when they did not."""

import os
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from clinpeft import paths, store
from clinpeft.evaluation import costs
from clinpeft.provenance import versions_like
from clinpeft.running.accidents import error_kind
from clinpeft.running.lineage import from_the_same
from clinpeft.specs import RunResult, RunSpec

TRACEBACK_LINES = 5
SHOWS_PUBLISHED = "CLINPEFT_SHOWS_PUBLISHED"
"""Set to 1 where the book is built: a page may show a published run that nobody has made on this machine."""


def stored_result(spec: RunSpec, hashes: Mapping[str, str | None]) -> RunResult | None:
    """This machine's result of the run, a success or a failure, if it still holds; None otherwise."""
    return _holding(store.own_result_path(spec), spec, hashes)


def published_result(spec: RunSpec, hashes: Mapping[str, str | None]) -> RunResult | None:
    """The successful published result of the run, if it would be made from the same things today; None otherwise."""
    return _successful(_holding(store.result_path(paths.tree().published, spec), spec, hashes))


def shown_result(spec: RunSpec, hashes: Mapping[str, str | None]) -> RunResult | None:
    """What a notebook shows without training: this machine's result, or the published one where pages may show that."""
    own = finished_result(spec, hashes)
    may_be_published = own is None and os.environ.get(SHOWS_PUBLISHED) == "1"
    return published_result(spec, hashes) if may_be_published else own


def _successful(result: RunResult | None) -> RunResult | None:
    return result if result is not None and result.status == "success" else None


def _holding(path: Path, spec: RunSpec, hashes: Mapping[str, str | None]) -> RunResult | None:
    """The result in a file while specification and hashes are the same; a notebook's prose may change.

    Of the code, a version that is known to give the same results will do.
    """
    try:
        result = store.read(path)
    except store.ResultError:
        return None  # a missing, damaged or outdated file answers nothing: the run is made and replaces it
    if result.spec != spec or result.hashes.get("code") not in versions_like(hashes["code"]):
        return None
    return result if from_the_same(result.hashes, hashes) else None


def finished_result(spec: RunSpec, hashes: Mapping[str, str | None]) -> RunResult | None:
    """This machine's successful result of the run, if it still holds; None otherwise."""
    return _successful(stored_result(spec, hashes))


def failure(spec: RunSpec, error: BaseException, hashes: Mapping[str, str | None]) -> RunResult:
    """The result that says what went wrong and where."""
    frames = traceback.extract_tb(error.__traceback__)[-TRACEBACK_LINES:]
    place = [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    kind = error_kind(type(error).__name__, str(error))
    return failed(spec, "\n".join([f"{type(error).__name__}: {error}", *place]), hashes, kind)


def failed(spec: RunSpec, message: str, hashes: Mapping[str, str | None], kind: str = "exception") -> RunResult:
    """A failed result with a message and a kind of error; it may be published, and names no folder of this machine."""
    return RunResult(
        spec=spec,
        status="failed",
        created_at=now(),
        settings={},
        hashes=hashes,
        versions=costs.versions(),
        machine=costs.machine(),
        error=paths.without_folders(message),
        error_kind=kind,
    )


def now() -> str:
    """The time, UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
