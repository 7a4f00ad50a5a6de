"""Synthetic raw files: written whole, once, also when two processes start together."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from clinpeft import paths
from clinpeft.corpora import generated
from clinpeft.specs import SpecError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    return paths.corpus_folder("synthetic")


def replace_generator(monkeypatch: pytest.MonkeyPatch, write: object) -> None:
    """Put another function in the generator's place."""
    module = ModuleType("clinpeft.corpora.synthetic")
    module.write_mimic = write  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "clinpeft.corpora.synthetic", module)


def test_files_are_written_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def write(target: Path, seed: int, patients: int) -> None:
        calls.append((seed, patients))
        (target / "ADMISSIONS.csv").write_text("made up")

    replace_generator(monkeypatch, write)
    written = generated.raw_files("mortality")
    assert generated.raw_files("mortality") == written
    assert calls == [(generated.settings("mortality")["seed"], generated.settings("mortality")["count"])]
    assert list(folder.iterdir()) == [written]


def test_other_settings_never_find_the_old_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_generator(monkeypatch, lambda target, seed, patients: (target / f"{seed}-{patients}").touch())
    old = generated.raw_files("mortality")
    monkeypatch.setitem(generated.WRITERS, "mimic3", ("write_mimic", 5))
    assert generated.raw_files("mortality") != old
    assert len(list(folder.iterdir())) == 2


def test_a_generator_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(target: Path, seed: int, patients: int) -> None:
        (target / "half.csv").write_text(f"{seed} {patients}")
        raise OSError("disk full")

    replace_generator(monkeypatch, write)
    with pytest.raises(OSError, match="disk full"):
        generated.raw_files("mortality")
    assert list(folder.iterdir()) == []


def test_the_first_of_two_processes_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(target: Path, seed: int, patients: int) -> None:
        (folder / target.name).mkdir()  # another process finishes while this one writes
        (folder / target.name / "theirs.csv").write_text("made up")
        (target / "ours.csv").write_text(f"{seed} {patients}")

    replace_generator(monkeypatch, write)
    written = generated.raw_files("mortality")
    assert [path.name for path in written.iterdir()] == ["theirs.csv"]
    assert list(folder.iterdir()) == [written]


def test_tasks_of_one_form_share_their_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_generator(monkeypatch, lambda target, seed, patients: (target / f"{seed}-{patients}").touch())
    assert generated.raw_files("mortality") == generated.raw_files("triage")
    assert list(folder.iterdir()) == [generated.raw_files("mortality")]


def test_an_unknown_task_is_said() -> None:
    with pytest.raises(SpecError, match="unknown task of the synthetic corpus 'disposition'"):
        generated.raw_files("disposition")
