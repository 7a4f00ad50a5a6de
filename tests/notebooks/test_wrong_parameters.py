"""A wrong parameter stops a method page in its first cells, in a kernel as papermill runs it."""

from collections.abc import Iterator

import jupytext
import nbclient
import pytest
from nbformat import NotebookNode, v4

from clinpeft import catalogue, paths

METHODS = sorted({method.notebook for method in catalogue.METHODS.values()})


def method_page(method: str) -> NotebookNode:
    return jupytext.read(paths.tree().notebooks / "methods" / f"{method}.py")


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


WRONG = {
    "unknown": ({"train_sizes": 100}, "unknown parameter 'train_sizes'; did you mean 'train_size'?"),
    "ill-typed": ({"seed": "zero"}, "parameter 'seed' must be int, got 'zero' (str)"),
    "a name that is not one": ({"task": "Dis position"}, "parameter 'task' must be lower-case letters"),
    "missing": (None, "parameter 'max_seconds' is missing"),
}


def opening(notebook: NotebookNode, parameters: dict[str, object] | None) -> NotebookNode:
    """The first two code cells with a cell injected between them, as papermill injects it."""
    declared, building = code_cells(notebook)[:2]
    injected = [f"{name} = {value!r}" for name, value in (parameters or {}).items()] or ["del max_seconds"]
    return v4.new_notebook(cells=[v4.new_code_cell(s) for s in (declared.source, "\n".join(injected), building.source)])


def stopped_with(parameters: dict[str, object] | None, method: str) -> str:
    with pytest.raises(nbclient.exceptions.CellExecutionError) as stopped:
        nbclient.NotebookClient(opening(method_page(method), parameters), kernel_name="python3").execute()
    return str(stopped.value)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_parameter_stops_the_page(case: str) -> None:
    parameters, message = WRONG[case]
    assert message in stopped_with(parameters, "lora")


def openings() -> Iterator[str]:
    yield from (code_cells(method_page(method))[1].source for method in METHODS)


def test_every_method_page_opens_alike() -> None:
    assert len(set(openings())) == 1, "the cell that refuses wrong parameters differs between pages"
