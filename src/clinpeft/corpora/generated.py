"""Raw files of the synthetic corpus: written once per machine, in the format of the credentialed original."""

import hashlib
from importlib import import_module
from pathlib import Path

from clinpeft import paths
from clinpeft.corpora.examples import Example, Splits
from clinpeft.corpora.splits import split_as_assigned
from clinpeft.corpora.staging import staged
from clinpeft.specs import unknown_name

SEED = 0
WRITERS: dict[str, tuple[str, int]] = {
    "mimic3": ("write_mimic", 2700),
    "mimic3_planned": ("write_mimic_planned", 2100),
    "i2b2_2010": ("write_i2b2_2010", 240),
    "i2b2_2010_relations": ("write_i2b2_2010_relations", 210),
    "i2b2_2012": ("write_i2b2_2012", 192),
    "i2b2_2014": ("write_i2b2_2014", 120),
    "mednli": ("write_mednli", 2200),
}
"""Form of the raw files to the generator's function, and how many patients or documents it makes."""
FORMS = {
    "mortality": "mimic3",
    "length_of_stay": "mimic3_planned",
    "triage": "mimic3",
    "concepts": "i2b2_2010",
    "relations": "i2b2_2010_relations",
    "events": "i2b2_2012",
    "deid": "i2b2_2014",
    "nli": "mednli",
}
"""Task to the form of the raw files that its reader takes."""


def raw_files(task: str) -> Path:
    """The folder of raw synthetic files for a task; generates them where they are missing.

    The files are written beside and moved into place whole, so a broken run leaves nothing half-made and two
    processes that start at once end up with the same folder.
    """
    form = _form(task)
    folder = paths.corpus_folder("synthetic") / f"{form}-v{_version(task)}"
    if folder.is_dir():
        return folder
    function, count = WRITERS[form]
    with staged(folder.parent) as parent:
        written = parent / folder.name
        written.mkdir()
        getattr(import_module("clinpeft.corpora.synthetic"), function)(written, SEED, count)
        try:
            written.rename(folder)
        except OSError:
            # Another process was first: its files are equal to ours, since both come from one seed.
            if not folder.is_dir():
                raise
    return folder


def split(examples: tuple[Example, ...]) -> tuple[Splits, int]:
    """Split as the generator meant it: it keeps some wordings out of the training texts."""
    return split_as_assigned(examples, import_module("clinpeft.corpora.synthetic").pool)


def settings(task: str) -> dict[str, int]:
    """What the generated files of a task depend on beside the code: seed, and number of patients or documents."""
    return {"seed": SEED, "count": WRITERS[_form(task)][1]}


def ceiling(task: str) -> float:
    """The best score that can be expected on the generated texts of a task, computed from the generator's chances."""
    return float(import_module("clinpeft.corpora.synthetic").ceiling(task))


def _form(task: str) -> str:
    if task not in FORMS:
        raise unknown_name("task of the synthetic corpus", task, FORMS)
    return FORMS[task]


def _version(task: str) -> str:
    """Eight hex digits of the generator's own code and settings, so that files of an older generator are never used."""
    digest = hashlib.sha256(repr(settings(task)).encode())
    folder = Path(__file__).with_name("synthetic")
    for path in sorted([*folder.glob("*.py"), *folder.glob("lexicon/*.json")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:8]
