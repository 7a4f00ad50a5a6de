"""The paper's numbers, each with where it stands: Taylor et al., Efficiency at scale, Artif. Intell. Med. 157, 2024."""

import pandas as pd

from clinpeft import catalogue
from clinpeft.paths import tree
from clinpeft.results.names import metric_title
from clinpeft.specs import SpecError

CAVEAT = (
    "These are working outputs of the authors' public results notebooks. They carry the captions and file names of the "
    "paper's tables, so they are very probably the published numbers or close to them, but equality with the printed "
    "tables has not been verified."
)
COLUMNS = ("model", "method", "task", "metric", "value", "spread", "kind", "where", "note")
KINDS = ("median of 3 seeds", "max of 3 seeds", "single run", "count")


def load() -> pd.DataFrame:
    """Every reported number, a row each; ``task`` is missing for parameter counts, ``spread`` where none was given."""
    frame = pd.read_csv(tree().reported / "efficiency_at_scale.csv", dtype={"note": "string", "task": "string"})
    if tuple(frame.columns) != COLUMNS:
        raise SpecError(
            f"efficiency_at_scale.csv must have the columns {', '.join(COLUMNS)}, got {list(frame.columns)}"
        )
    return frame


def lookup(
    model: str, method: str, task: str, metric: str | None = None, kind: str = "median of 3 seeds"
) -> float | None:
    """One reported number; None where the paper's outputs do not give it, SpecError where several fit."""
    frame = load()
    found = frame[(frame[["model", "method", "task", "kind"]] == [model, method, task, kind]).all(axis=1)]
    if metric is not None:
        found = found[found["metric"] == metric]
    if len(found) > 1:
        names = ", ".join(found["metric"] + " in " + found["where"])
        raise SpecError(
            f"{len(found)} reported numbers fit {model}, {method}, {task}, {kind}: {names}; name the metric"
        )
    return None if found.empty else float(found["value"].iloc[0])


def beside(cells: pd.DataFrame, model: str = "BioMobileBERT") -> pd.DataFrame:
    """The paper's numbers for tasks that the study's tasks are, or stand in for, beside the study's means.

    ``cells`` from ``pivots.cells``; ``model`` is the paper's backbone nearest in size to ours. One kind of number a row
    of the paper's table, the one over seeds before the single run; the task of each side is named, because an open
    stand-in is not the paper's task.
    """
    frame = load()
    frame = frame.assign(rank=frame["kind"].map(KINDS.index)).sort_values("rank", kind="stable")
    rows = []
    for cell in cells[cells["n"] > 0].to_dict("records"):
        ours = catalogue.task(cell["task"])
        fits = (frame["model"] == model) & (frame["method"] == cell["method"]) & (frame["metric"] == ours.main_metric)
        theirs = frame[fits & (frame["task"] == (ours.stands_in_for or ours.name))]
        if theirs.empty:
            continue
        paper = theirs.iloc[0]
        rows.append(
            {
                "method": cell["variant"],
                "metric": metric_title(ours.main_metric),
                "paper: task": paper["task"],
                f"paper: {model}": paper["value"],
                "paper: kind": paper["kind"],
                "ours: task": f"{cell['task']} / {cell['corpus']}",
                "ours: runs": cell["origin"],
                "ours: mean": round(float(cell["mean"]), 3),
            }
        )
    return pd.DataFrame(rows)
