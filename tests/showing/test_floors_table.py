"""The committed floors are those that the code gives, on the same texts."""

import json

import pytest

from clinpeft import catalogue, paths
from clinpeft.showing import floors_table
from clinpeft.showing.task_report import task_report

TASKS = [
    pytest.param(name, marks=() if corpus.tier == "synthetic" else pytest.mark.open_data, id=name)
    for name in catalogue.TASKS
    if (corpus := catalogue.public_corpus(name)) is not None
]


@pytest.mark.long
@pytest.mark.parametrize("task", TASKS)
def test_a_committed_floor_is_what_the_code_gives(task: str) -> None:
    said = json.loads(paths.tree().floors.read_text("utf-8"))[task]
    report = task_report(task, said["corpus"], floors_table.TRAIN_SIZE, 0)
    assert report.floor is not None
    assert report.splits is not None
    metric = report.task.main_metric
    value = next(s.value for s in report.floor.scores if (s.split, s.metric) == ("test", metric))
    assert (said["sha256"], said["metric"]) == (report.splits.sha256, metric)
    assert said["value"] == pytest.approx(value, abs=2e-3)
