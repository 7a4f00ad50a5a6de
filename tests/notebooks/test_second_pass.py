"""A page that has run is run again in the same kernel, from top to bottom, as "Your turn" asks."""

import ast

import jupytext
import pytest

from clinpeft import catalogue, paths
from clinpeft.specs import RunSpec, SpecError

METHODS = sorted({method.notebook for method in catalogue.METHODS.values()})


def code_of(method: str) -> list[str]:
    page = jupytext.read(paths.tree().notebooks / "methods" / f"{method}.py")
    return [cell.source for cell in page.cells if cell.cell_type == "code"]


def opened(method: str, names: dict[str, object], change: tuple[str, str] = ("", "")) -> RunSpec:
    """Run the first two cells in the names, with a change made to the first."""
    parameters, building = code_of(method)[:2]
    exec(compile(parameters.replace(*change), method, "exec"), names)
    exec(compile(building, method, "exec"), names)
    return names["spec"]  # type: ignore[return-value]


def made_later(method: str) -> set[str]:
    """Every name that the cells after the opening bind."""
    nodes = (node for source in code_of(method)[2:] for node in ast.walk(ast.parse(source)))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


@pytest.fixture(params=METHODS)
def finished(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    """A page's names after a whole pass; what the later cells made is a number each."""
    names: dict[str, object] = {"__name__": "page", "In": []}
    opened(request.param, names)
    names |= dict.fromkeys(made_later(request.param), 1)
    return request.param, names


def test_a_second_pass_makes_the_changed_run(finished: tuple[str, dict[str, object]]) -> None:
    method, names = finished
    assert opened(method, names, ("train_size: int = 800", "train_size: int = 400")).train_size == 400
    assert not made_later(method) & set(RunSpec.__dataclass_fields__)


def test_a_misspelt_parameter_is_refused_in_a_second_pass_too(finished: tuple[str, dict[str, object]]) -> None:
    method, names = finished
    with pytest.raises(SpecError, match="unknown parameter 'train_sise'; did you mean 'train_size'") as refused:
        opened(method, names, ("train_size: int", "train_sise: int"))
    assert "restart the kernel and run all cells" in str(refused.value)


def test_what_papermill_injects_is_refused_in_a_first_pass() -> None:
    names: dict[str, object] = {"__name__": "page"}
    parameters, building = code_of("lora")[:2]
    exec(compile(f"{parameters}\nrank = 4", "lora", "exec"), names)
    with pytest.raises(SpecError, match="unknown parameter 'rank'"):
        exec(compile(building, "lora", "exec"), names)
