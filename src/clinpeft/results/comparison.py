"""Here against published, cell by cell: does a run fall where the published seeds say it should?"""

import random
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from clinpeft import catalogue, provenance, store
from clinpeft.paths import tree
from clinpeft.results import contrasts, spread
from clinpeft.results.names import count_words, metric_title
from clinpeft.results.pivots import label_columns
from clinpeft.results.statistics import pooled_prediction_interval
from clinpeft.results.tables import CELL, frame, main_scores, results_of
from clinpeft.specs import RunSpec, SpecError, Study

COLUMNS = (
    "variant", *CELL, "seed", "metric", "here", "published", "low", "high", "width", "n", "spread", "inside",
    "equal", "verdict",
)  # fmt: skip


class Pool(NamedTuple):
    """How far seeds lie apart, and from which cells that is known."""

    deviation: float
    freedom: int
    cells: str
    """Of the same "task", of the same "kind" of task, of any task by the same "metric", or by a metric of the same
    "margin"; always under the same recipe."""


def drawn(study: Study, count: int, seed: int) -> Study:
    """So many runs of the study, chosen at random among those that are published; the same ones for the same seed.

    One that today's code or settings would make in another way is no measure of a machine, and is not drawn.
    """
    published = [spec for spec in study.runs if _is_published_as_of_today(spec)]
    if not published:
        raise SpecError(f"no run of study {study.name!r} is published, so none can be drawn; leave --draw out")
    published.sort(key=lambda spec: spec.slug)
    chosen = set(random.Random(seed).sample(published, min(count, len(published))))
    return replace(study, runs=tuple(spec for spec in study.runs if spec in chosen))


def _is_published_as_of_today(spec: RunSpec) -> bool:
    path = store.result_path(tree().published, spec)
    return path.is_file() and provenance.is_todays(store.read(path))


def compare(study: Study, split: str = "test") -> pd.DataFrame:
    """A row per cell and seed of this machine, and per published cell that has not run here; see compare_frame.

    The spread between seeds is that of every published cell under the study's recipes. Published runs that today's
    code or settings would make in another way are no measure of a machine, and are left out of both.
    """
    recipes = sorted({spec.recipe for spec in study.runs})
    files = (path for recipe in recipes for path in sorted(tree().published.glob(f"*/*-{recipe}-*.json")))
    published = frame(filter(provenance.is_todays, map(store.read, files)), study.name, "published")
    stored = results_of(study)
    current = replace(stored, published=stored.current)
    return compare_frame(current.frame(), split, spread.seed_spread(published, split))


def compare_frame(results: pd.DataFrame, split: str = "test", spreads: pd.DataFrame | None = None) -> pd.DataFrame:
    """This machine's main metric beside the mean and 95 % prediction interval of the published seeds (``n`` of them).

    The interval takes its spread from all published cells of the task with two seeds or more, else from those of the
    kind of task, else from all of its metric, else from metrics of the same margin, always of the same recipe;
    ``spread`` says which. ``spreads`` is a table of
    seed_spread; without it the frame's own published cells serve. ``inside`` is None where there is no interval or no
    score; ``verdict`` says which. ``equal`` says whether the published run of the seed has the very same score.
    """
    scores = main_scores(results, split)
    if spreads is None:
        spreads = spread.seed_spread(results[results["origin"] == "published"], split)
    rows = [
        row
        for _, cell in scores.groupby(list(CELL), sort=False, dropna=False)
        for row in _cell(cell, _pool(spreads, str(cell["task"].iloc[0]), str(cell["recipe"].iloc[0])))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"inside": object, "equal": object, "seed": "Int64", "n": int}
    )


def _pool(spreads: pd.DataFrame, task: str, recipe: str) -> Pool | None:
    # An AUROC and an F1 differ in how far their seeds lie apart: metrics of two margins borrow nothing of each other.
    metric = catalogue.task(task).main_metric
    alike = contrasts.margins(spreads["metric"]) == contrasts.margin(metric)
    near = spreads[(spreads["recipe"] == recipe) & alike]
    same = near[near["metric"] == metric]
    kinds = same["task"].map(lambda name: catalogue.task(name).kind)
    nearest = {
        "task": same[same["task"] == task],
        "kind": same[kinds == catalogue.task(task).kind],
        "metric": same,
        "margin": near,
    }
    for cells, table in nearest.items():
        deviation = spread.pooled_deviation(table)
        if deviation is not None:
            return Pool(deviation, int(table["n"].astype(int).sum() - len(table)), cells)
    return None


def agreement(comparison: pd.DataFrame) -> str:
    """How many runs of this machine fall inside, and how many cannot be judged, in a few sentences."""
    judged = comparison[comparison["inside"].notna()]
    if judged.empty:
        return "No cell can be judged yet: that takes a run here and two published seeds, all of today's version."
    inside = int(judged["inside"].astype(bool).sum())
    outside = [f"{row.variant} on {row.task}" for row in judged[~judged["inside"].astype(bool)].itertuples()]
    ends = "." if not outside else f"; outside: {', '.join(outside)}."
    text = f"{inside} of {len(judged)} runs of this machine fall inside the interval of the published seeds{ends}"
    without = int((comparison["inside"].isna() & (comparison["verdict"] != "not run here")).sum())
    if without:
        text += f" Not judged: {count_words(without, 'more run')}; the verdict says why."
    again = comparison[comparison["equal"].notna()]
    if again.empty:
        return text
    equal = int(again["equal"].astype(bool).sum())
    runs = count_words(len(again), "run")
    return f"{text} Of {runs} published with the same seed, {equal} give the same score to the last digit."


def _cell(cell: pd.DataFrame, pool: Pool | None) -> list[dict[str, object]]:
    published = cell.loc[(cell["origin"] == "published") & cell["value"].notna(), "value"].astype(float).tolist()
    interval = None if pool is None else pooled_prediction_interval(published, pool.deviation, pool.freedom)
    mean = sum(published) / len(published) if published else None
    first = cell.iloc[0]
    shared: dict[str, object] = {
        **{name: _plain(first[name]) for name in CELL},
        "variant": label_columns(cell)["variant"].iloc[0],
        "metric": metric_title(str(first["metric"])),
        "published": mean,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "width": interval.high - interval.low if interval else None,
        "n": len(published),
        "spread": pool.cells if interval and pool else None,
    }
    here = cell[cell["origin"] == "here"]
    if here.empty:
        return [{**shared, "seed": None, "here": None, "inside": None, "equal": None, "verdict": "not run here"}]
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
                "equal": _equal(cell, run.seed, value),
                "verdict": _verdict(str(run.status), value, len(published), inside),
            }
        )
    return rows


def _equal(cell: pd.DataFrame, seed: object, value: float | None) -> bool | None:
    """Whether the published run of the seed has the very same score; None where there is none to compare."""
    twin = cell.loc[(cell["origin"] == "published") & (cell["seed"] == seed) & cell["value"].notna(), "value"]
    return None if value is None or twin.empty else float(twin.iloc[0]) == value


def _verdict(status: str, value: float | None, published: int, inside: bool | None) -> str:
    if status == "failed":
        return "failed here"
    if value is None:
        return "undefined here"
    if inside is None:
        return "no published seeds to tell the spread" if published else "not published"
    return "inside" if inside else "outside"


def _plain(value: object) -> float | None:
    return None if pd.isna(value) else value  # type: ignore[call-overload, return-value]
