"""A device, number format or number of threads that does not exist is a usage error, before any run is made."""

from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from clinpeft import catalogue
from clinpeft.cli import app, studies
from clinpeft.running.sweep import CellState

RUN = ["run", "--task", "concepts", "--corpus", "synthetic", "--backbone", "minilm_l6", "--method", "lora"]


@pytest.mark.parametrize("words", [RUN, ["sweep", "smoke"], ["pages"], ["book"], ["bench"]], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("CLINPEFT_DEVICE", "tpu", "auto, cpu, cuda, mps"),
        ("CLINPEFT_DEVICE", "cuda", "it finds: cpu"),
        ("CLINPEFT_PRECISION", "half", "auto, bfloat16, float32"),
        ("CLINPEFT_THREADS", "two", "a whole number"),
    ],
)
def test_what_does_not_exist_is_refused(
    words: list[str], variable: str, value: str, allowed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    answer = CliRunner().invoke(app, words, env={"COLUMNS": "300"})
    assert answer.exit_code == 2, answer.output
    said = " ".join(answer.output.replace("│", " ").split())
    assert f"{variable} is {value!r}" in said
    assert allowed in said
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_ends_its_list_of_failures_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = catalogue.study("smoke").runs
    states = [CellState(runs[0], "failed", "ValueError: no"), *(CellState(spec, "done") for spec in runs[1:])]
    monkeypatch.setattr(studies, "find_states", lambda _: states)
    answer = CliRunner().invoke(app, ["sweep", "smoke", "--quiet"])
    assert answer.exit_code == 1
    assert answer.stderr.splitlines()[-2:] == [
        f"failed: {runs[0].slug}: ValueError: no",
        "`clinpeft sweep smoke --retry-failed` makes them again",
    ]


def test_workers_are_not_counted_here_where_a_scheduler_has_its_own() -> None:
    words = ["sweep", "smoke", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"]
    answer = CliRunner().invoke(app, words, env={"COLUMNS": "300"})
    assert answer.exit_code == 2
    assert "its own workers make the runs" in answer.output


def test_a_folder_that_is_no_project_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path / "nowhere"))
    answer = CliRunner().invoke(app, ["data", "list"])
    assert answer.exit_code == 2
    assert "CLINPEFT_PROJECT must name the folder" in answer.output
