"""What the study ``course`` says, as sentences for pages; which of its methods speak is read from its runs."""

import math
from collections.abc import Mapping

import pandas as pd

from clinpeft import catalogue
from clinpeft.results import spread
from clinpeft.results.names import count_words, listed, method_title
from clinpeft.results.pivots import cells
from clinpeft.results.sentences import speaking
from clinpeft.results.tables import StudyResults, absent_runs
from clinpeft.specs import RunSpec


def silent_words(stored: StudyResults) -> str:
    """Which methods have no run on which tasks: none was made, or none since their rates were chosen anew."""
    lacking = absent_runs([*stored.here, *stored.published], stored.study)
    parts = [f"{listed(titles)} on {task}" for task, titles in _by_task(lacking).items()]
    return f"Without a run at today's learning rates are {'; '.join(parts)}." if parts else ""


def below_frozen_words(stored: StudyResults) -> str:
    """Which methods stay below the frozen encoder by more than seeds differ, and what may be at fault.

    Nothing where none does; a task on which nobody knows how far seeds differ is left out.
    """
    table, gaps = speaking(cells(stored.frame())), spread.chance_gaps()
    parts = [_below(str(task), rows, gaps) for task, rows in table.groupby("task", sort=False)]
    said = [part for part in parts if part]
    if not said:
        return ""
    return (
        f"Below the frozen encoder, by more than two seeds of one method lie apart, are {'; '.join(said)}. Where such "
        f"a method starts from the pretrained model, its training may be at fault and not its form. One suspect is the "
        f"new head: {_shared(stored)}."
    )


def _by_task(runs: list[RunSpec]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spec in runs:
        found.setdefault(spec.task, []).append(method_title(spec.method))
    return found


def _below(task: str, rows: pd.DataFrame, gaps: Mapping[str, float]) -> str:
    trains = rows["method"].map(lambda name: catalogue.method(name).trains)
    frozen, adapters = rows[trains == "head"], rows[trains != "head"]
    lower = (
        adapters[adapters["mean"] < frozen["mean"].max() - gaps.get(task, math.inf)] if len(frozen) else adapters[:0]
    )
    return f"{listed([method_title(str(name)) for name in lower['method']])} on {task}" if len(lower) else ""


def _shared(stored: StudyResults) -> str:
    runs = [result for result in stored.here or stored.published if result.status == "success"]
    alike = sum(result.settings.get("head_learning_rate") is None for result in runs)
    return f"in {alike} of {count_words(len(runs), 'run')} head and adapter share a rate"
