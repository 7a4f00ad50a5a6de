"""Kernels and outputs that come late, or never: no run takes long because its kernel's words do."""

import asyncio

import pytest

from clinpeft.kernels import manager
from clinpeft.running import execution
from clinpeft.running.attempt import Terms, attempt
from simulated import Simulation, hash_project, spec

ONCE = """
kernel, delay = get_ipython().kernel, {delay}
publish = kernel._publish_status
def late(status, *rest, **named):
    if status == "idle" and delay is None:
        return
    if status == "idle":
        kernel._publish_status = publish
        time.sleep(delay)
    publish(status, *rest, **named)
kernel._publish_status = late
"""


def test_late_outputs_are_waited_for(simulation: Simulation) -> None:
    simulation.fault(ONCE.format(delay=5.0))  # a starved machine: nbclient would give up after four
    assert attempt(spec(0).parameters(), Terms()).error is None
    assert simulation.finished() == {0}


def test_outputs_that_never_come_are_an_accident(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "OUTPUT_SECONDS", 1)
    simulation.fault(ONCE.format(delay=None))
    outcome = attempt(spec(0).parameters(), Terms())
    assert (outcome.kind, "silent" in (outcome.error or "")) == ("dead_kernel", True)
    simulation.fault("")
    page = simulation.root / "notebooks" / "py" / "methods" / "lora.py"
    page.write_text(page.read_text() + "\n# %%\n" + ONCE.format(delay=None))
    hash_project(simulation)
    assert "the result is kept" in (attempt(spec(0).parameters(), Terms()).error or "")
    assert simulation.finished() == {0}


def test_a_kernel_that_is_slow_to_start_takes_nothing_from_its_runs_time(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = manager.Client.wait_for_ready

    async def late(client: manager.Client, timeout: float | None = None) -> None:
        await asyncio.sleep(4)
        await ready(client, timeout)

    monkeypatch.setattr(manager.Client, "wait_for_ready", late)
    simulation.take(2.0)
    assert attempt(spec(0).parameters(), Terms(seconds=4)).error is None
