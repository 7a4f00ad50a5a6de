"""Which reader serves which task and corpus, and how its texts are split."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from clinpeft import catalogue
from clinpeft.corpora import generated
from clinpeft.corpora.examples import Example, Reading, Splits
from clinpeft.corpora.lengths import within_tokens
from clinpeft.corpora.near_twins import without_near_twins
from clinpeft.corpora.open import cells
from clinpeft.corpora.released import AsReleased
from clinpeft.corpora.splits import SPLIT_SEED
from clinpeft.specs import SpecError


@dataclass(frozen=True)
class Source:
    """How the raw files of one corpus become the examples of one task."""

    reader: str
    """Module and function: imported when needed, so one reader's fault does not stop the others."""
    split: Callable[[tuple[Example, ...]], tuple[Splits, int]] | AsReleased
    """Examples to splits, and the number of texts removed because they would have stood in two."""
    split_fold: Callable[[tuple[Example, ...], int], tuple[Splits, int]] | None = None
    """The same for one fold; None where the corpus has none."""
    drops_near_twins: bool = False
    """Whether texts of earlier splits that are nearly one of a later split are taken out."""

    def read(self, raw: Path) -> Reading:
        """Read the raw files in a folder."""
        module, function = self.reader.split(":")
        made = getattr(import_module(module), function)(raw)
        return made if isinstance(made, Reading) else Reading(tuple(made))

    def splits(self, reading: Reading) -> tuple[Splits, int]:
        """Split what was read; also the number of texts removed."""
        return self.split.split(reading) if isinstance(self.split, AsReleased) else self.split(reading.examples)


_BY_PATIENT = AsReleased(validation=0.125, test=0.2)
"""MIMIC-III: 70, 10 and 20 percent of the patients, unless the field's lists say otherwise."""
_OFFICIAL_TEST = AsReleased(validation=0.1, test=0.2)
"""i2b2: the official test; validation from the training groups."""


@dataclass(frozen=True)
class Removed:
    """How many texts splitting left out."""

    repeats: int
    """Texts that occur again in a later split."""
    near_twins: int | None
    """Texts nearly equal to one of a later split; None where nobody looked."""
    beyond: int
    """Training texts past the task's limit of tokens."""


SOURCES = {
    ("mortality", "synthetic"): Source("clinpeft.corpora.mimic:read_mortality", generated.split),
    ("length_of_stay", "synthetic"): Source("clinpeft.corpora.mimic:read_length_of_stay", generated.split),
    ("triage", "synthetic"): Source("clinpeft.corpora.mimic:read_triage", generated.split),
    ("concepts", "synthetic"): Source("clinpeft.corpora.i2b2:read_concepts", generated.split),
    ("relations", "synthetic"): Source("clinpeft.corpora.i2b2:read_relations", generated.split),
    ("events", "synthetic"): Source("clinpeft.corpora.i2b2:read_events", generated.split),
    ("deid", "synthetic"): Source("clinpeft.corpora.i2b2:read_deid", generated.split),
    ("nli", "synthetic"): Source("clinpeft.corpora.mednli:read_nli", generated.split),
    ("mortality", "mimic3"): Source("clinpeft.corpora.mimic:read_mortality", _BY_PATIENT),
    ("length_of_stay", "mimic3"): Source("clinpeft.corpora.mimic:read_length_of_stay", _BY_PATIENT),
    ("triage", "mimic3"): Source("clinpeft.corpora.mimic:read_triage", _BY_PATIENT),
    ("triage", "mimic3_published"): Source("clinpeft.corpora.mimic:read_triage_published", _BY_PATIENT),
    ("concepts", "i2b2_2010"): Source("clinpeft.corpora.i2b2:read_concepts", _OFFICIAL_TEST),
    ("concepts", "i2b2_2010_partners"): Source("clinpeft.corpora.i2b2:read_concepts_partners", _OFFICIAL_TEST),
    ("relations", "i2b2_2010"): Source("clinpeft.corpora.i2b2:read_relations", _OFFICIAL_TEST),
    ("events", "i2b2_2012"): Source("clinpeft.corpora.i2b2:read_events", _OFFICIAL_TEST),
    ("deid", "i2b2_2014"): Source("clinpeft.corpora.i2b2:read_deid", _OFFICIAL_TEST),
    ("nli", "mednli"): Source("clinpeft.corpora.mednli:read_nli", _OFFICIAL_TEST),
    **{
        (task, corpus): Source(
            f"clinpeft.corpora.open.{reader}", split, cells.FOLDS.get(corpus), corpus in cells.WITHOUT_NEAR_TWINS
        )
        for (task, corpus), (reader, split) in cells.READERS.items()
    },
}


def source(task: str, corpus: str) -> Source:
    """The source of a task's text; SpecError where the corpus does not serve the task or has no reader."""
    catalogue.task(task)
    serves = catalogue.corpus(corpus).tasks
    if task not in serves:
        raise SpecError(f"corpus {corpus!r} does not serve task {task!r}; it serves: {', '.join(serves)}")
    if (task, corpus) not in SOURCES:
        raise SpecError(f"task {task!r} on corpus {corpus!r} has no reader yet; add it in clinpeft/corpora/sources.py")
    return SOURCES[(task, corpus)]


def make_splits(task: str, corpus: str, reading: Reading, fold: int | None = None) -> tuple[Splits, Removed]:
    """Split what was read as the source says, then take training texts up to the task's limit of tokens.

    Also how many texts stood in two splits, were nearly a text of another, and lay past the limit.
    """
    how, limits = source(task, corpus), catalogue.task(task)
    if fold is None:
        splits, repeats = how.splits(reading)
    elif how.split_fold is None:
        raise SpecError(f"task {task!r} on corpus {corpus!r} has no folds, got fold={fold}; give fold=None")
    else:
        splits, repeats = how.split_fold(reading.examples, fold)
    near_twins = None
    if how.drops_near_twins:
        splits, near_twins = without_near_twins(splits)
    train = within_tokens(splits.train, limits.train_tokens, limits.max_length, SPLIT_SEED)
    beyond = len(splits.train) - len(train)
    if beyond:
        splits = Splits.of(train, splits.validation, splits.test)
    return splits, Removed(repeats, near_twins, beyond)
