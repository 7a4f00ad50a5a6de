"""What is begun before a command has imported the stack, and only where it will be wanted."""

import subprocess
import sys
from pathlib import Path

import pytest

from clinpeft import corpora, paths, store
from clinpeft.cli import ahead
from stored import SPEC


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path / "runs"))
    return tmp_path


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


@pytest.mark.usefixtures("project")
def test_kernels_are_wanted_where_a_run_that_can_be_made_has_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "state", lambda _: "missing")
    assert not ahead.lack_results([SPEC])
    monkeypatch.setattr(corpora, "state", lambda name: "ready" if name == SPEC.corpus else "missing")
    assert ahead.lack_results([SPEC])
    touch(store.own_result_path(SPEC))
    assert not ahead.lack_results([SPEC])


def test_kernels_are_wanted_where_a_page_has_never_been_executed(project: Path) -> None:
    tree = paths.tree()
    for name in ("methods/lora", "results/scores"):
        touch(tree.notebooks / f"{name}.py")
    touch(tree.executed / "methods" / "lora.ipynb")
    assert ahead.lack_pages()
    touch(tree.executed / "results" / "scores.ipynb")
    assert not ahead.lack_pages()
    assert project in tree.executed.parents


def test_to_see_that_takes_no_torch() -> None:
    script = (
        "import sys; from clinpeft import catalogue; from clinpeft.cli import ahead\n"
        "ahead.lack_results(catalogue.study('quick').runs); ahead.lack_pages(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
