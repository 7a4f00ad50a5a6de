"""Ctrl-C in the middle of a sweep: over within seconds, nothing left, and the next sweep goes on."""

import signal
import subprocess
import sys
import time

import pytest

from clinpeft.running import sweep
from simulated import Simulation, spec, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")
SEEDS = [0, 1, 2]
STUDY = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by what a script starts in the background
from clinpeft import catalogue
from clinpeft.specs import RunSpec, Study
runs = tuple(RunSpec("concepts", "synthetic", "minilm_l6", "lora", "quick", seed, 64) for seed in range(3))
catalogue.STUDIES["simulated"] = Study(name="simulated", title="Simulated", question="", runs=runs)
from clinpeft.cli import app
app()
"""


def start(simulation: Simulation, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", STUDY, "sweep", "simulated", "--workers", "2", "--quiet"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(  # type: ignore[call-overload]
        command, env={**simulation.environment, **environment}, text=True, start_new_session=True, **pipes
    )


@pytest.mark.parametrize("kernels", ["forked", "ordinary"])
def test_a_sweep_ends_at_once_and_the_next_one_goes_on(simulation: Simulation, kernels: str) -> None:
    simulation.take(500.0)
    broken = start(simulation, CLINPEFT_KERNELS=kernels)
    assert until(lambda: len(simulation.log("began")) == 2, 120)
    began = time.monotonic()
    broken.send_signal(signal.SIGINT)
    said = broken.communicate(timeout=60)[1]
    assert time.monotonic() - began < 30
    assert broken.returncode == 130
    assert said == "stopped: finished runs are kept, and `clinpeft sweep simulated` makes the others\n"
    assert until(lambda: not simulation.processes()), simulation.processes()
    assert simulation.leftovers() == []
    assert list(simulation.runs.glob("*/*")) == [], "no run has failed"
    simulation.take(0.01)
    again = start(simulation)
    assert "3 made now, 0 done before, 0 failed" in again.communicate(timeout=120)[0]
    assert simulation.finished() == set(SEEDS)


def test_who_closes_a_sweep_has_the_runs_given_up(simulation: Simulation) -> None:
    simulation.fault("time.sleep(500 * spec.seed)")
    outcomes = sweep.sweep([spec(0), spec(1)], 2)
    assert next(outcomes) == (spec(0), None)
    assert until(lambda: len(simulation.log("began")) == 2, 60)
    outcomes.close()
    assert sorted(path.suffix for path in simulation.runs.glob("*/*")) == [".ipynb", ".json"]
    simulation.fault("")
    assert dict(sweep.sweep([spec(0), spec(1)], 2)) == {spec(0): None, spec(1): None}, "kernels may start again"
