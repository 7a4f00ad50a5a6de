"""Labelled text for every task: read, split, sampled, fetched and described on cards."""

from pathlib import Path

from clinpeft import catalogue
from clinpeft.corpora import download, generated, kept_splits, prepared, regenerated
from clinpeft.corpora.download import CorpusUnavailable, fetch, require_ready
from clinpeft.corpora.examples import Example, Reading, Splits, TextExample, TokenExample
from clinpeft.corpora.files import card
from clinpeft.corpora.sources import make_splits, source
from clinpeft.corpora.splits import held_out, sample

__all__ = [
    "CorpusUnavailable",
    "Example",
    "Reading",
    "Splits",
    "TextExample",
    "TokenExample",
    "card",
    "ceiling",
    "fetch",
    "held_out",
    "load",
    "read",
    "sample",
    "state",
    "verify",
]


def load(task: str, corpus: str, fold: int | None = None) -> Splits:
    """The training, validation and test texts of a task: the same on every machine.

    With ``fold``, those of one of the corpus's folds. Of the training texts as many are taken as the task's
    limit of tokens allows.
    Synthetic text is generated when first asked for. Open corpora must have been fetched and credentialed ones
    prepared: CorpusUnavailable says how.
    SpecError where the corpus does not serve the task or has no such fold.
    """
    how, declared = source(task, corpus), catalogue.corpus(corpus)
    if fold is not None:
        catalogue.require_fold(declared, fold)
    if declared.private:
        return prepared.load(task, corpus)
    raw = generated.raw_files(task) if declared.tier == "synthetic" else require_ready(corpus)
    return kept_splits.kept(task, corpus, fold, raw, lambda: make_splits(task, corpus, how.read(raw), fold)[0])


def state(name: str) -> str:
    """Whether a corpus is on this machine: "ready" or "missing"; credentialed ones also "in part" (some tasks)."""
    return prepared.state(name) if catalogue.corpus(name).private else download.state(name)


def verify(name: str) -> list[str]:
    """One line for each thing of a corpus that is missing here or is not what it should be: a file, or a task's texts.

    Synthetic text is generated where it is not there yet.
    """
    tier = catalogue.corpus(name).tier
    check = {"synthetic": regenerated.verify, "open": download.verify, "credentialed": prepared.verify}[tier]
    return check(name)


def read(task: str, corpus: str, raw: Path) -> tuple[Example, ...]:
    """Read other raw files of a corpus's form with its reader, unsplit; for trying one's own data."""
    return source(task, corpus).read(raw).examples


def ceiling(task: str, corpus: str) -> float | None:
    """The best score that can be expected of any model, in the task's main metric; None where nobody knows it.

    It stands on the card of a synthetic corpus, whose generator knows the chance of every label.
    """
    tasks = card(corpus)["tasks"]
    known = tasks.get(task, {}).get("ceiling") if isinstance(tasks, dict) else None
    return None if known is None else float(known["value"])
