"""The results pages run on the mini study, hold no typed numbers, and show every figure with a text alternative."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import jupytext
import matplotlib.pyplot as plt
import pytest
from nbformat import NotebookNode

from clinpeft.paths import PROJECT
from clinpeft.results import headroom_sentences
from clinpeft.results.figures import display

PAGES = sorted((PROJECT / "notebooks" / "py" / "results").glob("*.py"))
STUDY = {"longer": "longer", "headroom": "headroom", "tuning": "learning_rate", "differences": "seeds"}
ROLE = re.compile(r"\{value\}`([^`:]+)(?::[^`]*)?`")


def _read(path: Path) -> NotebookNode:
    return jupytext.read(path)


def _prose(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _run(notebook: NotebookNode, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, object], list[str]]:
    values: dict[str, object] = {}
    images: list[str] = []
    # The pages need only note() of the room that trains models; the stand-in keeps torch out of this test.
    monkeypatch.setitem(sys.modules, "clinpeft.running", SimpleNamespace(note=lambda **given: values.update(given)))
    monkeypatch.setattr(display, "display", lambda data, **_: images.append(data["text/html"]))
    plt.switch_backend("agg")
    names: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, "page", "exec"), names)
    return values, images


def test_the_pages_are_there() -> None:
    assert [path.stem for path in PAGES] == [
        "costs",
        "differences",
        "headroom",
        "longer",
        "parameters",
        "scores",
        "tuning",
    ]


@pytest.mark.usefixtures("mini_project")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_runs_and_gives_every_value_its_prose_names(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = _read(path)
    values, images = _run(notebook, monkeypatch)
    assert set(ROLE.findall(_prose(notebook))) == set(values)
    assert all(isinstance(value, (str, int, float)) for value in values.values())
    assert images
    assert re.match(r'<img alt="[^"]{20,}"', images[0])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_number_is_typed(path: Path) -> None:
    prose = ROLE.sub("", _prose(_read(path)))
    assert not re.search(r"\d+[.,]\d|\d\s?%|\b\d{2,}\b", prose)
    metrics = r"(AUROC|F1|accuracy|parameters|seconds|MB)"
    prose = prose.replace("F1", "F-one")
    assert not re.search(rf"{metrics}[^.\n]{{0,40}}\d", prose)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_the_form_of_a_results_page(path: Path) -> None:
    notebook = _read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    parameters = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    assert [re.match(r'study: str = "(\w+)"', cell.source)[1] for cell in parameters] == [  # type: ignore[index]
        STUDY.get(path.stem, "quick")
    ]
    assert all(len(cell.source.splitlines()) <= 12 for cell in code)
    assert "def " not in "".join(cell.source for cell in code)
    prose = _prose(notebook)
    assert "What this cannot show" in prose
    assert {"coverage", "missing"} <= set(ROLE.findall(prose)), "failed runs and missing corpora are said in words"


def test_figures_in_pages_are_displayed_with_alt() -> None:
    for path in PAGES:
        code = "\n".join(cell.source for cell in _read(path).cells if cell.cell_type == "code")
        assert len(re.findall(r"display_figure\(.+, alt=figures\.alt_\w+\(\w+\)\)", code)) == code.count(
            "figures.display"
        )


@pytest.mark.parametrize("name", ["headroom", "differences", "tuning", "longer"])
def test_a_page_of_the_pilot_runs_on_the_published_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    values, images = _run(_read(PROJECT / "notebooks" / "py" / "results" / f"{name}.py"), monkeypatch)
    assert headroom_sentences.NO_RUNS not in " ".join(map(str, values.values()))
    assert "There are no runs" not in images[0]
    assert "No cell has" not in images[0]
