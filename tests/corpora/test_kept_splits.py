"""Kept splits are what the reader makes, are made once, and follow the raw files."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from clinpeft import corpora, paths
from clinpeft.corpora import Splits, generated, kept_splits, staging
from clinpeft.corpora.examples import TextExample, TokenExample
from clinpeft.corpora.sources import make_splits, source

CELLS = (("nli", "synthetic"), ("concepts", "synthetic"))


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that shares the generated raw files and nothing else."""
    for task, _ in CELLS:
        raw = generated.raw_files(task).parent
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "synthetic").symlink_to(raw, target_is_directory=True)
    return tmp_path


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize(("task", "corpus"), CELLS)
def test_kept_splits_are_what_the_reader_makes(task: str, corpus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_splits(task, corpus, source(task, corpus).read(generated.raw_files(task)))[0]
    assert corpora.load(task, corpus) == made
    monkeypatch.setattr(corpora, "make_splits", None)  # a second time nothing is read or split
    assert corpora.load(task, corpus) == made


EXAMPLES = (
    TextExample("a", "p1", "no fever", "entailment", "no fever was seen"),
    TextExample("b", "p2", "fièvre “38”", "contradiction"),
    TokenExample("c", "p3", ("old", "pain"), ("O", "B-problem")),
)
SPLITS = Splits.of(*((example,) for example in EXAMPLES))


def keep(raw: Path, made: Splits) -> list[Splits]:
    """Ask for the splits of a folder; what was made on the way."""
    calls = []

    def make() -> Splits:
        calls.append(made)
        return made

    assert kept_splits.kept("nli", "synthetic", None, raw, make) == made
    return calls


@pytest.fixture
def raw(own_home: Path) -> Path:
    folder = own_home / "raw"
    folder.mkdir()
    (folder / "table.csv").write_text("a,b\n")
    return folder


def test_every_form_of_example_comes_back(raw: Path) -> None:
    assert len(keep(raw, SPLITS)) == 1
    assert keep(raw, SPLITS) == []


def test_other_raw_files_are_read_again(raw: Path) -> None:
    keep(raw, SPLITS)
    (raw / "table.csv").write_text("a,c\n")
    assert len(keep(raw, SPLITS)) == 1
    (raw / "table.csv").rename(raw / "other.csv")
    assert len(keep(raw, SPLITS)) == 1


@pytest.mark.parametrize("damage", ["half", "changed", "lacking"])
def test_a_damaged_file_is_made_afresh(raw: Path, damage: str) -> None:
    keep(raw, SPLITS)
    (path,) = paths.splits().glob("*.splits")
    text = path.read_text()
    other = json.dumps({name: part for name, part in json.loads(text.partition("\n")[2]).items() if name != "test"})
    lacking = hashlib.sha256(other.encode()).hexdigest() + "\n" + other
    damaged = {"half": text[:90], "changed": text.replace("fever", "cough"), "lacking": lacking}
    path.write_text(damaged[damage])
    assert len(keep(raw, SPLITS)) == 1
    assert keep(raw, SPLITS) == []


def test_splits_that_cannot_be_kept_are_used_all_the_same(raw: Path) -> None:
    paths.splits().write_text("a file in the folder's place")
    with pytest.warns(UserWarning, match="are not kept"):
        assert len(keep(raw, SPLITS)) == 1


def test_the_oldest_files_make_room(tmp_path: Path) -> None:
    for age, name in enumerate("bca"):
        (tmp_path / name).write_bytes(bytes(10))
        os.utime(tmp_path / name, (age, age))
    (tmp_path / ".unfinished").write_bytes(bytes(100))
    staging.make_room(tmp_path, 25)
    assert {path.name for path in tmp_path.iterdir()} == {".unfinished", "a", "c"}
    staging.make_room(tmp_path, 0)
    assert {path.name for path in tmp_path.iterdir()} == {".unfinished"}
