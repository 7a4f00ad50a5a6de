"""The recipe of book/own_data.md works as it is printed."""

import csv
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clinpeft import catalogue, corpora, paths
from clinpeft.catalogue import studies
from clinpeft.corpora import sources
from clinpeft.corpora.prepared import prepare
from clinpeft.specs import Corpus, Task

PATIENTS = 700


@pytest.fixture
def printed() -> list[str]:
    """The Python blocks of the page: reader, imports, source, task, corpus, study."""
    page = (paths.tree().book / "own_data.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


def write_notes(folder: Path) -> None:
    folder.mkdir(parents=True)
    with (folder / "notes.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["note", "patient", "text", "readmitted"])
        rows.writerows(
            [f"n{i}", f"p{i // 2}", f"Note number {i}.", ("no", "yes")[i % 3 == 0]] for i in range(2 * PATIENTS)
        )


def test_printed_steps_give_splits_by_patient(
    printed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, imports, source, task, corpus, _ = printed
    module = ModuleType("clinpeft.corpora.my_notes")
    exec(reader, module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    names = dict(vars(sources))
    exec(imports, names)
    monkeypatch.setattr(sources, "SOURCES", {**sources.SOURCES, **eval("{" + source + "}", names)})
    monkeypatch.setitem(catalogue.TASKS, "readmission", eval(task.strip().rstrip(","), {"Task": Task}))
    monkeypatch.setitem(catalogue.CORPORA, "my_notes", eval(corpus.strip().rstrip(","), {"Corpus": Corpus}))
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    write_notes(tmp_path / "raw")
    paths.tree().cards.mkdir(parents=True)
    card = {"name": "my_notes", "files": []}
    assert json.dumps(card) in (paths.PROJECT / "book" / "own_data.md").read_text(encoding="utf-8")
    (paths.tree().cards / "my_notes.json").write_text(json.dumps(card), encoding="utf-8")

    prepare("readmission", "my_notes", tmp_path / "raw")
    splits = corpora.load("readmission", "my_notes")

    groups = {name: {example.group for example in part} for name, part in splits.items()}
    assert {name: len(group) for name, group in groups.items()} == {
        "train": PATIENTS - 600, "validation": 200, "test": 400,
    }  # fmt: skip
    assert {example.label for example in splits.train if hasattr(example, "label")} == {"no", "yes"}


def test_the_printed_study_is_one_that_the_catalogue_takes(printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    task, corpus, study = (block.strip().rstrip(",") for block in printed[-3:])
    monkeypatch.setitem(catalogue.TASKS, "readmission", eval(task, {"Task": Task}))
    monkeypatch.setitem(catalogue.CORPORA, "my_notes", eval(corpus, {"Corpus": Corpus}))
    made = eval(study, vars(studies))
    assert len(made.runs) == 2 * len(studies.SEVEN)
    assert {catalogue.resolve(spec).task.name for spec in made.runs} == {"readmission"}
