"""Sweeps over simulated runs: several at once, two sweeps at once, what kinds of failure become of them."""

import importlib
import os
from pathlib import Path

import pytest

from clinpeft import kernels, store
from clinpeft.corpora import CorpusUnavailable
from clinpeft.modelling import WeightsUnavailable
from clinpeft.running import accidents, finished, leases, run, sweep
from clinpeft.running.attempt import Terms, attempt, has_page
from clinpeft.specs import RunResult, RunSpec
from simulated import Simulation, hash_project, kept_successes, spec


def test_two_sweeps_at_once_make_every_run_once(simulation: Simulation) -> None:
    simulation.take(0.2)
    seeds = list(range(8))
    sweeps = [simulation.start(seeds), simulation.start(seeds[::-1])]
    said = [process.communicate(timeout=300)[0] for process in sweeps]
    assert [process.returncode for process in sweeps] == [0, 0]
    assert [len(lines.splitlines()) for lines in said] == [8, 8], "each waits for what the other makes"
    assert "null" in said[0]
    assert sorted(simulation.log("ended")) == sorted(spec(seed).slug for seed in seeds)
    assert simulation.finished() == set(seeds)
    assert set(kept_successes(simulation.history())) == {spec(seed).slug for seed in seeds}
    assert simulation.leftovers() == []


MADE = "began r 1, ended r 1, wrote r 1, "


@pytest.mark.parametrize(
    ("happened", "kept"),
    [
        (MADE, {"r": "1"}),
        ("began r 0, " + MADE, {"r": "1"}),
        (MADE + "spoiling r -, began r 2, spoiled r -, ended r 2, wrote r 2", {"r": "2"}),
        ("began r 1, ended r 1, spoiling r -, spoiled r -, wrote r 1, began r 2", {}),
        (MADE + "began r 2", "makes it again"),
        ("spoiling r -, spoiled r -, " + MADE + "began r 2", "makes it again"),
        ("began r 1, began r 2, ended r 1", "1 ended r after 2"),
    ],
)
def test_what_is_said_of_a_history(happened: str, kept: dict[str, str] | str) -> None:
    events = [(event, name, attempt) for event, name, attempt in map(str.split, happened.strip(", ").split(", "))]
    if isinstance(kept, dict):
        assert kept_successes(events) == kept
    else:
        with pytest.raises(AssertionError, match=kept):
            kept_successes(events)


KINDS = {
    "raise ValueError('wrong')": ("exception", "ValueError: wrong"),
    "assert spec.seed < 0, 'no'": ("assertion", "AssertionError: no"),
    "import time; time.sleep(30)": ("timeout", "longer than 2 seconds"),
    "os.kill(os.getpid(), 9)": ("dead_kernel", "signal 9"),
    "os._exit(3)": ("dead_kernel", "code 3"),
    "raise MemoryError": ("out_of_memory", "MemoryError"),
    "os.kill(os.getpid(), 2)": ("dead_kernel", "KeyboardInterrupt"),
    "raise OSError(28, 'No space left on device')": ("storage", "No space left"),
    "store.write_atomically(paths.tree().root / 'log' / 'a.json', '')": ("storage", "a.json could not be written"),
}


def failed(seed: int, fault: str, simulation: Simulation) -> RunResult:
    simulation.fault(fault)
    outcome = attempt(spec(seed).parameters(), Terms(seconds=2 if "sleep" in fault else 100))
    result = store.read(store.own_result_path(spec(seed)))
    assert (outcome.error, outcome.kind) == (result.error, result.error_kind)
    return result


def test_kinds_of_failure_are_told_apart(simulation: Simulation) -> None:
    found = {fault: failed(seed, fault, simulation) for seed, fault in enumerate(KINDS)}
    assert {fault: result.error_kind for fault, result in found.items()} == {f: kind for f, (kind, _) in KINDS.items()}
    for fault, result in found.items():
        assert KINDS[fault][1] in (result.error or "")
    simulation.fault("")
    for seed, (kind, _) in enumerate(KINDS.values()):
        again = attempt(spec(seed).parameters(), Terms())
        assert (again.error is None) == (kind in ("dead_kernel", "out_of_memory", "storage"))
        assert attempt(spec(seed).parameters(), Terms(retry_failed=True)).error is None
    assert simulation.leftovers() == [kernels.folder().name] * (kernels.folder().parent == simulation.root / "tmp")


@pytest.mark.parametrize("name", accidents.UNAVAILABLE)
def test_what_is_lacking_inside_a_kernel_is_no_failure_of_the_run(simulation: Simulation, name: str) -> None:
    simulation.fault(f"raise type('{name}', (Exception,), {{}})('fetched anew')")
    outcome = attempt(spec(0).parameters(), Terms())
    assert (outcome.unavailable, outcome.error) == (True, f"{name}: fetched anew")
    assert not store.own_result_path(spec(0)).exists()


def test_an_assertion_of_the_client_is_no_assertion_of_the_run(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    del simulation

    def lost(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("clinpeft.running.execution.papermill.execute_notebook", lost)
    assert attempt(spec(0).parameters(), Terms()).kind == "dead_kernel"


def test_the_names_of_what_is_lacking_are_those_of_the_errors() -> None:
    assert (CorpusUnavailable.__name__, WeightsUnavailable.__name__) == accidents.UNAVAILABLE


def test_a_kill_for_memory_is_seen_in_the_systems_counter(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter((3, 4))
    monkeypatch.setattr("clinpeft.running.accidents.kills_for_memory", lambda: next(counts))
    assert failed(0, "os.kill(os.getpid(), 9)", simulation).error_kind == "out_of_memory"


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ("os.kill(os.getpid(), 9)", "dead_kernel"),
        ("raise TypeError('of the figure')", "exception"),
        ("time.sleep(30)", "timeout"),
    ],
)
def test_a_page_that_fails_after_its_result_leaves_the_success(simulation: Simulation, end: str, kind: str) -> None:
    page = simulation.root / "notebooks" / "py" / "methods" / "lora.py"
    whole = page.read_text()
    page.write_text(f"{whole}\n# %%\n{end}\n")
    hash_project(simulation)
    first = attempt(spec(0).parameters(), Terms(seconds=3 if kind == "timeout" else 100))
    assert (first.busy, first.kind) == (False, kind)
    assert "the result is kept, but its page failed" in (first.error or "")
    assert simulation.finished() == {0}
    assert not has_page(spec(0))
    page.write_text(whole)
    assert attempt(spec(0).parameters(), Terms()).error is None
    assert has_page(spec(0))
    assert len(simulation.log("began")) == 1, "the page is made anew without training"


def test_a_run_that_another_process_makes_is_left_to_it(simulation: Simulation) -> None:
    store.open_own_folder(spec(0))
    lease = leases.acquire(store.own_result_path(spec(0)), leases.Watcher())
    assert lease is not None
    with lease:
        assert attempt(spec(0).parameters(), Terms()).busy
    assert simulation.log("began") == []
    assert not attempt(spec(0).parameters(), Terms()).busy


def test_a_sweep_says_once_for_whom_it_waits(simulation: Simulation) -> None:
    store.open_own_folder(spec(0))
    held = [leases.acquire(store.own_result_path(spec(seed)), leases.Watcher()) for seed in (0, 1)]
    said: list[str] = []

    def release(text: str) -> None:
        said.append(text)
        for lease in held:
            assert lease is not None
            lease.remove()

    runs = [spec(seed) for seed in (0, 1, 2)]
    assert dict(sweep.sweep(runs, 2, ways=sweep.Ways(say=release))) == dict.fromkeys(runs)
    assert len(said) == 1
    assert f" and 1 more, being made by process {os.getpid()} of this machine" in said[0]
    assert simulation.finished() == {0, 1, 2}


TAKEN_OVER = """
lease = paths.Path(os.environ["CLINPEFT_LEASE"])
lease.unlink()
store.own_result_path(spec).write_text("the other's")
"""


@pytest.mark.parametrize("end", ["", "raise ValueError", "os._exit(3)"])
def test_a_run_that_was_taken_over_is_left_to_the_other(simulation: Simulation, end: str) -> None:
    """As when this machine sleeps in the middle of it."""
    simulation.fault(TAKEN_OVER + end)
    outcome = attempt(spec(0).parameters(), Terms())
    assert outcome.busy
    assert store.own_result_path(spec(0)).read_text() == "the other's"
    assert not store.own_result_path(spec(0)).with_suffix(".ipynb").exists()
    assert simulation.log("ended") == []


@pytest.mark.parametrize("error", [None, ValueError("wrong")])
def test_a_real_run_stores_nothing_once_its_lease_is_gone(
    simulation: Simulation, error: ValueError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(spec: RunSpec, cell: object, splits: object, hashes: dict[str, str | None], began: float) -> RunResult:
        del cell, splits, began
        if error is not None:
            raise error
        return finished.failed(spec, "stands in for a success", hashes)

    monkeypatch.setattr(importlib.import_module("clinpeft.running.run"), "_train_and_test", train)
    monkeypatch.setenv(leases.VARIABLE, str(simulation.runs / ".gone.lease1"))
    with pytest.raises(store.NotStored, match="is gone"):
        run(spec(0))
    assert not store.own_result_path(spec(0)).exists()


def test_a_page_is_not_written_once_the_lease_is_gone(simulation: Simulation) -> None:
    page = simulation.root / "notebooks" / "py" / "methods" / "lora.py"
    page.write_text(page.read_text() + '\n# %%\nos.unlink(os.environ["CLINPEFT_LEASE"])\n')
    hash_project(simulation)
    assert attempt(spec(0).parameters(), Terms()).busy
    assert simulation.finished() == {0}
    assert not store.own_result_path(spec(0)).with_suffix(".ipynb").exists()


def test_a_result_of_anything_is_made_again(simulation: Simulation) -> None:
    store.open_own_folder(spec(0))
    store.own_result_path(spec(0)).write_bytes(b"\xff\xfe\x00")
    assert attempt(spec(0).parameters(), Terms()).error is None
    assert simulation.finished() == {0}


def test_a_result_that_is_out_of_sight_is_not_made_again(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attempt(spec(0).parameters(), Terms()).error is None
    folder, acquire = store.own_result_path(spec(0)).parent, leases.acquire

    def acquire_and_lose(result: Path, watcher: leases.Watcher) -> leases.Lease | None:
        lease = acquire(result, watcher)
        folder.rename(folder.with_name("away"))
        return lease

    monkeypatch.setattr(leases, "acquire", acquire_and_lose)
    assert attempt(spec(0).parameters(), Terms()).busy
    assert len(simulation.log("began")) == 1


def test_a_folder_that_cannot_be_written_is_reported_and_lost_nothing(
    simulation: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("CLINPEFT_RUNS", str(blocked))
    [(_, error)] = sweep.sweep([spec(0)], 1)
    assert "blocked" in (error or "")
    monkeypatch.setenv("CLINPEFT_RUNS", str(simulation.runs))
    assert [error for _, error in sweep.sweep([spec(0)], 1)] == [None]
