"""The checked-in mini study, laid out as a project of its own."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from clinpeft import store
from clinpeft.paths import PROJECT
from clinpeft.results import tables
from stored import todays_hashes

MINI = Path(__file__).parent / "mini"


@pytest.fixture
def mini_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(MINI / "runs", tmp_path / "runs")
    for path in (tmp_path / "runs").glob("*/*.json"):
        _made_today(path)
    shutil.copytree(MINI / "published", tmp_path / "data" / "results")
    shutil.copy(PROJECT / "data" / "results" / "schema.json", tmp_path / "data" / "results")
    for folder in ("reported", "corpora"):
        shutil.copytree(PROJECT / "data" / folder, tmp_path / "data" / folder)
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    monkeypatch.delenv("CLINPEFT_RUNS", raising=False)
    return tmp_path


def _made_today(path: Path) -> None:
    """Give an invented result the hashes that tell it from an outdated one."""
    result = store.read(path)
    store.write(replace(result, hashes=todays_hashes(result.spec)), path.parents[1])


@pytest.fixture
def frame(mini_project: Path) -> pd.DataFrame:  # noqa: ARG001
    return tables.study_frame("quick")


@pytest.fixture
def costs(mini_project: Path) -> pd.DataFrame:  # noqa: ARG001
    return tables.study_results("quick").costs()
