"""Where every run of a study stands on this machine."""

from dataclasses import dataclass

from clinpeft import catalogue, corpora
from clinpeft.modelling import WeightsUnavailable
from clinpeft.running.attempt import has_page, is_accident
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.finished import stored_result
from clinpeft.specs import RunSpec, Study, require_member

STATES = ("done", "pending", "failed", "excluded", "unavailable")


@dataclass(frozen=True)
class CellState:
    """Where one run of a study stands on this machine."""

    spec: RunSpec
    state: str
    """One of STATES."""
    reason: str | None = None
    """Why it failed, must be made again, is excluded or unavailable, or what a done one lacks; None otherwise."""
    lacks_page: bool = False
    """Done, but no notebook shows the result: a sweep executes it again, which does not train."""

    def __post_init__(self) -> None:
        require_member("state of a run", self.state, STATES)


def cell_states(study: Study) -> list[CellState]:
    """The state of every run of the study on this machine."""
    prints = Fingerprints()
    return [_state(spec, prints) for spec in study.runs]


def _state(spec: RunSpec, prints: Fingerprints) -> CellState:
    reason = catalogue.excluded(spec)
    if reason is not None:
        return CellState(spec, "excluded", reason)
    try:
        hashes = prints.of(spec)
    except (corpora.CorpusUnavailable, WeightsUnavailable) as error:
        return CellState(spec, "unavailable", str(error))
    result = stored_result(spec, hashes)
    if result is None:
        return CellState(spec, "pending")
    if is_accident(result):
        return CellState(spec, "pending", f"last time: {result.error}")
    if result.status == "failed":
        return CellState(spec, "failed", result.error)
    if not has_page(spec):
        return CellState(spec, "done", "no notebook shows this result yet; the next sweep executes it", lacks_page=True)
    return CellState(spec, "done")


def runs_to_make(states: list[CellState], retry_failed: bool, limit: int | None) -> list[RunSpec]:
    """The runs that a sweep would make, in the study's order."""
    wanted = ("pending", "failed") if retry_failed else ("pending",)
    return [cell.spec for cell in states if cell.state in wanted or cell.lacks_page][:limit]
