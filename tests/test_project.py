"""The files around the code say one thing: README, Makefile, CI, lock, conda, table of contents."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

from clinpeft import paths
from clinpeft.cli import app

ROOT = paths.tree().root
PINNED = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def lock_lines() -> list[str]:
    return [line for line in read("requirements.lock").splitlines() if line and not line.startswith("#")]


def commands(text: str) -> list[str]:
    """The lines of a Markdown file's code blocks; one that ends in a backslash goes on in the next."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in re.sub(r" \\\n\s*", " ", block).splitlines()]


def recipe(target: str) -> list[str]:
    """What make would run for a target on a fresh machine."""
    # Under `make test` itself the outer make's own settings would reach this one.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    command = ["make", "--dry-run", "--always-make", "--no-print-directory", target]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=own)
    return made.stdout.splitlines()


def test_readme_names_the_two_commands_and_ci_runs_the_second() -> None:
    shown = [line.split("#")[0].strip() for line in commands(read("README.md"))]
    assert shown[:2] == ["make study", "make test"]
    assert [line for line in read(".ci/run").splitlines() if line.startswith("make ")] == ["make test"]
    steps = {name: yaml.safe_load(read(f".github/workflows/{name}.yml"))["jobs"] for name in ("test", "book")}
    assert ".ci/run" in [step.get("run") for step in steps["test"]["test"]["steps"]]
    assert "make study" in [step.get("run") for step in steps["book"]["book"]["steps"]]


def test_one_job_of_the_tests_has_the_open_text() -> None:
    job = yaml.safe_load(read(".github/workflows/test.yml"))["jobs"]["test"]
    (step,) = [step for step in job["steps"] if "clinpeft data fetch" in step.get("run", "")]
    versions = [version for version in job["strategy"]["matrix"]["python"] if f"'{version}'" in step["if"]]
    assert len(versions) == 1
    assert "CLINPEFT_DATA_FROM=" in step["run"]
    assert "$GITHUB_ENV" in step["run"]


@pytest.mark.parametrize("page", ["README.md", "book/run_it_yourself.md"])
def test_steps_without_make_are_those_of_make_study(page: str) -> None:
    """Each pip and clinpeft command of the recipe stands in the text, in the same order."""
    by_hand = [line.removeprefix(".venv/bin/") for line in commands(read(page)) if line.startswith(".venv/bin/")]
    found = re.findall(r"\.venv/bin/((?:python -m pip|clinpeft) [^|;&\n]+)", "\n".join(recipe("study")))
    assert by_hand == [command.strip() for command in found]


def test_make_test_checks_style_types_pairs_and_runs_the_tests_last() -> None:
    made = recipe("test")
    for check in ("ruff check", "ruff format --check", "mypy", "clinpeft notebooks check"):
        assert f".venv/bin/{check}" in made
    assert made[-1] == '.venv/bin/pytest -n auto --dist loadfile -m "not long"'


def test_lock_pins_every_line_once_and_names_no_host() -> None:
    assert [line for line in lock_lines() if not PINNED.fullmatch(line)] == []
    names = [canonicalize_name(line.partition("==")[0]) for line in lock_lines()]
    assert names == sorted(set(names))
    assert "://" not in read("requirements.lock")


def test_lock_holds_what_pyproject_asks_for() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["test"]]
    wanted += project["build-system"]["requires"]
    pinned = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lock_lines())}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_conda_opens_the_same_lock() -> None:
    dependencies = yaml.safe_load(read("environment.yml"))["dependencies"]
    assert dependencies[:2] == ["python=3.11", "pip"]
    assert dependencies[2] == {"pip": ["-r requirements.lock", "-e ."]}


def test_every_page_of_the_book_has_a_source_and_every_source_a_page() -> None:
    toc = yaml.safe_load(read("_toc.yml"))
    pages = {toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])}
    prose = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").glob("*.md")}
    notebooks = {
        f"book/executed/{path.relative_to(paths.tree().notebooks).with_suffix('').as_posix()}"
        for path in paths.tree().notebooks.rglob("*.py")
    }
    assert pages == prose | notebooks


def test_every_command_in_the_prose_exists() -> None:
    """A reader types what a page shows: each clinpeft command and each of its options is known to the program."""
    from typer.main import get_command

    from clinpeft.cli import app

    known = get_command(app)
    for page in (*sorted((ROOT / "book").glob("*.md")), ROOT / "README.md"):
        for line in commands(page.read_text(encoding="utf-8")):
            found = re.search(r"\bclinpeft ([^#&|]+)", line)
            if found and "import" not in line:
                _assert_known(known, found[1].split(), page)


def _assert_known(command: object, words: list[str], page: Path) -> None:
    while hasattr(command, "commands"):
        assert words[0] in command.commands, f"{page.name}: clinpeft has no command {words[0]!r}"
        command, words = command.commands[words[0]], words[1:]
    options = {name for parameter in getattr(command, "params", []) for name in parameter.opts}
    unknown = {word for word in words if word.startswith("--")} - options
    assert unknown == set(), f"{page.name}: unknown options in {' '.join(words)}"


def test_without_the_project_a_command_says_where_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLINPEFT_PROJECT", raising=False)
    monkeypatch.setattr(paths, "PROJECT", tmp_path)
    answer = CliRunner().invoke(app, ["status", "quick"])
    assert answer.exit_code == 2
    assert "install clinpeft from its folder" in answer.output


def test_line_ends_are_the_same_on_every_system() -> None:
    """The hash of the code names every result; a checkout that changes line ends would have another."""
    assert "* text=auto eol=lf" in read(".gitattributes")
