"""Labelled text for every task: read, split, sampled, fetched and described on cards."""

from pathlib import Path

from clinpeft import catalogue
from clinpeft.corpora import generated
from clinpeft.corpora.download import CorpusUnavailable, fetch, require_ready, state, verify
from clinpeft.corpora.examples import Example, Reading, Splits, TextExample, TokenExample
from clinpeft.corpora.files import card
from clinpeft.corpora.sources import source
from clinpeft.corpora.splits import sample

__all__ = [
    "CorpusUnavailable",
    "Example",
    "Reading",
    "Splits",
    "TextExample",
    "TokenExample",
    "card",
    "fetch",
    "load",
    "read",
    "sample",
    "state",
    "verify",
]


def load(task: str, corpus: str) -> Splits:
    """The training, validation and test texts of a task: the same on every machine.

    Synthetic text is generated when first asked for. Open corpora must have been fetched: CorpusUnavailable says how.
    SpecError where the corpus does not serve the task.
    """
    how = source(task, corpus)
    raw = generated.raw_files(task) if catalogue.corpus(corpus).tier == "synthetic" else require_ready(corpus)
    return how.split(how.read(raw).examples)[0]


def read(task: str, corpus: str, raw: Path) -> tuple[Example, ...]:
    """Read other raw files of a corpus's form with its reader, unsplit; for trying one's own data."""
    return source(task, corpus).read(raw).examples
