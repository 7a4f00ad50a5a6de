"""Publishing a study that chooses rates writes them, from whole studies of today's settings only."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clinpeft import catalogue, paths, store
from clinpeft.catalogue import pilot
from clinpeft.catalogue.methods import tuned
from clinpeft.cli.results import _write_chosen_rates
from clinpeft.specs import RunResult, RunSpec, Score, Study
from stored import todays_hashes

MINI = Path(__file__).parents[1] / "results" / "mini" / "published"
VALIDATION = {3e-4: 0.6, 1e-3: 0.8, 3e-3: 0.7}


def made(rate: float, validation: float) -> RunResult:
    spec = RunSpec("disposition", "neiss", "minilm_l6", "lora", "pilot", 0, 800, learning_rate=rate)
    return replace(
        store.read(MINI / "disposition" / "disposition-neiss-minilm_l6-lora-quick-n800-s0.json"),
        spec=spec,
        hashes=todays_hashes(spec),
        scores=tuple(Score(split=split, metric="auroc", value=validation) for split in ("validation", "test")),
    )


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[RunResult]:
    """Three published runs of a study of their own, and an empty table beside them."""
    (tmp_path / "data" / "results").mkdir(parents=True)
    shutil.copy(paths.PROJECT / "data" / "results" / "schema.json", tmp_path / "data" / "results")
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    monkeypatch.setattr(tuned, "FILE", tmp_path / "tuned_rates.json")
    tuned.FILE.write_text("{}\n")
    runs = [made(*pair) for pair in VALIDATION.items()]
    study = Study(
        name="mini_rates", title="Mini", question="Which?", runs=tuple(run.spec for run in runs), chooses_rates=True
    )
    monkeypatch.setitem(catalogue.STUDIES, study.name, study)
    for run in runs:
        store.write(run, paths.tree().published)
    return runs


def chosen() -> object:
    _write_chosen_rates("mini_rates")
    return json.loads(tuned.FILE.read_text())


def test_a_whole_study_writes_its_rates(results: list[RunResult]) -> None:
    assert len(results) == 3
    assert chosen() == {"lora": {"sequence": {"learning_rate": 1e-3, "head_learning_rate": None}}}


def test_a_part_writes_nothing(results: list[RunResult], capsys: pytest.CaptureFixture[str]) -> None:
    store.result_path(paths.tree().published, results[0].spec).unlink()
    assert chosen() == {}
    assert "not published whole" in capsys.readouterr().err


def test_a_result_of_other_settings_is_missing(results: list[RunResult]) -> None:
    other = replace(results[0], hashes={**results[0].hashes, "settings": "0" * 64})
    store.write(other, paths.tree().published)
    assert chosen() == {}


def test_a_rate_that_ends_its_grid_is_said_and_none_is_written(
    results: list[RunResult], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    best = replace(results[2], scores=made(3e-3, 0.95).scores)
    store.write(best, paths.tree().published)
    assert chosen() == {}
    assert "ends its grid" in capsys.readouterr().err
    monkeypatch.setattr(pilot, "LONGEST", 0)
    assert chosen() == {"lora": {"sequence": {"learning_rate": 3e-3, "head_learning_rate": None}}}, "none may be longer"
