"""What the study ``course`` says, as sentences for pages; which of its methods speak is read from its runs."""

import pandas as pd

from clinpeft import catalogue
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
    """Which methods stay below the frozen encoder on which tasks, and what may be at fault; nothing where none does."""
    table = speaking(cells(stored.frame()))
    parts = [_below(task, rows) for task, rows in table.groupby("task", sort=False)]
    said = [part for part in parts if part]
    if not said:
        return ""
    return (
        f"Below the frozen encoder are {'; '.join(said)}. Where such a method starts from the pretrained model, its "
        f"training is at fault and not its form. One suspect is the new head: {_shared(stored)}."
    )


def _by_task(runs: list[RunSpec]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spec in runs:
        found.setdefault(spec.task, []).append(method_title(spec.method))
    return found


def _below(task: object, rows: pd.DataFrame) -> str:
    trains = rows["method"].map(lambda name: catalogue.method(name).trains)
    frozen, adapters = rows[trains == "head"], rows[trains != "head"]
    lower = adapters[adapters["mean"] < frozen["mean"].max()] if len(frozen) else adapters[:0]
    return f"{listed([method_title(str(name)) for name in lower['method']])} on {task}" if len(lower) else ""


def _shared(stored: StudyResults) -> str:
    runs = [result for result in stored.here or stored.published if result.status == "success"]
    alike = sum(result.settings.get("head_learning_rate") is None for result in runs)
    return f"in {alike} of {count_words(len(runs), 'run')} head and adapter share a rate"
