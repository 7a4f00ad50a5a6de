"""``clinpeft book``: execute the pages and build the site, with warnings as errors."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from clinpeft import paths
from clinpeft.cli.ahead import lack_pages, start_kernels
from clinpeft.cli.endings import as_usage, listed
from clinpeft.cli.guard import look, show
from clinpeft.cli.settings import require_hardware
from clinpeft.corpora.guard import GuardError, sources

# In a process of its own: Sphinx keeps state in the interpreter, and this very environment must be the one that builds.
_BUILD = (sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build")
_STRICT = ("-W", "-n", "--keep-going", "-q")


class BookError(Exception):
    """The site could not be built without a warning; the message ends with what Sphinx said."""


def book(
    only_build: Annotated[
        bool, typer.Option("--only-build", help="Build from the executed pages as they are; execute none.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Execute the pages and build the site; exit 1 where a page fails or Sphinx warns."""
    all_executed = only_build or _execute_pages(quiet)
    _stop_at_a_leak(quiet)
    if not quiet:
        typer.echo("Building the site …", err=True)
    with listed(BookError):
        site = build_site(paths.tree().root)
    typer.echo(f"The site: {site}")
    if not all_executed:
        raise typer.Exit(1)


def _stop_at_a_leak(quiet: bool) -> None:
    """Exit 1, before anything is built, where what is published shares text with prepared credentialed text."""
    with listed(GuardError):
        report = look(sources(paths.tree().root))
    if report.leaks or (report.corpora and not quiet):
        show(report)
    if report.leaks:
        typer.echo("The site was not built.", err=True)
        raise typer.Exit(1)


def _execute_pages(quiet: bool) -> bool:
    if lack_pages():
        start_kernels(None)
    # Imported here: executing needs torch, building does not.
    from clinpeft.running.pages import PagesFailed, execute_all

    require_hardware()
    try:
        with as_usage():
            execute_all(None, quiet)
    except PagesFailed as failed:
        typer.echo(f"Pages that failed, shown as they were before:\n{failed}", err=True)
        return False
    return True


def build_site(root: Path) -> Path:
    """Build the site of the checkout at root afresh and return its first page; BookError where Sphinx warns.

    A site that was built from the very same files stays as it is.
    """
    stamp, first_page = root / "_build" / "made_from", root / "_build" / "html" / "index.html"
    made_from = _digest_of_inputs(root)
    if first_page.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == made_from:
        return first_page
    # Sphinx says nothing again about a page it has read before, so what an earlier build left would hide its warnings;
    # and the pages of chapters that are gone would stay.
    shutil.rmtree(root / "_build", ignore_errors=True)
    build = subprocess.run([*_BUILD, str(root), *_STRICT], capture_output=True, text=True, check=False)
    if build.returncode != 0 or not first_page.is_file():
        raise BookError(f"{build.stdout}{build.stderr}The site has warnings (above), and warnings are errors.")
    stamp.write_text(made_from, encoding="utf-8")
    return first_page


def _digest_of_inputs(root: Path) -> str:
    """sha256 over all that a site is built from: settings, pages, texts that they include, and the pinned builders."""
    folders = (root.glob("*"), (root / "book").rglob("*"), (root / "data").glob("*.md"))
    return paths.digest(sorted(path for folder in folders for path in folder if path.is_file()), root)
