"""Sweeps on a real dask scheduler and real worker processes, which are killed, come late or do not fit."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from threading import Thread

import pytest

from simulated import Simulation, spec, until

pytest.importorskip("distributed")
from loopback import Loopback, cluster_of

from clinpeft.running import cluster, sweep

WORKERS = 3


@pytest.fixture(autouse=True)
def _counted_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinpeft.running.cluster_workers.COUNT_SECONDS", 0.5)


def maker(simulation: Simulation) -> int:
    """The worker process that is making a run just now, by its lease."""
    while True:
        for path in simulation.runs.glob("*/.*.lease*"):
            if path.suffix.startswith(".lease") and not path.name.endswith(".part"):
                return json.loads(path.read_text())["pid"]
        time.sleep(0.01)


def after_the_first_run_has_begun(simulation: Simulation, act: Callable[[], object]) -> None:
    """Act from a thread: a sweep that is asked for its next run does not return meanwhile."""
    Thread(target=lambda: (maker(simulation), act()), daemon=True).start()


def counted(pool: sweep.Pool, workers: int) -> bool:
    return until(lambda: pool.slots() == workers, 500)


def test_a_killed_worker_loses_no_run(simulation: Simulation) -> None:
    simulation.take(0.3)
    specs = [spec(seed) for seed in range(9)]
    with cluster_of(simulation, WORKERS) as (made, workers):
        with cluster.cluster_pool(str(made.file), connect_seconds=120) as pool:
            assert counted(pool, WORKERS)
            outcomes = sweep.sweep(specs, 1, pool)
            ended = [next(outcomes)]
            victim = maker(simulation)
            os.kill(victim, signal.SIGKILL)
            ended += outcomes
        assert victim in workers
    assert {run for run, error in ended if error is None} == set(specs)
    assert simulation.finished() == set(range(9))
    assert len(simulation.log("ended")) in (9, 10)  # its last run may have been over, but for telling
    assert [name for name in simulation.leftovers() if "dask" not in name] == []
    assert until(lambda: not simulation.processes())


def test_workers_that_join_late_get_runs_only_if_they_fit(simulation: Simulation) -> None:
    said: list[str] = []
    specs = [spec(seed) for seed in range(6)]
    elsewhere = simulation.root / "elsewhere"
    with (
        cluster_of(simulation, 1) as (made, _),
        cluster.cluster_pool(str(made.file), say=said.append, connect_seconds=120) as pool,
    ):
        made.join({"CLINPEFT_RUNS": str(elsewhere)})
        made.join(before="import sys; sys.modules['clinpeft'] = None")
        made.join(before="from clinpeft.running import cluster_workers as w; w.loaded_library = lambda: 'other'")
        assert until(lambda: pool.slots() and len(said) == 3, 500)
        made.join()
        assert counted(pool, 2)
        assert [error for _, error in sweep.sweep(specs, 1, pool)] == [None] * 6
    assert simulation.finished() == set(range(6))
    assert not elsewhere.exists()
    sentences = " ".join(said)
    assert f"does not see {simulation.runs}" in sentences
    assert re.search(r"has no clinpeft that can answer \(.*ModuleNotFoundError.*: install this version", sentences)
    assert "has another version of clinpeft" in sentences


def test_a_worker_without_weights_fails_no_run(simulation: Simulation) -> None:
    said: list[str] = []
    specs = [spec(seed) for seed in range(6)]
    simulation.take(0.3)
    with (
        cluster_of(simulation, 1) as (made, _),
        cluster.cluster_pool(str(made.file), say=said.append, connect_seconds=120) as pool,
    ):
        made.join({"CLINPEFT_HOME": str(simulation.root / "elsewhere")})
        assert counted(pool, 2)
        assert dict(sweep.sweep(specs, 1, pool)) == dict.fromkeys(specs)
    assert simulation.finished() == set(range(6))
    assert len(said) == 1
    assert "lacks what a run needs, WeightsUnavailable" in said[0]


def test_a_sweep_outlives_all_its_workers_if_others_come(simulation: Simulation) -> None:
    simulation.take(0.3)
    said: list[str] = []
    with (
        cluster_of(simulation, 1) as (made, [victim]),
        cluster.cluster_pool(str(made.file), say=said.append, connect_seconds=120) as pool,
    ):
        assert counted(pool, 1)
        after_the_first_run_has_begun(simulation, lambda: (os.kill(victim, signal.SIGKILL), made.join()))
        ended = list(sweep.sweep([spec(seed) for seed in range(3)], 1, pool))
    assert [error for _, error in ended] == [None] * 3
    assert simulation.finished() == {0, 1, 2}


def sweep_that_loses(made: Loopback, victim: int, heard: list[str]) -> None:
    """Sweep three runs with a process killed in the first; little patience from the moment that all are there."""
    with cluster.cluster_pool(str(made.file), say=heard.append, connect_seconds=60) as pool:
        assert counted(pool, 1)
        pool.executor._inner._client._timeout = 2  # type: ignore[attr-defined]
        pool.executor._workers._patience = 3.0  # type: ignore[attr-defined]
        after_the_first_run_has_begun(made.simulation, lambda: os.kill(victim, signal.SIGKILL))
        list(sweep.sweep([spec(seed) for seed in range(3)], 1, pool))


@pytest.mark.parametrize(("dies", "why"), [("worker", "no worker that fits"), ("scheduler", "does not answer any")])
def test_without_workers_or_scheduler_a_sweep_ends_with_a_sentence(
    dies: str, why: str, simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinpeft.running.cluster_workers.SILENT_SECONDS", 0.5)
    simulation.take(3)
    heard: list[str] = []
    with cluster_of(simulation, 1) as (made, [worker]):
        victim = {"worker": worker, "scheduler": made.processes[0].pid}[dies]
        with pytest.raises(cluster.NoCluster, match=rf"{why}.*stay pending"):
            sweep_that_loses(made, victim, heard)
    assert dies == "scheduler" or [line for line in heard if "waiting for one" in line]


def test_without_a_scheduler_or_dask_or_workers_it_is_said_why(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pytest.raises(cluster.NoCluster, match="no scheduler answers"),
        cluster.cluster_pool("tcp://127.0.0.1:9", connect_seconds=1),
    ):
        pass
    with (
        cluster_of(simulation, 0) as (made, _),
        pytest.raises(cluster.NoCluster, match="no worker that fits has been there"),
        cluster.cluster_pool(str(made.file), connect_seconds=60, patience=0.1),
    ):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(cluster.NoCluster, match=r"\.\[cluster\]"), cluster.cluster_pool("tcp://127.0.0.1:9"):
        pass
    assert [name for name in simulation.leftovers() if "dask" not in name] == []
