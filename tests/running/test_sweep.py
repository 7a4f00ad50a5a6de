"""The whole path on synthetic text: a sweep killed and resumed, failures kept, results reused."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinpeft import catalogue, paths, store
from clinpeft.running import sweep
from clinpeft.specs import RunSpec

pytestmark = pytest.mark.usefixtures("minilm")
COMMAND = [sys.executable, "-c", "from clinpeft.cli import app; app()"]


def clinpeft(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=400)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke study whose sweep was killed after its first result, and made again."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINPEFT_RUNS", str(folder))
        killed = subprocess.Popen([*COMMAND, "sweep", "smoke", "--workers", "1", "--quiet"], start_new_session=True)
        deadline = time.monotonic() + 300
        while not list(folder.glob("*/[!.]*.ipynb")) and time.monotonic() < deadline:
            assert killed.poll() is None, "the sweep ended before it was killed"
            time.sleep(0.1)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        first = {path: path.stat().st_mtime_ns for path in folder.glob("*/[!.]*.json")}
        assert 1 <= len(first) < 3
        again = clinpeft("sweep", "smoke", "--quiet")
        assert again.returncode == 0, again.stderr
        assert f"{3 - len(first)} made now, {len(first)} done before, 0 failed" in again.stdout
        assert {path: path.stat().st_mtime_ns for path in first} == first
    return folder


@pytest.fixture(autouse=True)
def _own_runs(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(runs))


def test_every_run_has_a_whole_result_and_an_executed_notebook(runs: Path) -> None:
    for spec in catalogue.study("smoke").runs:
        result = store.read(store.result_path(runs, spec))
        assert (result.spec, result.status) == (spec, "success")
        assert result.floor is not None
        assert result.costs is not None
        assert result.costs.file_size > 0
        assert all(result.hashes.values())
        notebook = store.result_path(runs, spec).with_suffix(".ipynb").read_text()
        assert str(paths.PROJECT) not in notebook
        assert "{value}" not in notebook
    assert not [path for path in runs.rglob(".*") if path.is_file()]


def test_predictions_are_ids_labels_and_scores_and_never_text(runs: Path) -> None:
    for spec in catalogue.study("smoke").runs:
        predictions = store.read(store.result_path(runs, spec)).predictions or {}
        tokens = catalogue.task(spec.task).kind == "token"
        wanted = {"documents", "true_positive", "false_positive", "false_negative"}
        assert set(predictions) == (wanted if tokens else {"ids", "groups", "labels", "scores"})
        assert not [value for column in predictions.values() for value in column if " " in str(value)]


def test_status_and_results_of_a_finished_study(runs: Path) -> None:
    del runs
    assert clinpeft("status", "smoke").stdout == "smoke: 3 done\n"
    rows = json.loads(clinpeft("results", "smoke", "--format", "json").stdout)
    assert {row["status"] for row in rows} == {"success"}
    wanted = "study task corpus backbone method recipe seed train_size status split metric value seconds trainable"
    assert {*wanted.split(), "adapter_parameters", "origin"} <= set(rows[0])


def test_published_results_stand_beside_those_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(paths.tree().cards, tmp_path / "data" / "corpora")
    (tmp_path / "data" / "results").mkdir()
    shutil.copy2(paths.tree().published / "schema.json", tmp_path / "data" / "results")
    (tmp_path / "notebooks").symlink_to(paths.tree().root / "notebooks", target_is_directory=True)
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    assert clinpeft("publish", "smoke").stdout == "smoke: 3 results published, 0 not finished\n"
    assert len(list((tmp_path / "data" / "results").glob("*/*.json"))) == 3
    rows = json.loads(clinpeft("results", "smoke", "--format", "json").stdout)
    assert {row["origin"] for row in rows} == {"here", "published"}
    assert "no published seeds to tell the spread" in clinpeft("compare", "smoke").stdout


def test_a_failed_run_is_kept_with_its_error_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    too_many = RunSpec("concepts", "synthetic", "minilm_l6", "frozen", "quick", 0, 10**6)
    good = catalogue.study("smoke").runs[0]
    errors = dict(sweep.sweep([too_many, good], workers=2))
    assert errors[good] is None
    assert "1000000" in (errors[too_many] or "")
    result = store.read(store.result_path(tmp_path, too_many))
    assert result.status == "failed"
    assert "1000000" in (result.error or "")
    assert str(paths.PROJECT) not in (result.error or "")


def test_a_result_made_from_other_settings_or_damaged_is_made_again(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "runs"
    shutil.copytree(runs, copy)
    monkeypatch.setenv("CLINPEFT_RUNS", str(copy))
    study = catalogue.study("smoke")
    stale, damaged, _ = (store.result_path(copy, spec) for spec in study.runs)
    content = json.loads(stale.read_text())
    content["meta_info"]["hashes"]["code"] = "0" * 64
    stale.write_text(json.dumps(content))
    damaged.write_text(damaged.read_text()[:100])
    assert [cell.state for cell in sweep.cell_states(study)] == ["pending", "pending", "done"]


def test_missing_open_text_is_unavailable_and_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "weights").symlink_to(paths.home() / "weights", target_is_directory=True)
    monkeypatch.setenv("CLINPEFT_HOME", str(home))
    monkeypatch.delenv("CLINPEFT_DATA_FROM", raising=False)
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path / "runs"))
    states = sweep.cell_states(catalogue.study("longer"))
    assert {cell.state for cell in states} == {"unavailable"}
    done = clinpeft("sweep", "longer", "--quiet")
    assert done.returncode == 0
    assert "licence" in done.stderr.lower()
    assert "--from" in done.stderr
    assert f"{len(states)} unavailable" in done.stdout


def test_missing_weights_are_unavailable_and_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path / "runs"))
    states = sweep.cell_states(catalogue.study("synthetic"))
    assert {cell.state for cell in states} == {"unavailable"}
    done = clinpeft("sweep", "smoke", "--quiet")
    assert done.returncode == 1
    assert "clinpeft models fetch minilm_l6" in done.stderr
    assert "3 unavailable" in done.stdout


def test_usage_errors_exit_with_two() -> None:
    wrong = clinpeft("sweep", "quik")
    assert wrong.returncode == 2
    assert "did you mean 'quick'" in " ".join(wrong.stderr.replace("│", " ").split())
    assert clinpeft("results", "smoke", "--format", "xml").returncode == 2
