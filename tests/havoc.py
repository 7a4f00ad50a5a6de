"""Havoc: sweeps over one folder while things are killed and spoiled; then one more sweep, and what must be true."""

import contextlib
import json
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from clinpeft import paths, store
from clinpeft.specs import RunResult
from simulated import REAL, Simulation, hash_project, kept_successes, spec, until


class Havoc:
    """Sweeps over one folder, started again whenever one has ended, while things are killed and spoiled."""

    def __init__(self, simulation: Simulation, seeds: list[int], seed: int, sweeps: int) -> None:
        self.simulation = simulation
        self.seeds = seeds
        self.random = random.Random(seed)
        (simulation.root / "kept").mkdir(exist_ok=True)
        self._point(str(simulation.root / "kept"))
        self.sweeps = [simulation.start(self._order()) for _ in range(sweeps)]
        self.done: list[str] = []

    def _order(self) -> list[int]:
        return self.random.sample(self.seeds, len(self.seeds))

    def strike(self, fault: Callable[[], str | None]) -> None:
        """Let it run for a random while, then do harm."""
        assert until(self._busy, 400), "no sweep has begun a run"
        time.sleep(self.random.uniform(0, 0.5))
        what = fault()
        if what is not None:
            self.done.append(what)

    def _busy(self) -> bool:
        """Whether a run is under way; where all are finished, they are to be made again, and ended sweeps restart."""
        if len(self.simulation.finished()) == len(self.seeds):
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


def real_results(seeds: list[int]) -> dict[int, RunResult]:
    """Of the real runs, those that have succeeded; one that was killed is made again."""
    found = {}
    for seed in (seed for seed in seeds if seed >= REAL):
        with contextlib.suppress(store.ResultError):  # not made yet, or spoiled
            found[seed] = store.read(store.own_result_path(spec(seed)))
    return {seed: result for seed, result in found.items() if result.status == "success"}


def finish(simulation: Simulation, seeds: list[int]) -> None:
    """One more sweep, and what must be true after it."""
    before = real_results(seeds)
    last = simulation.start(seeds)
    said = last.communicate(timeout=600)[0]
    assert last.returncode == 0
    assert dict(map(json.loads, said.splitlines())) == dict.fromkeys(seeds)
    assert simulation.finished() == set(seeds), "no run is lost, and every result is what it must be"
    assert until(lambda: not simulation.processes()), simulation.processes()
    assert simulation.leftovers() == []
    simulated = [seed for seed in seeds if seed < REAL]
    found = {seed: store.read(store.own_result_path(spec(seed))).settings["nonce"] for seed in simulated}
    kept = kept_successes(simulation.history())
    assert {**found, **{seed: kept[spec(seed).slug] for seed in simulated if spec(seed).slug in kept}} == found
    assert {**real_results(seeds), **before} == real_results(seeds), "what was whole is not made again"


def wreck(simulation: Simulation, seeds: list[int], strikes: int, seed: int) -> list[str]:
    """Whoever can be killed is killed once, and then everything happens at random; what was done, in order."""
    havoc = Havoc(simulation, seeds, seed, sweeps=2)
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


def add_real_runs(made: Simulation, backbone: Path) -> None:
    """Give the project what a real run needs beside it: the walk-through of its method and the real weights."""
    stand_in = made.root / "home" / "weights" / "minilm_l6"
    shutil.rmtree(stand_in)
    stand_in.symlink_to(backbone, target_is_directory=True)
    page = Path("notebooks/py/methods/ia3.py")
    (made.root / page).symlink_to(paths.PROJECT / page)
    hash_project(made)
