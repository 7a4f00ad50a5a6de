"""``clinpeft data``: what text there is, getting it, checking it, and trying a reader on raw files of one's own."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from clinpeft import catalogue, corpora, paths
from clinpeft.corpora.files import card_files
from clinpeft.corpora.raw import RawDataError
from clinpeft.specs import Corpus, SpecError

app = typer.Typer(no_args_is_help=True, help="The corpora: list, fetch, verify, prepare.")

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help="Corpora; none means every open one.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]


@app.command("list")
def list_corpora() -> None:
    """Every corpus: tier, licence, size, and whether it is on this machine."""
    table = Table()
    for column in ("corpus", "tier", "tasks", "size", "state"):
        table.add_column(column, no_wrap=True)
    table.add_column("licence", overflow="fold")
    for corpus in catalogue.CORPORA.values():
        state = "generated" if corpus.tier == "synthetic" else corpora.state(corpus.name)
        table.add_row(corpus.name, corpus.tier, "\n".join(corpus.tasks), _size(corpus), state, corpus.licence)
    Console().print(table)


@app.command()
def fetch(
    names: Names = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", exists=True, file_okay=False, help="Take the files from this folder, by sha256."
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Get open corpora, from their pinned addresses or from a folder; every file is checked by its sha256."""
    failures = 0
    for corpus in _named(names):
        if corpus.tier == "synthetic":
            typer.echo(f"{corpus.name}: generated when needed, nothing to fetch")
            continue
        try:
            _fetch(corpus.name, source, quiet)
        except corpora.CorpusUnavailable as unavailable:
            failures += 1
            typer.echo(str(unavailable), err=True)
        except SpecError as error:
            raise typer.BadParameter(str(error)) from error
        else:
            typer.echo(f"{corpus.name}: ready in {paths.corpus_folder(corpus.name)}")
    if failures:
        raise typer.Exit(1)


@app.command()
def verify(names: Names = None) -> None:
    """Check every file against its sha256; without names, those corpora of which there is anything on this machine."""
    failures = 0
    for corpus in _named(names):
        problems = corpora.verify(corpus.name)
        if not names and problems and not paths.corpus_folder(corpus.name).exists():
            typer.echo(f"{corpus.name}: not fetched")
            continue
        failures += len(problems)
        typer.echo(f"{corpus.name}: {len(problems)} problems" if problems else f"{corpus.name}: intact")
        for problem in problems:
            typer.echo(f"  {problem}", err=True)
    if failures:
        raise typer.Exit(1)


@app.command()
def prepare(
    task: str,
    corpus: str,
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", exists=True, file_okay=False, help="Read these raw files instead of the corpus's."),
    ] = None,
) -> None:
    """Read the texts of a task and count them: generates synthetic ones, checks that open ones are there.

    Counts are printed, never text.
    """
    try:
        parts = dict(corpora.load(task, corpus).items()) if raw is None else {"all": corpora.read(task, corpus, raw)}
    except SpecError as error:
        raise typer.BadParameter(str(error)) from error
    except (corpora.CorpusUnavailable, RawDataError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    table = Table("split", "texts", "groups", "labels")
    for split, examples in parts.items():
        groups = len({example.group for example in examples})
        table.add_row(split, f"{len(examples):,}", f"{groups:,}", _counts(examples))
    Console().print(table)


def _named(names: list[str] | None) -> list[Corpus]:
    try:
        chosen = [catalogue.corpus(name) for name in names or catalogue.CORPORA]
    except SpecError as error:
        raise typer.BadParameter(str(error)) from error
    return [corpus for corpus in chosen if names or corpus.tier == "open"]


def _fetch(name: str, source: Path | None, quiet: bool) -> None:
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        bar = progress.add_task(f"fetching {name}", total=None)
        corpora.fetch(name, source, lambda done, total: progress.update(bar, completed=done, total=total))


def _size(corpus: Corpus) -> str:
    size = sum(file.bytes for file in card_files(corpus.name))
    return f"{size / 1e6:.1f} MB" if size else "-"


def _counts(examples: tuple[corpora.Example, ...]) -> str:
    counted = Counter(label for example in examples for label in example.counted)
    return ", ".join(f"{label} {count:,}" for label, count in sorted(counted.items()))
