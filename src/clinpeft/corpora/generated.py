"""Raw files of the synthetic corpus: written once per machine, in the format of the credentialed original."""

from importlib import import_module
from pathlib import Path

from clinpeft import paths
from clinpeft.corpora.staging import staged
from clinpeft.specs import unknown_name

VERSION = 1
"""Raise it whenever the generator writes something else: folders of older versions are then left alone."""
SEED = 0
WRITERS: dict[str, tuple[str, int]] = {"mortality": ("write_mimic", 3400), "concepts": ("write_i2b2_2010", 300)}
"""Task to the generator's function, and how many patients or documents it makes."""


def raw_files(task: str) -> Path:
    """The folder of raw synthetic files for a task; generates them where they are missing.

    The files are written beside and moved into place whole, so a broken run leaves nothing half-made and two
    processes that start at once end up with the same folder.
    """
    if task not in WRITERS:
        raise unknown_name("task of the synthetic corpus", task, WRITERS)
    folder = paths.corpus_folder("synthetic") / f"{task}-v{VERSION}"
    if folder.is_dir():
        return folder
    function, count = WRITERS[task]
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


def settings(task: str) -> dict[str, int]:
    """What the generated files of a task depend on beside the code: version, seed, number of patients or documents."""
    return {"version": VERSION, "seed": SEED, "count": WRITERS[task][1]}
