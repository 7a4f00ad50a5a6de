"""Every method on every architecture for texts and for tokens, on tiny random weights: does the mechanics hold?

`make test` runs every method on one architecture and every architecture with three methods; the rest is long. The
architectures are in two files, so that two processes share the work.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cells import cells, check_cell
from clinpeft.catalogue.backbones import roles

FIRST = ("bert", "distilbert", "modernbert", "llama")  # those of test_matrix.py
ARCHITECTURES = [name for name in roles.ARCHITECTURES if name not in FIRST]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("home")))
        yield Path()


@pytest.mark.parametrize(("architecture", "name", "kind"), cells(ARCHITECTURES))
def test_cell(architecture: str, name: str, kind: str, tmp_path: Path) -> None:
    check_cell(architecture, name, kind, tmp_path / "saved")
