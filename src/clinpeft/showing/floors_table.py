"""Make data/floors.json: the floor of every task as its page shows it. Run after a change of cards or readers.

``python -m clinpeft.showing.floors_table``
"""

import json
import sys

from clinpeft import catalogue, paths, store
from clinpeft.showing.task_report import task_report

TRAIN_SIZE = 800
"""As on the tasks' pages."""


def make() -> dict[str, dict[str, object]]:
    """Task to the floor's test score on its main metric, with what it was fitted on; without open text, left out."""
    made: dict[str, dict[str, object]] = {}
    for task in catalogue.TASKS:
        corpus = catalogue.public_corpus(task)
        if corpus is None:
            continue
        report = task_report(task, corpus.name, TRAIN_SIZE, 0)
        if report.floor is None or report.splits is None:
            continue
        metric = report.task.main_metric
        value = next(s.value for s in report.floor.scores if (s.split, s.metric) == ("test", metric))
        made[task] = {
            "corpus": corpus.name,
            "sha256": report.splits.sha256,
            "name": report.floor.name,
            "training_texts": len(report.train),
            "metric": metric,
            "value": None if value is None else round(value, 3),
        }
        sys.stderr.write(f"{task}\n")
    return made


if __name__ == "__main__":
    store.write_atomically(paths.tree().floors, json.dumps(make(), indent=1) + "\n")
