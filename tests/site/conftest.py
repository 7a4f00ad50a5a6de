"""The small site: the book's real prose, two notebooks executed and the rest not, built as the book is, and served."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest
import yaml
from playwright.sync_api import Browser, sync_playwright
from watching import served

from clinpeft import paths
from clinpeft.cli.book import build_site
from clinpeft.running import execution
from clinpeft.running.values import ROLE

BROWSERS = ("chromium", "google-chrome")
BROWSER_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
EXECUTED = ("book/executed/results/scores", "book/executed/results/costs")
"""Their tables and figures are those of the mini study under tests/results."""
FORMULA = "# Not written yet\n\n$$ h = W x + B A x $$"


@pytest.fixture(scope="session")
def toc_pages() -> list[str]:
    """Every page of the table of contents, in order, as a path without suffix."""
    toc = yaml.safe_load((paths.tree().root / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"]] + [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]


def _unexecuted(source: Path) -> nbformat.NotebookNode:
    """A notebook as the book shows it, without outputs and with 0 for every number in its prose."""
    if source.is_file():
        notebook = jupytext.read(source)
    else:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(FORMULA)])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = ROLE.sub("0", cell.source)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": {"name": "python"}})
    return notebook


@pytest.fixture(scope="session")
def mini_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose runs, here and published, are those of the mini study."""
    project, mini = tmp_path_factory.mktemp("mini"), Path(__file__).parents[1] / "results" / "mini"
    shutil.copytree(mini / "runs", project / "runs")
    shutil.copytree(mini / "published", project / "data" / "results")
    shutil.copy(paths.tree().published / "schema.json", project / "data" / "results")
    for folder in (paths.tree().reported, paths.tree().cards):
        shutil.copytree(folder, project / "data" / folder.name)
    return project


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, toc_pages: list[str], mini_study: Path) -> Path:
    """The folder of the small site; a warning of Sphinx fails it."""
    root = tmp_path_factory.mktemp("book")
    tree = paths.tree()
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(tree.root / name, root)
    shutil.copytree(tree.book, root / "book", ignore=shutil.ignore_patterns("executed"))
    (root / "data").mkdir()
    shutil.copy(tree.root / "data" / "protocol.md", root / "data")
    for page in toc_pages:
        if page.startswith("book/executed/"):
            target = root / f"{page}.ipynb"
            target.parent.mkdir(parents=True, exist_ok=True)
            source = tree.notebooks / f"{page.removeprefix('book/executed/')}.py"
            if page in EXECUTED:
                seen = {"CLINPEFT_PROJECT": str(mini_study), "CLINPEFT_RUNS": ""}
                execution.execute(source, target, {}, environment=seen)
            else:
                nbformat.write(_unexecuted(source), target)
    return build_site(root).parent


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the small site is served."""
    with served(site) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, or a skip where it is not installed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=BROWSER_FLAGS)
        yield launched
        launched.close()
