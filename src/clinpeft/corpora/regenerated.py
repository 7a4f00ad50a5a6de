"""Whether the synthetic texts of this machine are those of the card, which hold on every machine."""

from clinpeft import catalogue
from clinpeft.corpora import generated
from clinpeft.corpora.files import card
from clinpeft.corpora.sources import source


def verify(corpus: str) -> list[str]:
    """One line for each task of a synthetic corpus whose texts differ from the card; generates what is not there."""
    tasks = card(corpus)["tasks"]
    if not isinstance(tasks, dict):
        raise TypeError(f"the card of {corpus!r} must have figures for each task, got {tasks!r}")
    problems = []
    for task in catalogue.corpus(corpus).tasks:
        raw, how = generated.raw_files(task), source(task, corpus)
        here = how.splits(how.read(raw))[0].sha256
        if here != tasks[task]["sha256"]:
            problems.append(
                f"{corpus}: the texts of {task} have sha256 {here[:12]}, the card says {tasks[task]['sha256'][:12]}. "
                f"Delete {raw}, from which they were read, and verify again; if they still differ, the generator was "
                f"changed without its card (python -m clinpeft.corpora.cards {corpus})"
            )
    return problems
