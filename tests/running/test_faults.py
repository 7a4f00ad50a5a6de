"""Kill at random, fill the disk, spoil files, move clocks; then one more sweep finishes, and nothing is left behind."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from clinpeft import catalogue, store
from simulated import Simulation, hash_project, kept_successes, make, spec, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")
SEEDS = list(range(12))


class Havoc:
    """Sweeps over one folder, started again whenever one has ended, while things are killed and spoiled."""

    def __init__(self, simulation: Simulation, seed: int, sweeps: int) -> None:
        self.simulation = simulation
        self.random = random.Random(seed)
        (simulation.root / "kept").mkdir(exist_ok=True)
        self._point(str(simulation.root / "kept"))
        self.sweeps = [simulation.start(self._order()) for _ in range(sweeps)]
        self.done: list[str] = []

    def _order(self) -> list[int]:
        return self.random.sample(SEEDS, len(SEEDS))

    def strike(self, fault: Callable[[], str | None]) -> None:
        """Let it run for a random while, then do harm."""
        assert until(self._busy, 400), "no sweep has begun a run"
        time.sleep(self.random.uniform(0, 0.5))
        what = fault()
        if what is not None:
            self.done.append(what)

    def _busy(self) -> bool:
        """Whether a run is under way; where all are finished, they are to be made again, and ended sweeps restart."""
        if len(self.simulation.finished()) == len(SEEDS):
            for path in self.simulation.runs.glob("*/[!.]*.json"):
                self.simulation.spoil(path, None)
        self.sweeps = [s if s.poll() is None else self.simulation.start(self._order()) for s in self.sweeps]
        return any(self.simulation.runs.glob("*/.*.lease*"))

    def _kill(self, name: str, wanted: Callable[[psutil.Process], bool]) -> str | None:
        try:
            mine = [psutil.Process(int(line.split()[0])) for line in self.simulation.processes()]
            found = [process for process in mine if wanted(process)]
            if found:
                self.random.choice(found).kill()
        except psutil.NoSuchProcess:  # it has just ended by itself
            return None
        return f"kill {name}" if found else None

    def kill_sweep(self) -> str | None:
        return self._kill("sweep", lambda process: process.pid in {sweep.pid for sweep in self.sweeps})

    def kill_server(self) -> str | None:
        return self._kill("fork server", lambda process: _is_forked(process) and not _is_kernel(process))

    def kill_kernel(self) -> str | None:
        return self._kill("kernel", _is_kernel)

    def spoil(self) -> str | None:
        """Cut a result in half, or fill it with anything, as a disk may that loses power."""
        results = sorted(self.simulation.runs.glob("*/[!.]*.json"))
        if not results:
            return None
        path = self.random.choice(results)
        size = self.random.randrange(1, 200)
        half = self.random.random() < 0.5
        self.simulation.spoil(path, path.read_bytes()[:size] if half else self.random.randbytes(size))
        return "half a file" if half else "a file of anything"

    def move_clock(self) -> str | None:
        """What another clock would have written: leases from the past and from the future."""
        for lease in self.simulation.runs.glob("*/.*.lease*"):
            date = time.time() + self.random.choice((-1e6, 1e6))
            try:
                os.utime(lease, (date, date))
            except FileNotFoundError:
                continue
        return "clock"

    def block(self) -> str | None:
        """For a moment no file can be made, or found, where results go."""
        self._point("/proc")
        time.sleep(self.random.uniform(0, 0.3))
        self._point(str(self.simulation.root / "kept"))
        return "unwritable folder"

    def _point(self, folder: str) -> None:
        link = self.simulation.root / "link"
        link.symlink_to(folder, target_is_directory=True)
        link.replace(self.simulation.runs / "concepts")

    def end(self) -> None:
        for sweep in self.sweeps:
            sweep.kill()
            sweep.communicate()


def _is_forked(process: psutil.Process) -> bool:
    try:
        return any("fork_server" in part for part in process.cmdline())
    except psutil.Error:
        return False


def _is_kernel(process: psutil.Process) -> bool:
    try:
        parent = process.parent()
        return _is_forked(process) and parent is not None and _is_forked(parent)
    except psutil.Error:
        return False


def finish(simulation: Simulation) -> None:
    """One more sweep, and what must be true after it."""
    last = simulation.start(SEEDS)
    said = last.communicate(timeout=600)[0]
    assert last.returncode == 0
    assert dict(map(json.loads, said.splitlines())) == dict.fromkeys(SEEDS)
    assert simulation.finished() == set(SEEDS), "no run is lost, and every result is what it must be"
    assert until(lambda: not simulation.processes()), simulation.processes()
    assert simulation.leftovers() == []
    found = {seed: store.read(store.own_result_path(spec(seed))).settings["nonce"] for seed in SEEDS}
    kept = kept_successes(simulation.history())
    assert {**found, **{seed: kept[spec(seed).slug] for seed in SEEDS if spec(seed).slug in kept}} == found


def wreck(simulation: Simulation, strikes: int, seed: int) -> list[str]:
    """Whoever can be killed is killed once, and then everything happens at random; what was done, in order."""
    havoc = Havoc(simulation, seed, sweeps=2)
    kills = {
        "kill sweep": havoc.kill_sweep,
        "kill fork server": havoc.kill_server,
        "kill kernel": havoc.kill_kernel,
    }
    harm = [*kills.values(), havoc.kill_kernel, havoc.spoil, havoc.move_clock, havoc.block]
    try:
        while len(havoc.done) < strikes:
            spared = [kill for name, kill in kills.items() if name not in havoc.done]
            havoc.strike(havoc.random.choice(spared or harm))
    finally:
        havoc.end()
    assert set(kills) <= set(havoc.done)
    return havoc.done


def test_five_strikes(simulation: Simulation) -> None:
    simulation.take(1.0)
    wreck(simulation, strikes=5, seed=0)
    simulation.take(0.01)
    finish(simulation)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_hundred_strikes(simulation: Simulation) -> None:
    done = Counter[str]()
    for round_ in range(10):
        simulation.take(1.0)
        done.update(wreck(simulation, strikes=20, seed=round_))
        simulation.take(0.01)
        finish(simulation)
        for path in simulation.runs.glob("*/*.json"):
            simulation.spoil(path, None)
    assert done.total() == 200
    assert sum(count for what, count in done.items() if what.startswith("kill")) >= 80
    assert {"half a file", "a file of anything", "clock", "unwritable folder"} <= set(done)


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
    finish(small_disk)


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
