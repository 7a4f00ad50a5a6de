"""The paper's numbers, each with where it stands: Taylor et al., Efficiency at scale, Artif. Intell. Med. 157, 2024."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from clinpeft import catalogue
from clinpeft.paths import tree
from clinpeft.results.names import ORIGIN_TITLES, ORIGINS, metric_title
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


def beside(cells: pd.DataFrame, model: str = "BioMobileBERT") -> pd.DataFrame:
    """The paper's numbers for the tasks that ours stand in for, beside our means; a row a task and method.

    ``cells`` from ``pivots.cells``; ``model`` is the paper's backbone nearest in size to ours. Where the paper gives a
    number over seeds, that one, else the single run (``kind`` says which). The task of each side is named, because a
    stand-in is not the paper's task. Synthetic text is left out: invented notes must not stand beside real ones.
    """
    tiers = cells["corpus"].map(lambda name: catalogue.corpus(name).tier)
    real = cells[(tiers != "synthetic") & (cells["n"] > 0)]
    rows = []
    for (task, column, variant), ours in real.groupby(["task", "column", "variant"], sort=False):
        paper = _paper_number(model, str(ours["method"].iloc[0]), str(task))
        if paper is not None:
            means = dict(zip(ours["origin"], ours["mean"], strict=True))
            rows.append(
                {
                    "paper's task": f"{paper['task']}, {metric_title(str(paper['metric']))}",
                    "our task": str(column).split(":")[0],
                    "method": variant,
                    f"paper, {model}": paper["value"],
                    "kind": paper["kind"],
                    **{f"ours, {ORIGIN_TITLES[name]}": means.get(name) for name in ORIGINS},
                }
            )
    index = ["paper's task", "our task", "method"]
    ours_columns = [f"ours, {ORIGIN_TITLES[name]}" for name in ORIGINS]
    return pd.DataFrame(rows, columns=[*index, f"paper, {model}", "kind", *ours_columns]).set_index(index)


def notes(task: str) -> str:
    """What the outputs say, or we know, about how a task's numbers came about; empty where nothing is noted."""
    frame = load()
    parts = [part for note in frame[frame["task"] == task]["note"].dropna() for part in note.split("; ")]
    return "; ".join(dict.fromkeys(parts))


def _paper_number(model: str, method: str, task: str) -> dict[Hashable, Any] | None:
    ours, frame = catalogue.task(task), load()
    wanted = [model, method, ours.stands_in_for or ours.name, ours.main_metric]
    fits = frame[(frame[["model", "method", "task", "metric"]] == wanted).all(axis=1)]
    ranked = fits.assign(rank=fits["kind"].map(KINDS.index)).sort_values("rank", kind="stable")
    return None if ranked.empty else ranked.to_dict("records")[0]
