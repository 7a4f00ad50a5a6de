"""The house of design: imports point one way, and some rooms never load torch."""

import ast
import doctest
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import clinpeft

PACKAGE = Path(clinpeft.__file__).parent
_BASE = {"specs", "catalogue", "paths"}
_SCIENCE = ("corpora", "modelling", "training", "evaluation")
MAY_IMPORT = {
    "specs": set(),
    "paths": set(),
    "processes": set(),
    "catalogue": {"specs"},
    "store": _BASE | {"processes"},
    "provenance": _BASE,
    **{room: _BASE | {"processes"} | set(_SCIENCE[:place]) for place, room in enumerate(_SCIENCE)},
    "weight_files": _BASE | {"processes", "corpora", "modelling"},
    "results": _BASE | {"store", "provenance"},
    "control_groups": set(),
    "resources": {"control_groups"},
    "kernels": {"processes"},
    "running": _BASE | {"store", "provenance", "processes", "resources", "kernels", "weight_files", *_SCIENCE},
    "showing": _BASE | {"store", *_SCIENCE},
    "pricing": _BASE | {"store", "provenance", "processes", "resources", "running", *_SCIENCE},
    "bench": _BASE | {"store", "provenance", "resources", "kernels", *_SCIENCE, "running"},
    "cli": _BASE
    | {"store", "provenance", "processes", "resources", "kernels", "corpora", "modelling", "running", "showing"}
    | {"weight_files", "pricing", "results", "bench"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("clinpeft.")}
        elif isinstance(node, ast.ImportFrom) and node.module == "clinpeft":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("clinpeft."):
            found.add((node.module or "").split(".")[1])
    return found


def test_only_paths_names_folders_of_a_users_machine() -> None:
    named = [path.name for path in FILES if re.search(r"paths\.(home|private)\(\) /", path.read_text(encoding="utf-8"))]
    assert named == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        assert imported_rooms(path) == set()
        return
    assert imported_rooms(path) <= MAY_IMPORT[room(path)] | {room(path)}


WITHOUT_TORCH = ("specs", "catalogue", "store", "paths", "provenance", "corpora", "results.tables", "results.figures")


@pytest.mark.parametrize("name", WITHOUT_TORCH)
def test_rooms_without_torch(name: str) -> None:
    script = f"import sys, clinpeft.{name}; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


TESTS = sorted(Path(__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


def _branching_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Text constants that decide something: compared with, matched, a key that is looked up, or asked of a name."""
    for node in ast.walk(tree):
        places: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            places = [node]
        elif isinstance(node, (ast.MatchValue, ast.Dict)):
            places = [node.value] if isinstance(node, ast.MatchValue) else [key for key in node.keys if key is not None]
        elif isinstance(node, ast.Subscript):
            places = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ASKS:
            places = list(node.args)
        for place in places:
            for leaf in ast.walk(place):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.lineno, leaf.value


_ASKS = {"startswith", "endswith", "get", "find", "search", "match", "fullmatch", "pop"}


def _declared_names() -> set[str]:
    from clinpeft.catalogue import BACKBONES, METHODS

    methods, backbones = METHODS.values(), BACKBONES.values()
    names = {*METHODS, *BACKBONES, *(m.title for m in methods), *(b.title for b in backbones)}
    names |= {m.peft_type for m in methods if m.peft_type} | {b.architecture for b in backbones}
    return {name.lower() for name in names}


def test_no_branch_on_the_name_of_a_method_or_backbone() -> None:
    names = _declared_names()
    for path in FILES:
        if room(path) == "catalogue":
            continue
        for line, literal in _branching_literals(ast.parse(path.read_text(encoding="utf-8"))):
            assert literal.lower() not in names, f"{path.relative_to(PACKAGE)}:{line} decides by {literal!r}"


@pytest.mark.parametrize(
    "branch",
    [
        'if method.name == "lora": pass',
        'if "lora" in method.name: pass',
        'kind = {"lora": 1}[method.name]',
        'if name.startswith("minilm_l6"): pass',
        'match method.peft_type:\n    case "LORA": pass',
    ],
)
def test_the_search_for_branches_finds_one(branch: str) -> None:
    assert {literal.lower() for _, literal in _branching_literals(ast.parse(branch))} & _declared_names()


@pytest.mark.parametrize(
    "path", [path for path in FILES if ">>> " in path.read_text("utf-8")], ids=lambda path: path.stem
)
def test_examples_in_docstrings_are_true(path: Path) -> None:
    name = ".".join(("clinpeft", *path.relative_to(PACKAGE).with_suffix("").parts))
    done = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert done.attempted
    assert not done.failed
