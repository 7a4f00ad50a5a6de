"""The executed notebook of a run shows the run's result, not an earlier one, and is made where it is missing."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from clinpeft import paths, store
from clinpeft.running import pages
from clinpeft.running.attempt import Terms, attempt, has_page
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.states import cell_states, runs_to_make
from clinpeft.specs import Study
from simulated import Simulation, spec

STUDY = Study(name="simulated", title="Simulated", question="", runs=(spec(0), spec(1)))


@pytest.fixture
def made(simulation: Simulation) -> Simulation:
    for seed in (0, 1):
        assert attempt(spec(seed).parameters(), Terms()).error is None
    return simulation


def missing(result: Path) -> None:
    """As a kill leaves it between the result and its page."""
    result.with_suffix(".ipynb").unlink()


def older(result: Path) -> None:
    """As `clinpeft run --fresh` leaves it."""
    store.write_own(replace(store.read(result), created_at="2026-02-02T00:00:00+00:00"))


@pytest.mark.parametrize("leave", [missing, older])
@pytest.mark.usefixtures("made")
def test_a_success_without_its_page_is_executed_again(leave: object) -> None:
    assert runs_to_make(cell_states(STUDY), False, None) == []
    leave(store.own_result_path(spec(0)))  # type: ignore[operator]
    states = cell_states(STUDY)
    assert [cell.state for cell in states] == ["done", "done"]
    assert "the next sweep executes it" in (states[0].reason or "")
    assert runs_to_make(states, False, None) == [spec(0)]
    assert attempt(spec(0).parameters(), Terms()).error is None
    assert has_page(spec(0))
    assert [cell.reason for cell in cell_states(STUDY)] == [None, None]


def test_the_book_takes_no_page_that_shows_an_older_result(made: Simulation) -> None:
    page = pages.Page("methods/lora", paths.tree().notebooks / "methods" / "lora.py")
    inputs = SimpleNamespace(spec=lambda _: spec(0))
    assert pages._take_from_run(page, inputs, Fingerprints())
    assert page.target.is_file()
    older(store.own_result_path(spec(0)))
    assert not pages._take_from_run(page, inputs, Fingerprints())
    assert len(made.log("ended")) == 2
