"""What a page of the book is made again for."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clinpeft import paths
from clinpeft.running import fingerprints, page_inputs
from stored import SPEC


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> page_inputs.Page:
    """A page of a project and a library that may be written to."""
    real = paths.tree()
    package = tmp_path / "clinpeft"
    (package / "running").mkdir(parents=True)
    (package / "tuned_rates.json").write_text("{}")
    for folder in ("data/results", "data/reported"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data" / "corpora").symlink_to(real.cards, target_is_directory=True)
    shutil.copy(real.floors, tmp_path / "data")
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    monkeypatch.setattr(fingerprints, "__file__", str(package / "running" / "fingerprints.py"))
    return page_inputs.Page("tasks/overview", real.notebooks / "tasks" / "overview.py")


@pytest.mark.parametrize(
    "name", ["data/floors.json", "data/lineage.json", "clinpeft/tuned_rates.json", "clinpeft/rates.py"]
)
def test_a_page_follows_the_tables_that_it_shows(page: page_inputs.Page, tmp_path: Path, name: str) -> None:
    before = page_inputs.Inputs("quick").key(page)
    assert page_inputs.Inputs("quick").key(page) == before
    (tmp_path / name).write_text(json.dumps({"other": 1}))
    assert page_inputs.Inputs("quick").key(page) != before


def test_a_method_page_follows_the_published_runs_of_every_seed(page: page_inputs.Page, tmp_path: Path) -> None:
    del page
    source = paths.tree().root / "lora.py"
    source.write_text("# %%\n")
    method = page_inputs.Page("methods/lora", source)
    inputs = page_inputs.Inputs("quick")
    inputs._defaults[method.name] = SPEC
    shown = inputs.spec(method)
    before = inputs.key(method)
    folder = tmp_path / "data" / "results" / shown.task
    folder.mkdir()
    (folder / f"{replace(shown, backbone='bert_tiny').slug}.json").write_text("{}")
    assert inputs.key(method) == before, "of another backbone"
    (folder / f"{replace(shown, seed=7).slug}.json").write_text("{}")
    assert inputs.key(method) != before
