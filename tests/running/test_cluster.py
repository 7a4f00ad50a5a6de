"""A sweep on a real dask scheduler and three real worker processes, one of which is killed in mid-run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulated import Simulation, spec, until

pytest.importorskip("distributed")
from clinpeft.running import cluster, sweep

WORKERS = 3


@contextmanager
def running(simulation: Simulation, workers: int) -> Iterator[tuple[Path, list[int]]]:
    """A scheduler and workers as processes of their own; the scheduler file and the workers' numbers."""
    file = simulation.root / "scheduler.json"
    environment = {**simulation.environment, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--scheduler-file", str(file)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-nanny"]
    ports = ["--host", "127.0.0.1", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    processes = [subprocess.Popen([*dask, *ports, "--port", "0"], **quiet)]  # type: ignore[call-overload]
    options = ["--nthreads", "1", "--local-directory", str(simulation.root), "--host", "127.0.0.1", "--no-dashboard"]
    processes += [subprocess.Popen([*worker, *options], **quiet) for _ in range(workers)]  # type: ignore[call-overload]
    try:
        while not file.is_file():
            assert processes[0].poll() is None
            time.sleep(0.1)
        yield file, [process.pid for process in processes[1:]]
    finally:
        for process in processes[::-1]:
            process.kill()
            process.wait()


def maker(simulation: Simulation) -> int:
    """The worker process that is making a run just now, by its lease."""
    while True:
        for path in simulation.runs.glob("*/.*.lease*"):
            if path.suffix != ".part":
                return json.loads(path.read_text())["pid"]
        time.sleep(0.01)


def test_a_killed_worker_loses_no_run(simulation: Simulation) -> None:
    simulation.take(0.3)
    specs = [spec(seed) for seed in range(9)]
    with running(simulation, WORKERS) as (file, workers):
        with cluster.cluster_pool(str(file), connect_seconds=120) as pool:
            while pool.slots() < WORKERS:
                time.sleep(cluster.COUNT_SECONDS)
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


def test_workers_that_do_not_fit_are_named(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"tcp://a:1": ("other", True)}
    with pytest.raises(cluster.NoCluster, match="tcp://a:1 has another version"):
        cluster._check(lambda *_: answers)
    answers = {"tcp://a:1": ("other", False)}
    with pytest.raises(cluster.NoCluster, match=r"does not see .*CLINPEFT_RUNS"):
        cluster._check(lambda *_: answers)
    with (
        pytest.raises(cluster.NoCluster, match="no scheduler answers"),
        cluster.cluster_pool("tcp://127.0.0.1:9", connect_seconds=1),
    ):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(cluster.NoCluster, match=r"clinpeft\[cluster\]"), cluster.cluster_pool("tcp://127.0.0.1:9"):
        pass
    assert simulation.leftovers() == []
