"""Simulated runs: a project whose method page is a stand-in that takes milliseconds, so that sweeps can be many.

Nothing in the library knows of it: a project folder, a home folder and a folder of runs are what anyone may choose.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from clinpeft import paths, processes, store
from clinpeft.modelling import weights
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.specs import RunSpec

PAGE = """# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# ---

# %% tags=["parameters"]
{parameters}

# %%
from clinpeft.specs import RunSpec
spec = RunSpec.from_parameters(globals())

# %%
import json, os, secrets, sys, time
from clinpeft import paths, store
from clinpeft.specs import Costs, RunResult, Score, Structure

nonce = secrets.token_hex(8)  # two attempts never make the same result
def log(event):
    with open(paths.tree().root / "log", "a") as file:
        file.write(f"{{event}} {{spec.slug}} {{nonce}}\\n")

hashes = json.loads((paths.tree().root / "hashes").read_text())
def stored():  # a run that is made is shown and not made again, as in clinpeft.running.run
    try:
        result = store.read(store.own_result_path(spec))
    except store.ResultError:
        return False
    return result.status == "success" and dict(result.hashes) == hashes

made = stored()

# %%
if not made:
    log("began")
    time.sleep(json.loads((paths.tree().root / "seconds").read_text()))
    exec((paths.tree().root / "fault").read_text())

# %%
if not made:
    score = Score(split="test", metric="auroc", value=hash(spec.seed) % 1000 / 1000)
    if not os.path.exists(os.environ["CLINPEFT_LEASE"]):  # as leases.require, whose import would take seconds
        raise store.NotStored(2, "the lease is gone")
    log("ended")
    store.write_own(RunResult(
        spec=spec, status="success", created_at="2026-01-01T00:00:00+00:00", settings={{"nonce": nonce}},
        hashes=hashes, versions={{}}, machine={{}}, scores=(score,),
        structure=Structure(num_total_params=1, num_trainable_params=1, adapter_parameters=1, head_parameters=0),
        costs=Costs(train_time=1.0, evaluation_time=0.0, total_time=1.0, file_size=1, updates=1, tokens=1,
                    peak_memory=400 << 20, threads=1)))
    log("wrote")
"""

SWEEP = f"""
import json, sys
from clinpeft.running import sweep
sys.path.append({str(Path(__file__).parent)!r})
from simulated import spec
workers, *seeds = map(int, sys.argv[1:])
for made, error in sweep.sweep(list(map(spec, seeds)), workers):
    print(json.dumps([made.seed, error]), flush=True)
"""
REAL = 1000
"""Seeds from here on are those of real runs, for a project to which havoc.add_real_runs has been applied."""


def spec(seed: int) -> RunSpec:
    method, recipe, rate = ("lora", "quick", None) if seed < REAL else ("ia3", "bench", 1e-2)
    return RunSpec("concepts", "synthetic", "minilm_l6", method, recipe, seed, 64, learning_rate=rate)


@dataclass(frozen=True)
class Simulation:
    """A project of simulated runs."""

    root: Path
    started: list[int] = field(default_factory=list)
    """Numbers of the processes of sweeps."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "CLINPEFT_PROJECT": str(self.root),
            "CLINPEFT_HOME": str(self.root / "home"),
            "CLINPEFT_RUNS": str(self.runs),
            "TMPDIR": str(self.root / "tmp"),
            "CLINPEFT_PRELOAD": "ipykernel.kernelapp,jsonschema,platformdirs,psutil",
            "OMP_NUM_THREADS": "1",
        }

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    def take(self, seconds: float) -> None:
        """How long every run sleeps from now on."""
        (self.root / "seconds").write_text(json.dumps(seconds))

    def fault(self, source: str) -> None:
        """What every run executes from now on, in the middle of it."""
        (self.root / "fault").write_text(source)

    def start(self, seeds: list[int], workers: int = 2) -> "subprocess.Popen[str]":
        """A sweep over the runs of these seeds."""
        command = [sys.executable, "-c", SWEEP, str(workers), *map(str, seeds)]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        self.started.append(process.pid)
        return process

    def spoil(self, result: Path, content: bytes | None) -> None:
        """Damage a result, or remove it (None); before and after, the log says so."""
        self._note("spoiling", result)
        if content is None:
            result.unlink()
        else:
            result.write_bytes(content)
        self._note("spoiled", result)

    def _note(self, event: str, result: Path) -> None:
        with (self.root / "log").open("a") as file:
            file.write(f"{event} {result.stem} -\n")

    def history(self) -> list[tuple[str, str, str]]:
        """What has happened, in order: event, run, and which attempt at it."""
        lines = (self.root / "log").read_text().splitlines() if (self.root / "log").exists() else []
        return [(event, run, nonce) for event, run, nonce in map(str.split, lines)]

    def log(self, event: str) -> list[str]:
        """The runs of which that was written, in order."""
        return [run for happened, run, _ in self.history() if happened == event]

    def finished(self) -> set[int]:
        """Seeds of the runs with a whole, successful result."""
        found = set()
        for path in self.runs.glob("*/[!.]*.json"):
            try:
                result = store.read(path)
            except store.ResultError:
                continue  # spoiled by a test: no result
            if result.status == "success":
                if result.spec.seed < REAL:
                    assert [score.value for score in result.scores] == [hash(result.spec.seed) % 1000 / 1000]
                found.add(result.spec.seed)
        return found

    def processes(self) -> list[str]:
        """Command lines of living processes that belong to it: sweeps, fork servers, kernels."""
        mark = f"CLINPEFT_PROJECT={self.root}\0"
        return [line for line in map(partial(_command_if, mark), psutil.pids()) if line]

    def leftovers(self) -> list[str]:
        """Hidden files among the runs and at home, anything in the temporary folder, and what of it lies in /tmp."""
        hidden = [*self.runs.glob("*/.*"), *self.runs.glob(".*"), *(self.root / "home").rglob(".*")]
        short = [
            path for pid in self.started for path in Path("/tmp").glob(f"clinpeft-*-{processes.machine()}-{pid}-*")
        ]
        return [path.name for path in (*hidden, *short, *(self.root / "tmp").iterdir())]


def _command_if(mark: str, pid: int) -> str | None:
    try:
        if pid == os.getpid() or mark not in Path(f"/proc/{pid}/environ").read_text():
            return None
        return f"{pid} {Path(f'/proc/{pid}/cmdline').read_text()}"
    except OSError:
        return None


def kept_successes(history: list[tuple[str, str, str]]) -> dict[str, str]:
    """The attempt whose result each run must still have; fails where one was made again, or two at the same time."""
    kept: dict[str, str] = {}
    latest: dict[str, str] = {}
    spoiling: set[str] = set()
    spoiled: set[str] = set()
    """Since its last attempt ended: the result may be hurt before the attempt can say that it has written it."""
    for event, run, attempt in history:
        if event in ("spoiling", "spoiled"):
            (spoiling.add if event == "spoiling" else spoiling.discard)(run)
            spoiled.add(run)
            kept.pop(run, None)
            continue
        if event == "began":
            assert run not in kept, f"{run} was made by {kept.get(run)}, and {attempt} makes it again"
            latest[run] = attempt
        assert latest[run] == attempt, f"{attempt} {event} {run} after {latest[run]} had begun it"
        if event == "ended" and run not in spoiling:
            spoiled.discard(run)
        if event == "wrote" and run not in spoiled:
            kept[run] = attempt
    return kept


def until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for something to become true; False if it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def make(root: Path) -> Simulation:
    """A project under a folder that exists; its weights are a stand-in too, only ever hashed."""
    made = Simulation(root)
    project = paths.tree()
    for folder in ("notebooks/py/methods", "data/results", "home/weights/minilm_l6", "tmp", "runs"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "corpora").symlink_to(project.cards, target_is_directory=True)
    (root / "data" / "results" / "schema.json").write_bytes((project.published / "schema.json").read_bytes())
    for name in weights.REQUIRED:
        (root / "home" / "weights" / "minilm_l6" / name).write_bytes(b"{}")
    parameters = "\n".join(f"{name} = {value!r}" for name, value in spec(0).parameters().items())
    (root / "notebooks" / "py" / "methods" / "lora.py").write_text(PAGE.format(parameters=parameters))
    made.take(0.05)
    made.fault("")
    return made


def hash_project(made: Simulation) -> None:
    """Leave for the runs the hashes that the library will look for; call it under the simulation's environment."""
    (made.root / "hashes").write_text(json.dumps(Fingerprints().of(spec(0))))
