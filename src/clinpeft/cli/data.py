"""``clinpeft data``: what text there is, getting it, checking it, and trying a reader on raw files of one's own."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from clinpeft import catalogue, corpora
from clinpeft.cli.endings import as_usage, listed
from clinpeft.corpora import prepared
from clinpeft.corpora.disclosure import HIDDEN, SMALLEST_SHOWN, safe_count, safe_label_counts
from clinpeft.corpora.files import folder, pinned, places
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
        if corpus.private:
            failures += 1
            typer.echo(_how_to_prepare(corpus), err=True)
            continue
        if not names and not pinned(corpus.name):
            typer.echo(f"{corpus.name}: has a file of unknown checksum; fetched only when named")
            continue
        try:
            _fetch(corpus.name, source, quiet)
        except corpora.CorpusUnavailable as unavailable:
            failures += 1
            typer.echo(str(unavailable), err=True)
        except SpecError as error:
            raise typer.BadParameter(str(error)) from error
        else:
            typer.echo(f"{corpus.name}: ready in {folder(corpus.name)}")
    if failures:
        raise typer.Exit(1)


@app.command()
def verify(names: Names = None) -> None:
    """Check every file and every generated text against its sha256.

    Without names: synthetic text, and those open corpora of which there is anything on this machine.
    """
    failures = 0
    for corpus in _named(names, also="synthetic"):
        problems = corpora.verify(corpus.name)
        if not names and problems and not folder(corpus.name).exists():
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
        typer.Option(metavar="DIR", exists=True, file_okay=False, help="The raw files; for credentialed corpora."),
    ] = None,
) -> None:
    """Read the texts of a task and count them: generates synthetic ones, checks that open ones are there.

    For a credentialed corpus the raw files of --raw are read, split and stored under $CLINPEFT_HOME/private. Counts
    are printed, never text; those of credentialed text only from ten on.
    """
    with as_usage(), listed(corpora.CorpusUnavailable, RawDataError, OSError):
        private = catalogue.corpus(corpus).private
        if private and raw is not None:
            made = prepared.prepare(task, corpus, raw)
            _print_reasons(made)
            parts = dict(made.splits.items())
        else:
            parts = (
                dict(corpora.load(task, corpus).items()) if raw is None else {"all": corpora.read(task, corpus, raw)}
            )
    table = Table("split", "texts", "groups", "labels")
    for split, examples in parts.items():
        groups = len({example.group for example in examples})
        texts = HIDDEN if private and safe_count(groups) is None else f"{len(examples):,}"
        table.add_row(split, texts, _shown(groups, private), _counts(examples, private))
    Console().print(table)
    if private:
        few = f"fewer than {SMALLEST_SHOWN} patients or documents stand behind the count"
        typer.echo(f"{HIDDEN}: {few}, or it would give such a count away")


def _print_reasons(made: prepared.Preparation) -> None:
    for verb, counts in (("left out", made.removed), ("noted", made.noted)):
        for reason, count in counts.items():
            if count:
                typer.echo(f"{verb}: {_shown(count, private=True)} {reason}")


def _how_to_prepare(corpus: Corpus) -> str:
    commands = "\n".join(f"  clinpeft data prepare {task} {corpus.name} --raw DIR" for task in corpus.tasks)
    return (
        f"{corpus.name} is never downloaded: {corpus.licence}. Get it from {corpus.source} and prepare it:\n{commands}"
    )


def _named(names: list[str] | None, also: str = "open") -> list[Corpus]:
    """The named corpora; without names the open ones, and those of one more tier."""
    with as_usage():
        chosen = [catalogue.corpus(name) for name in names or catalogue.CORPORA]
    # Without names an edition needs no word of its own: it reads its corpus's files.
    return [corpus for corpus in chosen if names or (corpus.tier in ("open", also) and corpus.edition_of is None)]


def _fetch(name: str, source: Path | None, quiet: bool) -> None:
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        bar = progress.add_task(f"fetching {name}", total=None)
        corpora.fetch(name, source, lambda done, total: progress.update(bar, completed=done, total=total))


def _size(corpus: Corpus) -> str:
    if corpus.edition_of is not None:
        return f"as {corpus.edition_of}"
    # Of several forms of one file the smallest known counts; a file that nobody has seen has no size yet.
    sizes = [[file.bytes for file in forms if file.bytes is not None] for forms in places(corpus.name)]
    size = sum(min(known) for known in sizes if known)
    return f"{'over ' * (not all(sizes))}{size / 1e6:.1f} MB" if size else "-"


def _counts(examples: tuple[corpora.Example, ...], private: bool) -> str:
    counted: Mapping[str, int | None] = (
        safe_label_counts(examples) if private else Counter(label for example in examples for label in example.counted)
    )
    return ", ".join(f"{label} {_told(count)}" for label, count in sorted(counted.items()))


def _told(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def _shown(count: int, private: bool) -> str:
    """A count; of credentialed text a small one is not told, since it may point to a person."""
    return f"fewer than {SMALLEST_SHOWN}" if private and safe_count(count) is None else f"{count:,}"
