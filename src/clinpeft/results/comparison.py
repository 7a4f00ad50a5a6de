"""Here against published, cell by cell: does a run fall where the published seeds say it should?"""

import pandas as pd

from clinpeft.results.names import metric_title
from clinpeft.results.pivots import label_columns
from clinpeft.results.statistics import prediction_interval
from clinpeft.results.tables import CELL, main_scores, study_frame

COLUMNS = ("variant", *CELL, "seed", "metric", "here", "published", "low", "high", "n", "inside", "verdict")


def compare(study: str, split: str = "test") -> pd.DataFrame:
    """A row per cell and seed of this machine, and per published cell that has not run here; see compare_frame."""
    return compare_frame(study_frame(study), split)


def compare_frame(frame: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """This machine's main metric beside the mean and 95 % prediction interval of the published seeds (``n`` of them).

    ``inside`` is None where there is no interval (fewer than two published seeds) or no score; ``verdict`` says which.
    """
    scores = main_scores(frame, split)
    rows = [row for _, cell in scores.groupby(list(CELL), sort=False, dropna=False) for row in _cell(cell)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"inside": object, "seed": "Int64", "n": int})


def agreement(comparison: pd.DataFrame) -> str:
    """How many cells fall inside, in one sentence."""
    judged = comparison[comparison["inside"].notna()]
    if judged.empty:
        return "No cell can be judged yet: that takes a run on this machine and two published seeds of the same cell."
    inside = int(judged["inside"].astype(bool).sum())
    outside = [f"{row.variant} on {row.task}" for row in judged[~judged["inside"].astype(bool)].itertuples()]
    ends = "." if not outside else f"; outside: {', '.join(outside)}."
    return f"{inside} of {len(judged)} runs of this machine fall inside the interval of the published seeds{ends}"


def _cell(cell: pd.DataFrame) -> list[dict[str, object]]:
    published = cell.loc[(cell["origin"] == "published") & cell["value"].notna(), "value"].astype(float).tolist()
    interval = prediction_interval(published)
    mean = sum(published) / len(published) if published else None
    first = cell.iloc[0]
    shared: dict[str, object] = {
        **{name: _plain(first[name]) for name in CELL},
        "variant": label_columns(cell)["variant"].iloc[0],
        "metric": metric_title(str(first["metric"])),
        "published": mean,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "n": len(published),
    }
    here = cell[cell["origin"] == "here"]
    if here.empty:
        return [{**shared, "seed": None, "here": None, "inside": None, "verdict": "not run here"}]
    rows = []
    for run in here.itertuples():
        value = _plain(run.value)
        inside = interval.holds(value) if interval and value is not None else None
        rows.append(
            {
                **shared,
                "seed": run.seed,
                "here": value,
                "inside": inside,
                "verdict": _verdict(str(run.status), value, len(published), inside),
            }
        )
    return rows


def _verdict(status: str, value: float | None, published: int, inside: bool | None) -> str:
    if status == "failed":
        return "failed here"
    if value is None:
        return "undefined here"
    if inside is None:
        return ("not published", "one published seed")[published]
    return "inside" if inside else "outside"


def _plain(value: object) -> float | None:
    return None if pd.isna(value) else value  # type: ignore[call-overload, return-value]
