"""``clinpeft guard``: what it looks into, how it ends, and how it stops a commit and a book."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clinpeft.cli import app, book
from clinpeft.corpora import guard as guarding
from clinpeft.paths import tree

# Written backwards, so that this file is no leak itself.
SECRET = " ".join(
    reversed(
        ["dalfesk", "mekurp", "brentho", "zorquil", "ghorpla", "feskwim", "urpdal", "thomek", "quilbren", "zorvax"]
    )
)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git checkout with one committed file, on a machine with prepared credentialed text.

    The settings and hooks of whoever runs the tests, and a commit that they may be part of, stay out of it.
    """
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    home, root = tmp_path / "home", tmp_path / "project"
    prepared = home / "private" / "mortality-mimic3"
    prepared.mkdir(parents=True)
    (prepared / "train.jsonl").write_text(json.dumps({"id": "1", "group": "1", "text": SECRET, "label": "died"}))
    root.mkdir()
    monkeypatch.setenv("CLINPEFT_HOME", str(home))
    monkeypatch.setenv("CLINPEFT_PROJECT", str(root))
    monkeypatch.setattr("clinpeft.corpora.guard.public._texts", lambda: iter(()))
    git(root, "init", "-q")
    git(root, "config", "user.email", "a@example.org")
    git(root, "config", "user.name", "A")
    commit(root, "ours.md", "our own words")
    return root


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(("git", "-C", str(root), *arguments), capture_output=True, text=True, check=False)


def commit(root: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)
    git(root, "add", name)
    return git(root, "commit", "-q", "-m", f"change {name}")


def guard(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["guard", *map(str, arguments)])


@pytest.mark.usefixtures("checkout")
def test_clean_is_exit_0_and_says_what_was_compared() -> None:
    result = guard()
    assert result.exit_code == 0
    assert "no leak: 1 files" in result.output
    assert "mortality-mimic3" in result.output
    assert "pixels" in result.output


def test_without_prepared_text_one_line_says_so(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(checkout))
    result = guard()
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "No credentialed text is prepared on this machine: nothing can leak, nothing was read."
    ]


@pytest.mark.parametrize("place", ["data/a.csv", "_build/html/page.html", "book/page.md"])
def test_a_leak_is_exit_1_with_its_place_and_without_its_text(checkout: Path, place: str) -> None:
    if place.startswith(("_build", "book")):
        (checkout / place).parent.mkdir(parents=True)
        (checkout / place).write_text(f"ours\n{SECRET}")
    else:
        commit(checkout, place, f"ours\n{SECRET}")
    result = guard()
    assert result.exit_code == 1
    assert f"{place}:2: 10 words in a row stand in mortality-mimic3 too" in result.output
    assert "quilbren" not in result.output


def test_what_is_staged_counts_though_the_file_has_changed_since(checkout: Path) -> None:
    (checkout / "new.md").write_text(SECRET)
    assert guard().exit_code == 0  # neither committed nor staged
    git(checkout, "add", "new.md")
    (checkout / "new.md").write_text("cleaned, but not staged again")
    assert guard().exit_code == guard("--staged").exit_code == 1


def test_what_was_committed_and_removed_again_is_in_the_history(checkout: Path) -> None:
    commit(checkout, "ours.md", SECRET)
    commit(checkout, "ours.md", "cleaned")
    assert guard().exit_code == 0
    assert guard("--history").exit_code == 1


def test_paths_are_looked_into_whether_published_or_not(checkout: Path) -> None:
    (checkout / "private.txt").write_text(SECRET)
    assert guard(checkout / "private.txt").exit_code == guard(checkout).exit_code == 1
    assert guard(checkout / "ours.md").exit_code == 0
    assert guard(checkout / "missing").exit_code == 2


def test_the_hook_stops_a_commit_and_lets_a_clean_one_pass(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The hook is another process: this keeps it from making all synthetic text to compare with.
    (tmp_path / "sitecustomize.py").write_text(
        "import clinpeft.corpora.guard.public as public\npublic._texts = lambda: iter(())\n"
    )
    package = Path(guarding.__file__).parents[3]
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{package}")
    assert guard("--install-hook").exit_code == guard("--install-hook").exit_code == 0
    stopped = commit(checkout, "new.md", f"ours {SECRET}")
    assert stopped.returncode == 1
    assert "new.md:1: 10 words" in stopped.stderr
    assert commit(checkout, "new.md", "cleaned").returncode == 0


def test_a_hook_of_another_kind_is_left_alone(checkout: Path) -> None:
    hook = checkout / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nmake check\n")
    result = guard("--install-hook")
    assert result.exit_code == 1
    assert "guard --staged" in result.output
    assert hook.read_text() == "#!/bin/sh\nmake check\n"


def test_a_leak_stops_the_book_before_it_is_built(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "build_site", lambda _: pytest.fail("the site was built"))
    page = checkout / "book" / "executed" / "page.ipynb"
    page.parent.mkdir(parents=True)
    page.write_text(json.dumps({"cells": [{"outputs": [{"text": [SECRET]}]}]}))
    result = CliRunner().invoke(app, ["book", "--only-build"])
    assert result.exit_code == 1
    assert "book/executed/page.ipynb:1: 10 words" in result.output


@pytest.mark.parametrize("name", ["_config.yml", "data/protocol.md"])
def test_what_the_site_takes_from_the_folder_is_read_though_nobody_has_staged_it(checkout: Path, name: str) -> None:
    (checkout / name).parent.mkdir(exist_ok=True)
    (checkout / name).write_text(f"# {SECRET}\n")
    result = CliRunner().invoke(app, ["book", "--only-build"])
    assert result.exit_code == 1
    assert f"{name}:1: 10 words" in result.output


@pytest.mark.usefixtures("checkout")
def test_the_projects_own_files_raise_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINPEFT_PROJECT")
    report = guarding.scan(guarding.sources(tree().root), lambda _: None)
    assert report.files > 100
    assert report.leaks == []


def test_a_commits_message_is_in_the_history(checkout: Path) -> None:
    git(checkout, "commit", "-q", "--allow-empty", "-m", f"note: {SECRET}")
    assert guard().exit_code == 0
    assert guard("--history").exit_code == 1
