"""Short tables for pages: cells (mean over seeds), method × task as text, one run beside its floor."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.results.names import (
    ORIGIN_TITLES,
    ORIGINS,
    asked_learning_rate,
    condition,
    metric_title,
    size_title,
    variant,
)
from clinpeft.results.tables import CELL, PLACE, main_scores
from clinpeft.specs import RunResult, SpecError, Study

FLOOR = "Floor (word counts or dictionary)"
CLOSE = 0.02
"""Scores this close count as equal when the method with the fewest parameters is named."""

_KEY = [*CELL, "origin"]
_VARIANT = ("task", "method", "recipe", "learning_rate", "head_learning_rate")
_CONDITIONS = ("backbone", "recipe", "fold", "per_class", "max_seconds")
"""What is written into a column only where it differs between the rows of a frame."""
_Known = dict[tuple[str, str, str], dict[Hashable, Any]]


def cells(frame: pd.DataFrame, split: str = "test", told: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per cell and origin: mean, sd and number of seeds of the main metric, failed runs, floor, parameters.

    ``sd`` is the standard deviation over seeds (n - 1), missing for one seed. Rows follow the catalogue's order of
    methods within the order in which tasks appear; for ``told`` see label_columns.
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
    return _ordered(label_columns(table, told))


def label_columns(frame: pd.DataFrame, told: Sequence[str] | None = None) -> pd.DataFrame:
    """The frame with ``variant`` (the method as written) and ``column`` (task, corpus, size and metric as written).

    A column also names the conditions in ``told`` (backbone, recipe, fold, texts a label, time limit): by default those
    that differ in this frame, so that two cells never share a variant and a column.
    """
    told = differing(frame) if told is None else told
    columns = [
        _column(task, corpus, size, [condition(*pair) for pair in zip(told, conditions, strict=True)])
        for task, corpus, size, *conditions in _values(frame, "task", "corpus", "train_size", *told)
    ]
    return frame.assign(variant=[variant(*row) for row in _values(frame, *_VARIANT)], column=columns)


def differing(frame: pd.DataFrame) -> list[str]:
    """The conditions in which the frame's rows differ."""
    return [name for name in _CONDITIONS if name in frame and frame[name].nunique(dropna=False) > 1]


def relative_costs(costs: pd.DataFrame) -> pd.DataFrame:
    """The costs with ``time_ratio``, to full fine-tuning, and ``megabytes`` (a million bytes).

    Full fine-tuning of the same origin, task, size, recipe and seed; missing where that did not finish.
    """
    same = [*(name for name in PLACE if name != "method"), "seed"]
    full = costs[costs["method"].isin([m.name for m in catalogue.METHODS.values() if m.trains == "all"])]
    reference = full.groupby(same, dropna=False)["train_time"].mean().rename("full_time").reset_index()
    rows = label_columns(costs).merge(reference, on=same, how="left")
    rows = rows.assign(time_ratio=rows["train_time"] / rows["full_time"], megabytes=rows["file_size"] / 1e6)
    return _ordered(rows)


def method_order(rows: pd.DataFrame) -> list[str]:
    """The rows' variants in the catalogue's order of methods; a method's own learning rate first."""
    ranks = {name: rank for rank, name in enumerate(catalogue.METHODS)}
    methods = dict(zip(rows["variant"], rows["method"], strict=True))
    return sorted(methods, key=lambda name: (ranks.get(methods[name], len(ranks)), name))


def table(frame: pd.DataFrame, study: str, unavailable: Collection[str] = (), split: str = "test") -> pd.DataFrame:
    """Method × task, under each origin, as text: "0.812 ± 0.010 (n=2)", the floor first.

    A cell without a score says why: "failed", "undefined", "not run", "cannot run", or "unavailable" where its corpus
    is among those given and nothing ran here.
    """
    wanted = _expected(catalogue.study(study))
    told = differing(wanted)
    rows = cells(frame, split, told).to_dict("records")
    known: _Known = {(row["origin"], row["column"], row["variant"]): row for row in rows}
    wanted = label_columns(wanted, told)
    columns, methods = list(dict.fromkeys(wanted["column"])), method_order(wanted)
    asked = {(row["column"], row["variant"]): row for row in wanted.to_dict("records")}
    parts = {}
    for origin in ORIGINS:
        text = {column: [_floor_text(known, origin, column)] for column in columns}
        for column, method in product(columns, methods):
            reason = _why_empty(asked.get((column, method)), unavailable if origin == "here" else ())
            text[column].append(_cell_text(known.get((origin, column, method)), reason))
        parts[ORIGIN_TITLES[origin]] = pd.DataFrame(text, index=[FLOOR, *methods])
    return pd.concat(parts, names=["runs", "method"])


def scores_beside_floor(result: RunResult) -> pd.DataFrame:
    """The run's test metrics beside those of its floor: a row a metric, columns "this run", "floor", "difference".

    Numbers, for as_text to write with all their decimals.
    """
    floors = {(s.split, s.metric): s.value for s in (result.floor.scores if result.floor else ())}
    rows = {
        _metric_row(score.metric): {"this run": score.value, "floor": floors.get((score.split, score.metric))}
        for score in result.scores
        if score.split == "test"
    }
    if not rows:
        raise SpecError(f"run {result.spec.slug} has no test scores ({result.status}); there is nothing to compare")
    table = pd.DataFrame.from_dict(rows, orient="index").astype("Float64")
    table["difference"] = table["this run"] - table["floor"]
    return table.round(3).rename_axis(index="test metric")


def _metric_row(metric: str) -> str:
    """The metric, and where a lower value is the better one, that too: every other is better when higher."""
    return f"{metric_title(metric)} (lower is better)" if metric == "ece" else metric_title(metric)


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


def _expected(study: Study) -> pd.DataFrame:
    """A row a run of the study: its parameters, the rate it is asked to use, and whether its cell cannot run."""
    return pd.DataFrame(
        {
            **asdict(spec),
            "learning_rate": asked_learning_rate(spec),
            "excluded": catalogue.excluded(spec) is not None,
        }
        for spec in study.runs
    )


def _why_empty(asked: dict[Hashable, Any] | None, unavailable: Collection[str]) -> str:
    if asked is None:
        return "not in the study"
    if asked["excluded"]:
        return "cannot run"
    return "unavailable" if asked["corpus"] in unavailable else "not run"


def _column(task: str, corpus: str, train_size: int | None, conditions: Sequence[str] = ()) -> str:
    where = ", ".join([f"{task} / {corpus}", size_title(train_size), *conditions])
    return f"{where}: {metric_title(catalogue.task(task).main_metric)}"


def _values(table: pd.DataFrame, *names: str) -> list[tuple]:  # type: ignore[type-arg]
    plain = table[list(names)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    columns = list(dict.fromkeys(table["column"]))
    methods = method_order(table)
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
