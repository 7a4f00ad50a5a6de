"""A project of simulated runs, for tests of everything around a run."""

import shutil
from pathlib import Path

import pytest

import simulated
from clinpeft import paths
from clinpeft.running import finished


@pytest.fixture
def simulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> simulated.Simulation:
    """A project whose runs take milliseconds; this process looks at it too."""
    made = simulated.make(tmp_path)
    for name in ("CLINPEFT_PROJECT", "CLINPEFT_HOME", "CLINPEFT_RUNS"):
        monkeypatch.setenv(name, made.environment[name])
    simulated.hash_project(made)
    return made


@pytest.fixture
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> paths.Tree:
    """A project without notebooks and without results."""
    root = tmp_path / "project"
    published = paths.tree().published
    (root / "data" / "results").mkdir(parents=True)
    shutil.copy(published / "schema.json", root / "data" / "results")
    shutil.copytree(paths.tree().cards, root / "data" / "corpora")
    monkeypatch.setenv("CLINPEFT_PROJECT", str(root))
    monkeypatch.delenv(finished.SHOWS_PUBLISHED, raising=False)
    return paths.tree()


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """Where the result of a run would lie; there is nothing beside it yet."""
    (tmp_path / "task").mkdir()
    return tmp_path / "task" / "run-lr0.001-s1.json"
