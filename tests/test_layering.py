"""The house of design: imports point one way, and some rooms never load torch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import clinpeft

PACKAGE = Path(clinpeft.__file__).parent
MAY_IMPORT = {
    "specs": set(),
    "paths": set(),
    "catalogue": {"specs"},
    "store": {"specs", "catalogue", "paths"},
    "corpora": {"specs", "catalogue", "paths"},
    "modelling": {"specs", "catalogue", "paths", "corpora"},
    "training": {"specs", "catalogue", "paths", "corpora", "modelling"},
    "evaluation": {"specs", "catalogue", "paths", "corpora", "modelling", "training"},
    "results": {"specs", "catalogue", "store", "paths"},
    "running": {"specs", "catalogue", "store", "paths", "corpora", "modelling", "training", "evaluation"},
    "cli": {"specs", "catalogue", "store", "paths", "corpora", "modelling", "running", "results"},
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        assert imported_rooms(path) == set()
        return
    assert imported_rooms(path) <= MAY_IMPORT[room(path)] | {room(path)}


WITHOUT_TORCH = ("specs", "catalogue", "store", "paths", "corpora", "results.tables", "results.figures")


@pytest.mark.parametrize("name", WITHOUT_TORCH)
def test_rooms_without_torch(name: str) -> None:
    script = f"import sys, clinpeft.{name}; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 280
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > 50
    ]
    assert long == []


def test_no_branch_on_the_name_of_a_method_or_backbone() -> None:
    from clinpeft.catalogue import BACKBONES, METHODS

    names = set(METHODS) | set(BACKBONES)
    for path in FILES:
        if room(path) == "catalogue":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                literals = {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)}
                assert not literals & names, f"{path.name}:{node.lineno} compares with {literals & names}"
