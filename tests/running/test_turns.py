"""A run is trained once at a time, whoever asks for it: a sweep, ``clinpeft run``, or a page of the book."""

import os
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from clinpeft import paths, store
from clinpeft.cli import app
from clinpeft.running import leases, pages, turns
from clinpeft.running.attempt import Terms, attempt
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.run import _store
from simulated import Simulation, spec

RUN = [f"--{name.replace('_', '-')}={value}" for name, value in spec(0).parameters().items() if value is not None]


def held() -> leases.Lease:
    store.open_own_folder(spec(0))
    lease = leases.acquire(store.own_result_path(spec(0)), leases.Watcher())
    assert lease is not None
    return lease


def test_the_command_waits_and_names_who_makes_the_run(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(spec(0).parameters(), Terms()).error is None
    lease, asked = held(), []

    def released(seconds: float) -> None:
        asked.append(seconds)
        if len(asked) == 2:
            lease.path.unlink()

    monkeypatch.setattr(turns.time, "sleep", released)
    answer = CliRunner().invoke(app, ["run", *RUN])
    assert answer.exit_code == 0, answer.output
    assert f"{spec(0).slug} is being made by process {os.getpid()} of this machine: waiting" in answer.stderr
    assert answer.stderr.count("waiting") == 1
    assert len(asked) >= 2
    assert simulation.leftovers() == []


@pytest.mark.usefixtures("simulation")
def test_a_page_that_is_to_train_has_the_run_for_itself() -> None:
    page = pages.Page("methods/lora", paths.tree().notebooks / "methods" / "lora.py")
    inputs = SimpleNamespace(spec=lambda _: spec(0))
    with pages._alone(page, inputs, Fingerprints(), print):
        assert attempt(spec(0).parameters(), Terms()).busy
    assert attempt(spec(0).parameters(), Terms()).error is None
    with held(), pages._alone(page, inputs, Fingerprints(), print):  # nothing is trained for it: no need to wait
        pass


def test_a_run_whose_lease_is_gone_writes_nothing(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    del simulation
    lease = held()
    lease.path.unlink()
    with pytest.raises(store.NotStored, match="taken the run over"):
        _store(SimpleNamespace(spec=spec(0)), lease.environment)
    monkeypatch.setattr("clinpeft.running.run", lambda *given: given[2].path.unlink() or _lost(given[2]))
    answer = CliRunner().invoke(app, ["run", *RUN])
    assert answer.exit_code == 1
    assert "taken the run over" in answer.stderr


def _lost(lease: leases.Lease) -> None:
    leases.require(lease.environment)


def test_the_holder_is_named_as_far_as_it_is_known(simulation: Simulation) -> None:
    del simulation
    result = store.own_result_path(spec(0))
    store.open_own_folder(spec(0))
    assert leases.who_holds(result) == "another process"
    path = result.with_name(f".{result.stem}.lease1")
    path.write_text('{"machine": "elsewhere", "pid": 7, "started": 1.0}')
    assert leases.who_holds(result) == "process 7 of another machine"
    path.write_text('{"mach')
    assert leases.who_holds(result) == "another process"
