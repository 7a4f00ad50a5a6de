"""The paper's numbers, each with where it stands: Taylor et al., Efficiency at scale, Artif. Intell. Med. 157, 2024."""

from collections.abc import Hashable, Iterator
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
    rows = []
    for ours, paper in _pairs(cells, model):
        means = dict(zip(ours["origin"], ours["mean"], strict=True))
        rows.append(
            {
                "paper's task": f"{paper['task']}, {metric_title(str(paper['metric']))}",
                "our task": str(ours["column"].iloc[0]).split(":")[0],
                "method": ours["variant"].iloc[0],
                f"paper, {model}": paper["value"],
                "kind": paper["kind"],
                **{f"ours, {ORIGIN_TITLES[name]}": means.get(name) for name in ORIGINS},
            }
        )
    index = ["paper's task", "our task", "method"]
    ours_columns = [f"ours, {ORIGIN_TITLES[name]}" for name in ORIGINS]
    return pd.DataFrame(rows, columns=[*index, f"paper, {model}", "kind", *ours_columns]).set_index(index)


def notes(cells: pd.DataFrame, metric: str, model: str = "BioMobileBERT") -> str:
    """What is known of how those of the paper's numbers came about that ``beside`` shows under a metric; else empty."""
    shown = [paper["note"] for _, paper in _pairs(cells, model) if paper["metric"] == metric]
    return "; ".join(dict.fromkeys(part for note in shown if pd.notna(note) for part in note.split("; ")))


def _pairs(cells: pd.DataFrame, model: str) -> Iterator[tuple[pd.DataFrame, dict[Hashable, Any]]]:
    """The rows of a task and method of ours, one an origin, with the paper's number that stands beside them."""
    tiers = cells["corpus"].map(lambda name: catalogue.corpus(name).tier)
    real = cells[(tiers != "synthetic") & (cells["n"] > 0)]
    for (task, _, _), ours in real.groupby(["task", "column", "variant"], sort=False):
        paper = _paper_number(model, str(ours["method"].iloc[0]), str(task))
        if paper is not None:
            yield ours, paper


def _paper_number(model: str, method: str, task: str) -> dict[Hashable, Any] | None:
    ours, frame = catalogue.task(task), load()
    wanted = [model, method, ours.stands_in_for or ours.name, ours.main_metric]
    fits = frame[(frame[["model", "method", "task", "metric"]] == wanted).all(axis=1)]
    ranked = fits.assign(rank=fits["kind"].map(KINDS.index)).sort_values("rank", kind="stable")
    return None if ranked.empty else ranked.to_dict("records")[0]
