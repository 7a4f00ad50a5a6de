"""Short tables for pages: cells (mean over seeds), method × task as text, one run beside its floor."""

from collections.abc import Collection, Hashable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.results.names import ORIGIN_TITLES, ORIGINS, metric_title, size_title, variant
from clinpeft.results.tables import CELL, asked_learning_rate, main_scores
from clinpeft.specs import RunResult, SpecError, Study

FLOOR = "Floor (word counts or dictionary)"
CLOSE = 0.02
"""Scores this close count as equal when the method with the fewest parameters is named."""

_KEY = [*CELL, "origin"]
_VARIANT = ("task", "method", "recipe", "learning_rate", "head_learning_rate")
_Known = dict[tuple[str, str, str], dict[Hashable, Any]]


def cells(frame: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """One row per cell and origin: mean, sd and number of seeds of the main metric, failed runs, floor, parameters.

    ``sd`` is the standard deviation over seeds (n - 1), missing for one seed. Rows follow the catalogue's order of
    methods within the order in which tasks appear.
    """
    scores = main_scores(frame, split)
    grouped = scores.groupby(_KEY, sort=False, dropna=False)
    table = grouped.agg(
        metric=("metric", "first"),
        mean=("value", "mean"),
        sd=("value", "std"),
        n=("value", "count"),
        runs=("status", "size"),
        failed=("status", lambda status: int((status == "failed").sum())),
        floor=("floor", "mean"),
        seconds=("seconds", "mean"),
        trainable=("trainable", "first"),
        adapter_parameters=("adapter_parameters", "first"),
    ).reset_index()
    return _ordered(label_columns(table))


def label_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with ``variant`` (the method as written) and ``column`` (task, corpus, size and metric as written)."""
    return frame.assign(
        variant=[variant(*row) for row in _values(frame, *_VARIANT)],
        column=[_column(*row) for row in _values(frame, "task", "corpus", "train_size")],
    )


def relative_costs(costs: pd.DataFrame) -> pd.DataFrame:
    """The costs with ``time_ratio``, to full fine-tuning, and ``megabytes`` (a million bytes).

    Full fine-tuning of the same origin, task, size, recipe and seed; missing where that did not finish.
    """
    same = ["origin", "task", "corpus", "backbone", "recipe", "train_size", "seed"]
    full = costs[costs["method"].isin([m.name for m in catalogue.METHODS.values() if m.trains == "all"])]
    reference = full.groupby(same, dropna=False)["train_time"].mean().rename("full_time").reset_index()
    rows = label_columns(costs).merge(reference, on=same, how="left")
    rows = rows.assign(time_ratio=rows["train_time"] / rows["full_time"], megabytes=rows["file_size"] / 1e6)
    return _ordered(rows)


def method_order(variants: Collection[str]) -> list[str]:
    """Variants in the catalogue's order of methods; a method's own learning rate first."""
    titles = [method.title for method in catalogue.METHODS.values()]
    ranks = {
        name: next(
            (i for i, t in enumerate(titles) if name == t or name.startswith((f"{t} at ", f"{t}, "))), len(titles)
        )
        for name in variants
    }
    return sorted(set(variants), key=lambda name: (ranks[name], name))


def table(frame: pd.DataFrame, study: str, unavailable: Collection[str] = (), split: str = "test") -> pd.DataFrame:
    """Method × task, under each origin, as text: "0.812 ± 0.010 (n=2)", the floor first.

    A cell without a score says why: "failed", "undefined", "not run", "cannot run", or "unavailable" where its corpus
    is among those given and nothing ran here.
    """
    known: _Known = {
        (row["origin"], row["column"], row["variant"]): row for row in cells(frame, split).to_dict("records")
    }
    wanted = _expected(catalogue.study(study))
    columns, methods = list(dict.fromkeys(c for c, _ in wanted)), method_order([m for _, m in wanted])
    parts = {}
    for origin in ORIGINS:
        text = {column: [_floor_text(known, origin, column)] for column in columns}
        for column, method in product(columns, methods):
            corpus, reason = wanted.get((column, method), ("", "not in the study"))
            gone = "unavailable" if origin == "here" and corpus in unavailable else "not run"
            text[column].append(_cell_text(known.get((origin, column, method)), reason or gone))
        parts[ORIGIN_TITLES[origin]] = pd.DataFrame(text, index=[FLOOR, *methods])
    return pd.concat(parts, names=["runs", "method"])


def scores_beside_floor(result: RunResult) -> pd.DataFrame:
    """The run's test metrics beside those of its floor: a row a metric, columns "this run", "floor", "difference"."""
    floors = {(s.split, s.metric): s.value for s in (result.floor.scores if result.floor else ())}
    rows = {
        metric_title(score.metric): {"this run": score.value, "floor": floors.get((score.split, score.metric))}
        for score in result.scores
        if score.split == "test"
    }
    if not rows:
        raise SpecError(f"run {result.spec.slug} has no test scores ({result.status}); there is nothing to compare")
    table = pd.DataFrame.from_dict(rows, orient="index").astype("Float64")
    table["difference"] = table["this run"] - table["floor"]
    return table.round(3).rename_axis(index="test metric")


def as_text(table: pd.DataFrame, decimals: int = 3, missing: str = "–") -> pd.DataFrame:
    """The table with its numbers written out for reading: so many decimals, whole numbers with commas, yes or no.

    A number too small for the decimals, as a learning rate may be, keeps its first digits: it is not zero.
    """

    def write(value: Any) -> str:
        if pd.isna(value):
            return missing
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        if isinstance(value, (float, np.floating)):
            number = float(value)
            small = 0 < abs(number) < 0.1**decimals
            return f"{number:.1g}" if small else f"{number:,.{decimals}f}"
        return f"{value:,}" if isinstance(value, (int, np.integer)) else str(value)

    return table.map(write)


def _expected(study: Study) -> dict[tuple[str, str], tuple[str, str | None]]:
    # (column, variant) -> (corpus, why it cannot run)
    return {
        (
            _column(s.task, s.corpus, s.train_size),
            variant(s.task, s.method, s.recipe, asked_learning_rate(s), s.head_learning_rate),
        ): (
            s.corpus,
            "cannot run" if catalogue.excluded(s) else None,
        )
        for s in study.runs
    }


def _column(task: str, corpus: str, train_size: int | None) -> str:
    return f"{task} / {corpus}, {size_title(train_size)}: {metric_title(catalogue.task(task).main_metric)}"


def _values(table: pd.DataFrame, *names: str) -> list[tuple]:  # type: ignore[type-arg]
    plain = table[list(names)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    columns = list(dict.fromkeys(table["column"]))
    methods = method_order(list(table["variant"]))
    keys = pd.DataFrame({"c": table["column"].map(columns.index), "m": table["variant"].map(methods.index)})
    return table.loc[keys.sort_values(["c", "m"], kind="stable").index].reset_index(drop=True)


def _floor_text(known: _Known, origin: str, column: str) -> str:
    floors = [row["floor"] for key, row in known.items() if key[:2] == (origin, column) and pd.notna(row["floor"])]
    return f"{sum(floors) / len(floors):.3f}" if floors else "not known"


def _cell_text(row: dict[Hashable, Any] | None, absent: str) -> str:
    if row is None:
        return absent
    if row["n"] == 0:
        return "failed" if row["failed"] else "undefined"
    spread = f" ± {row['sd']:.3f}" if row["n"] > 1 else ""
    failures = f", {row['failed']} failed" if row["failed"] else ""
    return f"{row['mean']:.3f}{spread} (n={row['n']}){failures}"
