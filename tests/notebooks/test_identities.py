"""Where prose says that an identity holds, the cell before it stops the page if it does not."""

import ast
import re
from itertools import pairwise

import jupytext
import pytest

from clinpeft import paths

PAGES = [
    *sorted((paths.tree().notebooks / "methods").glob("*.py")),
    paths.tree().notebooks / "practice/adapter_file.py",
]
COMPARED = re.compile(r"\btorch\.(?:equal|allclose)\(")


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.stem)
def test_an_identity_is_asserted_and_shown(source: object) -> None:
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code" and COMPARED.search(cell.source):
            body = ast.parse(cell.source).body
            assert isinstance(body[-2], ast.Assert), cell.source
            assert isinstance(body[-1], ast.Expr), cell.source


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.stem)
def test_true_is_read_aloud_after_an_assert_only(source: object) -> None:
    cells = jupytext.read(source).cells
    for before, after in pairwise(cells):
        if after.cell_type == "markdown" and after.source.startswith("True"):
            assert "\nassert " in before.source, before.source
