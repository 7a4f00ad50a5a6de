"""What taking out leakage changed: the floor of a corpus beside the floors of its editions that still leak.

After a change of a reader, a split or the floor, run ``python -m clinpeft.evaluation.leakage NAME``: it writes the
scores into the corpus's card, from which ``clinpeft.corpora.cards`` takes them over.
"""

import json
import sys

from clinpeft import catalogue, corpora
from clinpeft.corpora.files import card_path
from clinpeft.evaluation.floors import floor


def pairs(name: str) -> list[tuple[str, str]]:
    """Task and edition for each edition of a corpus that serves one of the corpus's own tasks."""
    tasks = catalogue.corpus(name).tasks
    editions = [corpus for corpus in catalogue.CORPORA.values() if corpus.edition_of == name]
    return [(task, edition.name) for edition in editions for task in edition.tasks if task in tasks]


def measure(name: str) -> list[dict[str, object]]:
    """For each task and edition: the floor's main score on the test texts of the corpus and of the edition.

    CorpusUnavailable where the text is not on this machine.
    """
    return [
        {
            "task": task,
            "edition": edition,
            "metric": catalogue.task(task).main_metric,
            "floor_here": _floor(task, name),
            "floor_in_edition": _floor(task, edition),
        }
        for task, edition in pairs(name)
    ]


def _floor(task: str, corpus: str) -> float | None:
    declared, splits = catalogue.task(task), corpora.load(task, corpus)
    made = floor(declared, splits.train, splits.validation, splits.test)
    found = {(score.split, score.metric): score.value for score in made.scores}
    value = found[("test", declared.main_metric)]
    return None if value is None else round(value, 3)


def write(name: str) -> None:
    """Measure, and write the scores into the card of the corpus."""
    card = {**corpora.card(name), "leakage": measure(name)}
    text = json.dumps(card, indent=2, sort_keys=True, ensure_ascii=False)
    card_path(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for corpus_name in sys.argv[1:]:
        write(corpus_name)
