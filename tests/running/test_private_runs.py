"""Runs on credentialed corpora: kept where only their owner reads, seen by the tables, refused by publish."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from clinpeft import catalogue, paths, processes, store
from clinpeft.cli import app
from clinpeft.results import tables
from clinpeft.running import sweep
from clinpeft.running.finished import failed
from clinpeft.running.page_inputs import _default_spec, all_pages
from clinpeft.specs import RunResult, RunSpec, SpecError, Study
from stored import todays_hashes

SPEC = RunSpec("mortality", "mimic3", "minilm_l6", "full", "quick", 0, 800)
OPEN = RunSpec("disposition", "neiss", "minilm_l6", "full", "quick", 0, 800)


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunResult:
    """One invented result on MIMIC-III, stored as this machine's own."""
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path / "runs"))
    for name, runs in (("private", (SPEC,)), ("mixed", (SPEC, OPEN))):
        monkeypatch.setitem(catalogue.STUDIES, name, Study(name=name, title=name, question="", runs=runs))
    made = failed(SPEC, "RuntimeError: invented", todays_hashes(SPEC))
    store.write_own(made)
    return made


@pytest.mark.usefixtures("result")
def test_the_result_lies_in_the_private_folder_and_nowhere_else(tmp_path: Path) -> None:
    (path,) = (path for path in tmp_path.rglob("*.json"))
    assert path == paths.private() / "runs" / "mortality" / f"{SPEC.slug}.json"
    assert path == store.own_result_path(SPEC)
    assert paths.private().stat().st_mode & 0o777 == 0o700


def test_the_folder_is_closed_again_where_someone_opened_it(result: RunResult) -> None:
    paths.private().chmod(0o755)
    store.write_own(result)
    assert paths.private().stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("result")
def test_tables_see_it() -> None:
    frame = tables.study_frame("private")
    assert set(frame["origin"]) == {"here"}
    assert set(frame["corpus"]) == {"mimic3"}


@pytest.mark.usefixtures("result")
def test_publish_refuses_and_says_where_it_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path / "project"))
    answer = CliRunner().invoke(app, ["publish", "private"], env={"COLUMNS": "400"})
    assert answer.exit_code == 2
    assert "results on credentialed corpora are never published: mimic3" in answer.stderr
    assert not list((tmp_path / "project").rglob("*.json"))


@pytest.mark.usefixtures("result")
def test_the_open_runs_of_a_mixed_study_may_be_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "clinpeft.cli.results.find_states", lambda study: [sweep.CellState(s, "pending") for s in study.runs]
    )
    answer = CliRunner().invoke(app, ["publish", "mixed"])
    assert "0 results published, 1 not finished" in answer.stdout
    assert "never published: mimic3" in answer.stderr


@pytest.mark.usefixtures("result")
def test_half_written_files_of_killed_runs_are_cleared() -> None:
    gone = store.own_result_path(SPEC).with_name(f".made.{processes.machine()}-999999999.part")
    gone.write_text("half")
    sweep.clear_leftovers()
    assert not gone.exists()
    assert store.own_result_path(SPEC).exists()


def test_a_page_cannot_run_on_credentialed_text(monkeypatch: pytest.MonkeyPatch) -> None:
    page = next(page for page in all_pages() if page.part == "methods")
    monkeypatch.setattr("papermill.inspect_notebook", lambda _: {
        name: {"default": repr(value)} for name, value in SPEC.parameters().items()
    })  # fmt: skip
    with pytest.raises(SpecError, match="'mimic3', which is credentialed, and pages are published"):
        _default_spec(page)
