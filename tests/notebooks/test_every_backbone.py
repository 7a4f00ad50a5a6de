"""Every method page runs up to its training, and past it, on every architecture and kind of task that it may meet."""

from collections.abc import Iterator

import jupytext
import pytest

from clinpeft import catalogue, paths
from clinpeft.catalogue.backbones.roles import ARCHITECTURES
from clinpeft.modelling.hardware import PRECISIONS
from clinpeft.specs import Method
from tiny_architectures import tiny_backbone

PAGES = sorted({method.notebook for method in catalogue.METHODS.values()})
TASKS = {"mortality": "sequence", "nli": "pair", "concepts": "token"}
WHOLE = ("frozen-llama-nli", "prefix_tuning-llama-concepts", "bitfit-mpnet-concepts")
"""Pages that are run to their end, training included: a head alone, virtual tokens, weights of the backbone."""


def code_of(page: str) -> list[str]:
    notebook = jupytext.read(paths.tree().notebooks / "methods" / f"{page}.py")
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def method_of(page: str) -> Method:
    names: dict[str, object] = {}
    exec(code_of(page)[0], names)
    return catalogue.method(str(names["method"]))


def cells() -> list[object]:
    """Every page on every architecture: one kind of task each, the other kinds and the paper's variants long."""
    made = []
    for number, page in enumerate(PAGES):
        method = method_of(page)
        for place, architecture in enumerate(ARCHITECTURES):
            soon = list(TASKS)[(number + place) % len(TASKS)]
            varied = any(key.startswith(f"paper/{architecture}") for key in method.variants)
            for task, kind in TASKS.items():
                for recipe in ("quick", "paper") if varied else ("quick",):
                    if method.exclusion(architecture, kind) is None:
                        marks = () if task == soon and recipe == "quick" else pytest.mark.long
                        case = f"{page}-{architecture}-{task}-{recipe}"
                        made.append(pytest.param(page, architecture, task, recipe, id=case, marks=marks))
    return made


@pytest.fixture(scope="module", autouse=True)
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A tiny backbone of every architecture in the catalogue, called by its architecture, its files at home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("home")))
        for architecture in ARCHITECTURES:
            backbone = tiny_backbone(architecture)
            patch.setitem(catalogue.BACKBONES, backbone.name, backbone)
        yield


def executed(page: str, to_the_end: bool, **parameters: object) -> dict[str, object]:
    """The names of the page after its cells: those before its training, or all."""
    names: dict[str, object] = {"__name__": "page"}
    first, *others = code_of(page)
    exec(compile(first, page, "exec"), names)
    names |= parameters
    for source in others:
        if "run(spec)" in source and not to_the_end:
            break
        exec(compile(source, page, "exec"), names)  # the page's own code, as its kernel would run it
    return names


@pytest.mark.parametrize(("page", "architecture", "task", "recipe"), cells())
def test_a_page_reaches_its_training(page: str, architecture: str, task: str, recipe: str) -> None:
    parameters = {"task": task, "corpus": "synthetic", "backbone": f"tiny_{architecture}", "recipe": recipe}
    names = executed(page, to_the_end=False, **parameters)
    by_formula, measured = names["by_formula"], names["measured"]
    assert isinstance(by_formula, int)
    assert isinstance(measured, int)
    if method_of(page).peft_type is not None:
        assert by_formula == measured
    else:  # the backbone's own weights: a checkpoint may bring parts that the formula leaves to the sentence after it
        assert measured == 0 or 0 < by_formula <= measured


@pytest.mark.parametrize("case", WHOLE)
def test_a_page_runs_to_its_end(case: str) -> None:
    page, architecture, task = case.split("-")
    parameters = {"task": task, "corpus": "synthetic", "backbone": f"tiny_{architecture}", "recipe": "quick"}
    names = executed(page, to_the_end=True, **parameters, train_size=16, max_seconds=0.2)
    assert names["result"].status == "success"  # type: ignore[attr-defined]


@pytest.mark.parametrize("precision", PRECISIONS[1:])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_reaches_its_training_in_either_number_format(
    page: str, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever this machine would choose: what a page builds by hand must fit what the library calculates in."""
    monkeypatch.setenv("CLINPEFT_PRECISION", precision)
    executed(page, to_the_end=False, task="mortality", corpus="synthetic", backbone="tiny_bert", recipe="quick")
