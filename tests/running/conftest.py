"""A project of simulated runs, for tests of everything around a run."""

from pathlib import Path

import pytest

import simulated


@pytest.fixture
def simulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> simulated.Simulation:
    """A project whose runs take milliseconds; this process looks at it too."""
    made = simulated.make(tmp_path)
    for name in ("CLINPEFT_PROJECT", "CLINPEFT_HOME", "CLINPEFT_RUNS"):
        monkeypatch.setenv(name, made.environment[name])
    simulated.hash_project(made)
    return made
