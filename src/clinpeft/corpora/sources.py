"""Which reader serves which task and corpus, and how many groups each split gets."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from clinpeft import catalogue
from clinpeft.corpora.examples import Reading
from clinpeft.specs import SpecError


@dataclass(frozen=True)
class Source:
    """How the raw files of one corpus become the examples of one task."""

    reader: str
    """Module and function: imported when needed, so one reader's fault does not stop the others."""
    validation: int
    """Groups (patients, visits, documents) in the validation split."""
    test: int
    """Groups in the test split; the rest is for training."""

    def read(self, raw: Path) -> Reading:
        """Read the raw files in a folder."""
        module, function = self.reader.split(":")
        made = getattr(import_module(module), function)(raw)
        return made if isinstance(made, Reading) else Reading(tuple(made))


SOURCES = {
    ("mortality", "synthetic"): Source("clinpeft.corpora.mimic:read_mortality", validation=400, test=1000),
    ("concepts", "synthetic"): Source("clinpeft.corpora.i2b2:read_concepts", validation=40, test=60),
    ("disposition", "neiss"): Source("clinpeft.corpora.open.neiss:read_disposition", validation=750, test=3000),
    ("case_concepts", "maccrobat"): Source(
        "clinpeft.corpora.open.maccrobat:read_case_concepts", validation=30, test=30
    ),
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
