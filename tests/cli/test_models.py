"""``clinpeft models``: what it says and how it exits."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clinpeft import catalogue
from clinpeft.cli import app
from clinpeft.weight_files import published_counts


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["models", *words], env={"COLUMNS": "200"})
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))


def test_list_names_every_backbone() -> None:
    code, said = run("list")
    assert code == 0
    assert all(name in said for name in catalogue.BACKBONES)


def test_check_of_one_backbone_and_of_none() -> None:
    assert run("check", "minilm_l3") == (0, "minilm_l3: structure (no files on this machine) as declared\n")
    code, said = run("check", "no_such")
    assert code == 2
    assert "unknown backbone" in said


def test_check_fails_where_a_published_count_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    count = published_counts.load()[1]
    monkeypatch.setattr(catalogue, "BACKBONES", {"bert_tiny": catalogue.backbone("bert_tiny")})
    monkeypatch.setattr(published_counts, "load", lambda: (replace(count, total=1),))
    monkeypatch.setattr(catalogue, "backbone", {b.name: b for b in catalogue.backbones.paper.ENTRIES}.__getitem__)
    code, said = run("check")
    assert code == 1
    assert "0 of 1 reproduced" in said
    assert "total 109,483,778, published 1" in said


def test_fetch_from_an_empty_folder_fails_and_says_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, said = run("fetch", "biobert", "--from", str(tmp_path / "empty"))
    assert code == 1
    assert "config.json" in said
    assert "clinpeft models fetch biobert --from DIR" in said


def test_fetch_without_names_fetches_nothing_and_lists_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinpeft.weight_files.fetching.fetch", None)
    code, said = run("fetch")
    assert code == 2
    assert "tiny_biobert" in said
    assert "name the backbones to fetch" in said
    assert " GB" in said


def test_fetch_without_names_takes_all_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    monkeypatch.setattr("clinpeft.weight_files.fetching.fetch", lambda backbone, _: taken.append(backbone.name))
    assert run("fetch", "--from", str(tmp_path))[0] == 0
    assert taken == list(catalogue.BACKBONES)
