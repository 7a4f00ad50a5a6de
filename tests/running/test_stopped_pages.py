"""Whoever stops while pages are executed does not wait for them, and no other page begins."""

import threading
import time

import pytest

from clinpeft import paths
from clinpeft.kernels import halting
from clinpeft.running import leases, pages, turns
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.page_inputs import Inputs
from simulated import Simulation, spec, until


def test_the_pages_that_run_are_ended_and_the_others_never_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def execute(page: pages.Page, *_: object) -> str | None:
        begun.append(page.name)
        if page.name != "tasks/first":  # as a kernel that hears no Ctrl-C
            until(halting.halted, 60)
        return None

    monkeypatch.setattr(pages, "_execute_one", execute)
    monkeypatch.setattr(pages.resources, "cores", lambda: 2)
    names = ["tasks/first", *(f"tasks/{number}" for number in range(8))]
    stale = [(pages.Page(name, paths.tree().notebooks), "") for name in names]
    executing = pages._execute_stale(stale, Inputs("quick"), Fingerprints(), print)
    assert next(executing) == ("tasks/first", None)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        executing.throw(KeyboardInterrupt())
    assert time.monotonic() - began < 10
    assert len(begun) <= 4, begun


@pytest.mark.parametrize(("free", "together"), [(0.5, 1), (3.5, 3), (99.0, 8)])
def test_no_more_pages_at_once_than_fit_into_the_free_memory(
    free: float, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.resources, "cores", lambda: 8)
    monkeypatch.setattr(Inputs, "spec", lambda *_: spec(0))
    method, other = (pages.Page(f"{part}/a", paths.tree().notebooks) for part in ("methods", "tasks"))
    monkeypatch.setattr(pages.resources, "free_memory", lambda: round(free * pages.PAGE_MEMORY))
    assert pages._at_once([other] * 20, Inputs("quick")) == together
    monkeypatch.setattr(pages.past, "memory_needs", lambda: lambda _: 2 * pages.PAGE_MEMORY)
    assert pages._at_once([other, method] * 20, Inputs("quick")) == min(8, max(1, int(free / 2)))
    assert pages._at_once([], Inputs("quick")) == 1


def test_who_waits_for_a_turn_gives_up(simulation: Simulation) -> None:
    del simulation
    with turns.wait_for(spec(0), print):
        failed: list[BaseException] = []
        told = threading.Event()

        def wait() -> None:
            try:
                turns.wait_for(spec(0), lambda _: told.set())
            except RuntimeError as error:
                failed.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert told.wait(30)
        with halting.halt():
            waiting.join(30)
        assert "told to stop" in str(failed[0])


def test_a_page_that_trains_tells_its_kernel_of_the_lease(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pages.Page("methods/lora", simulation.root / "notebooks" / "py" / "methods" / "lora.py")
    told: list[dict[str, str]] = []
    monkeypatch.setattr(pages.execution, "execute", lambda *_, environment: told.append(environment))
    monkeypatch.setattr(pages, "_take_from_run", lambda *_: False)
    monkeypatch.setattr(pages, "_made_elsewhere", lambda *_: None)
    monkeypatch.setattr(Inputs, "parameters", lambda *_: ({}, None))
    monkeypatch.setattr(Inputs, "spec", lambda *_: spec(0))
    assert pages._execute_one(page, "", Inputs("quick"), Fingerprints(), pages.Terms(), print) is None
    assert leases.VARIABLE in told[0]
