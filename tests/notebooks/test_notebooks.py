"""The walk-throughs hold to their rules: a page is one run, cells are small, prose reads what cells show."""

import ast
import inspect
import re
from dataclasses import MISSING, fields
from pathlib import Path

import jupytext
import papermill
import pytest
from nbformat import NotebookNode

from clinpeft import catalogue, paths
from clinpeft.running.recording import result_values
from clinpeft.specs import RunSpec

PARTS = ("methods", "tasks", "foundations", "practice")
METHODS = sorted({method.notebook for method in catalogue.METHODS.values()})
METRICS = r"\b(?:auroc|entity f1|macro f1|micro f1|f1|accuracy|precision|recall|calibration error|ece)\b"
NUMBER = r"(?<![\w.])(?:0?\.\d+|\d\d(?:\.\d+)? ?%)"
TYPED_SCORE = re.compile(rf"{METRICS}[^.?|\n`$]{{0,40}}?{NUMBER}|{NUMBER}[^.?|\n`$]{{0,40}}?{METRICS}", re.IGNORECASE)
FENCE = re.compile(r"^```(?!\{).*?^```$", re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"\{value\}`([^`:]+)(?::[^`]*)?`")
SILENT = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.For, ast.With, ast.FunctionDef)


def sources() -> list[Path]:
    folder = paths.tree().notebooks
    return sorted(source for part in PARTS for source in (folder / part).glob("*.py"))


def page_id(source: Path) -> str:
    return f"{source.parent.name}/{source.stem}"


every_page = pytest.mark.parametrize("source", sources(), ids=page_id)
every_method = pytest.mark.parametrize("method", METHODS)


def method_page(method: str) -> NotebookNode:
    return jupytext.read(paths.tree().notebooks / "methods" / f"{method}.py")


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(source: Path) -> str:
    return "\n\n".join(cell.source for cell in jupytext.read(source).cells if cell.cell_type == "markdown")


def noted(source: Path) -> set[str]:
    """Names that the page gives to note()."""
    calls = (
        node
        for cell in code_cells(jupytext.read(source))
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note"
    )
    return {keyword.arg for call in calls for keyword in call.keywords if keyword.arg is not None}


def test_every_method_has_its_page() -> None:
    have = {source.stem for source in sources() if source.parent.name == "methods"}
    assert have == set(METHODS)


@every_method
def test_parameters_are_the_fields_of_a_run(method: str) -> None:
    notebook = method_page(method)
    first = code_cells(notebook)[0]
    assert first.metadata["tags"] == ["parameters"]
    declared = papermill.inspect_notebook(notebook)
    assert list(declared) == [field.name for field in fields(RunSpec)]
    values = {name: ast.literal_eval(entry["default"]) for name, entry in declared.items()}
    assert RunSpec.from_parameters(values).method == values["method"]
    assert catalogue.method(str(values["method"])).notebook == method


@every_method
def test_parameter_types_and_defaults_are_those_of_a_run(method: str) -> None:
    declared = papermill.inspect_notebook(method_page(method))
    for field in fields(RunSpec):
        entry = declared[field.name]
        # papermill reads plain type names only, so "int | None" stands as "int" with a default of None.
        assert entry["inferred_type_name"] == _plain(field.type), field.name
        if field.default is not MISSING and field.name != "train_size":
            assert ast.literal_eval(entry["default"]) == field.default, field.name
        assert entry["help"], f"{field.name} needs a comment"


def _plain(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return text.split(" | ")[0]


@every_page
def test_a_page_says_its_kernel(source: Path) -> None:
    """A header that jupytext does not know becomes a raw cell, and papermill then finds no language in the page."""
    page = jupytext.read(source)
    assert page.metadata["kernelspec"]["name"] == "python3"
    assert page.cells[0].cell_type == "markdown"


@every_page
def test_cells_are_small(source: Path) -> None:
    for cell in code_cells(jupytext.read(source)):
        assert len(cell.source.splitlines()) <= 12, cell.source


@every_page
def test_definitions_are_at_most_three_lines(source: Path) -> None:
    for cell in code_cells(jupytext.read(source)):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                assert (node.end_lineno or 0) - node.lineno < 3, node.name


def shows_something(cell: NotebookNode) -> bool:
    last = ast.parse(cell.source).body[-1]
    called = last.value.func if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
    return not isinstance(last, SILENT) and not (isinstance(called, ast.Name) and called.id == "note")


@every_page
def test_every_output_is_read_aloud(source: Path) -> None:
    cells = jupytext.read(source).cells
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []) or not shows_something(cell):
            continue
        assert after is not None, f"the last cell shows something that nobody reads: {cell.source}"
        text = after.source if after.cell_type == "markdown" else ""
        assert re.match(r"[^#\s]", text), f"no sentence after: {cell.source}"


def all_prose() -> list[Path]:
    """Everything that a reader of the project reads: all walk-throughs, the book's own pages, the README."""
    tree = paths.tree()
    return [
        *sorted(tree.notebooks.rglob("*.py")),
        *sorted(tree.book.glob("*.md")),
        tree.root / "README.md",
        tree.root / "data" / "protocol.md",
    ]


@pytest.mark.parametrize("source", all_prose(), ids=page_id)
def test_no_score_is_typed_into_prose(source: Path) -> None:
    text = prose(source) if source.suffix == ".py" else FENCE.sub("", source.read_text(encoding="utf-8"))
    found = TYPED_SCORE.search(unwrapped(VALUE.sub("(value)", text)))
    assert found is None, found[0] if found else ""


def unwrapped(text: str) -> str:
    """Paragraphs in one line each, so that a sentence may not hide a score behind the end of a line."""
    return re.sub(r"(?<!\n)\n(?![\n|#*-])", " ", text)


@pytest.mark.parametrize(
    "text",
    ["an AUROC of .786", "entity F1 rose to 0.54", "accuracy of 80 %", "0.54 entity F1", "80% accuracy", "AUROC\n0.81"],
)
def test_a_typed_score_would_be_found(text: str) -> None:
    assert TYPED_SCORE.search(unwrapped(text))


def recorded_names() -> set[str]:
    """Names that record() provides, read off its code: every string key and every pattern of keys."""
    tree = ast.parse(inspect.getsource(result_values))
    keys = [key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


@every_page
def test_every_value_in_the_prose_is_provided(source: Path) -> None:
    used = set(VALUE.findall(prose(source)))
    calls_record = any("record(result)" in cell.source for cell in code_cells(jupytext.read(source)))
    provided = noted(source) | (recorded_names() if calls_record else set())
    assert used <= provided, sorted(used - provided)


@every_page
def test_headings_hold_no_values(source: Path) -> None:
    headings = [line for line in prose(source).splitlines() if line.startswith("#")]
    assert headings
    assert not [line for line in headings if "{value}" in line]


@every_page
def test_citations_are_in_the_bibliography(source: Path) -> None:
    entries = set(re.findall(r"^@\w+\{([^,]+),", (paths.tree().book / "references.bib").read_text("utf-8"), re.M))
    cited = {key for keys in re.findall(r"\{cite\}`([^`]+)`", prose(source)) for key in keys.split(",")}
    assert cited <= entries, sorted(cited - entries)


@every_method
def test_a_method_page_cites_its_method(method: str) -> None:
    text = prose(paths.tree().notebooks / "methods" / f"{method}.py")
    for entry in catalogue.METHODS.values():
        if entry.notebook == method:
            assert f"{{cite}}`{entry.reference}`" in text


@every_page
def test_exercises_have_solutions(source: Path) -> None:
    text = prose(source)
    labels = re.findall(r"\{exercise\}\n:label: ([\w-]+)", text)
    assert labels
    assert re.findall(r"\{solution\} ([\w-]+)", text) == labels


def task_pages_on_open_text() -> list[Path]:
    found = []
    for source in sources():
        notebook = jupytext.read(source)
        corpus = papermill.inspect_notebook(notebook).get("corpus") if source.parent.name == "tasks" else None
        if corpus is not None and catalogue.corpus(ast.literal_eval(corpus["default"])).tier == "open":
            found.append(source)
    return found


@pytest.mark.parametrize("source", task_pages_on_open_text(), ids=page_id)
def test_a_task_page_runs_without_its_text(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    names: dict[str, object] = {"__name__": "page"}
    for cell in code_cells(jupytext.read(source)):
        exec(compile(cell.source, str(source), "exec"), names)  # the page's own code, as its kernel would run it
    assert "clinpeft data fetch" in names["report"].notice  # type: ignore[attr-defined]
