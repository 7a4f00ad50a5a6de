"""Kill at random, fill the disk, spoil files, move clocks; then one more sweep finishes, and nothing is left behind."""

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinpeft import catalogue, store
from clinpeft.running.lineage import same_answer
from havoc import add_real_runs, finish, real_results, wreck
from simulated import REAL, Simulation, hash_project, make, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")
SEEDS = list(range(12))


def test_five_strikes(simulation: Simulation) -> None:
    simulation.take(1.0)
    wreck(simulation, SEEDS, strikes=5, seed=0)
    simulation.take(0.01)
    finish(simulation, SEEDS)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_hundred_strikes_over_simulated_and_real_runs(simulation: Simulation, minilm: Path) -> None:
    add_real_runs(simulation, minilm)
    seeds = [*SEEDS, *range(REAL, REAL + 3)]
    done = Counter[str]()
    rounds = []
    for round_ in range(10):
        simulation.take(1.0)
        done.update(wreck(simulation, seeds, strikes=20, seed=round_))
        simulation.take(0.01)
        finish(simulation, seeds)
        rounds.append(real_results(seeds))
        for path in simulation.runs.glob("*/*.json"):
            simulation.spoil(path, None)
    assert done.total() == 200
    assert sum(count for what, count in done.items() if what.startswith("kill")) >= 80
    assert {"half a file", "a file of anything", "clock", "unwritable folder"} <= set(done)
    for made in rounds[1:]:
        assert all(same_answer(made[seed], rounds[0][seed]) for seed in rounds[0]), "no run has two different results"


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulation]:
    """A simulation whose folder of runs is a disk of 256 KiB; skips, visibly, where none can be mounted."""
    made = make(tmp_path / "project")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(made.runs)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk needs the right to mount one")
    for name in ("CLINPEFT_PROJECT", "CLINPEFT_HOME", "CLINPEFT_RUNS"):
        monkeypatch.setenv(name, made.environment[name])
    hash_project(made)
    yield made
    subprocess.run(["umount", "-l", str(made.runs)], check=True)


def test_a_full_disk_loses_no_run(small_disk: Simulation) -> None:
    (small_disk.runs / "other").write_bytes(bytes(shutil.disk_usage(small_disk.runs).free - 16384))
    full = small_disk.start(SEEDS)
    errors = [error for _, error in map(json.loads, full.communicate(timeout=300)[0].splitlines())]
    assert full.returncode == 0
    assert any("No space left" in (error or "") for error in errors)
    (small_disk.runs / "other").unlink()
    finish(small_disk, SEEDS)


def begun(runs: Path, since: float) -> bool:
    """Whether a lease has been written since then; one from before is that of a sweep that was killed."""
    for lease in runs.glob("*/.*.lease*"):
        with contextlib.suppress(FileNotFoundError):  # released since it was listed
            if lease.stat().st_mtime > since:
                return True
    return False


@pytest.mark.long
@pytest.mark.usefixtures("minilm")
def test_real_runs_survive_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    command = [sys.executable, "-c", "from clinpeft.cli import app; app()", "sweep", "smoke", "--quiet"]
    for pause in (0.5, 2, 4):
        began = time.time()
        sweep = subprocess.Popen(command, start_new_session=True)
        assert until(lambda began=began: begun(tmp_path, began), 200), "no run has begun"
        time.sleep(pause)
        sweep.kill()
        sweep.wait()
    assert subprocess.run(command, check=False).returncode == 0
    for run in catalogue.study("smoke").runs:
        assert store.read(store.own_result_path(run)).status == "success"
    assert not [path for path in tmp_path.rglob(".*") if path.is_file()]


@pytest.mark.long
def test_the_cost_of_a_run_does_not_grow_with_their_number(simulation: Simulation) -> None:
    simulation.take(0.0)
    seconds = {}
    for count in (16, 512):
        sweep = simulation.start(list(range(count * 1000, count * 1001)))
        lines = []
        assert sweep.stdout is not None
        for line in sweep.stdout:
            lines.append((time.monotonic(), json.loads(line)))
        assert [error for _, (_, error) in lines] == [None] * count
        seconds[count] = (lines[-1][0] - lines[7][0]) / (count - 8)
    assert seconds[512] == pytest.approx(seconds[16], rel=0.25), "this machine's noise is in both"
