"""``clinpeft guard``: no restricted text in anything publishable."""

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from clinpeft import paths
from clinpeft.cli.endings import listed
from clinpeft.corpora import guard as guarding
from clinpeft.corpora.guard import File, GuardError, Report

_HOOK_MARK = "# made by: clinpeft guard --install-hook"
_HOOK = """#!/bin/sh
{mark}
CLINPEFT_PROJECT="$(git rev-parse --show-toplevel)"
export CLINPEFT_PROJECT
exec "{python}" -c "from clinpeft.cli import app; app()" guard --staged
"""

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH…]", exists=True, help="Files or folders; none means all that is published."),
]


def guard(
    only: Paths = None,
    staged: Annotated[bool, typer.Option("--staged", help="Only what the next commit adds or changes.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Every version of every file in git's history.")] = False,
    install_hook: Annotated[
        bool, typer.Option("--install-hook", help="Let git call this before every commit, and stop the commit.")
    ] = False,
) -> None:
    """Report files that share a run of eight or more words with credentialed text prepared on this machine.

    Without PATH: what git has committed and staged, the pages' sources, and the built site. The text itself is never
    printed: only file, line and the number of words. Looked into are text in any escaping, notebooks, HTML, SVG,
    base64 and gzip, bzip2, xz and zip files; not looked into are the pixels and metadata of images (base64 or not),
    fonts, PDF and other closed formats, and rows of numbers. Exit 0: clean; 1: leaks, listed.
    """
    root = paths.tree().root
    with listed(GuardError):
        if install_hook:
            typer.echo(f"git now calls the guard before every commit: {_install_hook(root)}")
            return
        if staged + history + bool(only) > 1:
            raise typer.BadParameter("give PATHs, --staged or --history: one of them")
        if only:
            files = chain.from_iterable(guarding.below(path.resolve(), root) for path in only)
        else:
            files = chain((guarding.staged if staged else guarding.history if history else guarding.everything)(root))
        report = look(files)
    show(report)
    if report.leaks:
        raise typer.Exit(1)


def look(files: Iterable[File]) -> Report:
    """What the guard finds in the files; long preparations are announced on standard error."""
    return guarding.scan(files, lambda message: typer.echo(message, err=True))


def show(report: Report) -> None:
    """Print a report: counts to standard output, leaks and what could not be read to standard error."""
    if not report.corpora:
        typer.echo("No credentialed text is prepared on this machine: nothing can leak, nothing was read.")
        return
    for leak in report.leaks:
        place = f"{leak.file}:{leak.line}: {leak.words} words in a row stand in {', '.join(leak.corpora)} too"
        typer.echo(place, err=True)
    for name in report.closed:
        typer.echo(f"{name}: cannot be looked into; make sure yourself that it holds no restricted text", err=True)
    found = f"{len(report.leaks)} leaks" if report.leaks else "no leak"
    typer.echo(
        f"{found}: {report.files:,} files ({report.size / 1e6:.1f} MB) compared with {', '.join(report.corpora)}; "
        f"the pixels of {report.pictures:,} images and fonts were not read."
    )


def _install_hook(root: Path) -> Path:
    path = guarding.git_path(root, "hooks") / "pre-commit"
    text = _HOOK.format(mark=_HOOK_MARK, python=sys.executable)
    if path.exists() and _HOOK_MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise GuardError(f"{path} exists already and is not ours; add this line to it:\n{text.splitlines()[-1]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
