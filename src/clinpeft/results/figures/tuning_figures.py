"""Learning rates: score against rate, and the best score to be expected after a number of trials."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from clinpeft.results import head_rates, tuning
from clinpeft.results.figures.style import FAINT, METHOD_MARKERS, PALETTE, empty, legend_below, panel_title, panels
from clinpeft.results.names import method_title, metric_title
from clinpeft.results.pivots import label_columns

_HOLLOW: dict[str, Any] = {"linestyle": "none", "markerfacecolor": "none", "marker": "o"}
_MOST_NUMBERS = 10
NOTHING = "There are no tuning runs to show yet, here or published."


def rates(frame: pd.DataFrame, shared_rate: float) -> list[Axes]:
    """A panel a task: validation score against learning rate (logarithmic), a line a method; the shared rate dashed.

    Where a method was also tried with a head that shares its rate, a hollow mark stands apart from its line.
    """
    table = label_columns(tuning.rate_scores(frame))
    table = table[table["validation"].notna()]
    if table.empty:
        return empty(NOTHING)
    columns = list(dict.fromkeys(table["column"]))
    axes = panels(len(columns), across=2, width=3.7, height=2.9)
    for column, panel in zip(columns, axes, strict=True):
        part = table[table["column"] == column]
        for method, style in _styles(table["method"]).items():
            _rate_line(panel, part[part["method"] == method].sort_values("learning_rate"), style)
        panel.plot([], [], **_HOLLOW, color=FAINT, label="hollow: one rate for both")
        panel.axvline(shared_rate, color=FAINT, linestyle="--", linewidth=1.2, label="the paper's shared rate")
        panel.set(
            xscale="log",
            xlabel="learning rate",
            ylabel=f"validation {metric_title(part['metric'].iloc[0])}",
            title=panel_title(column),
        )
        _ticks_at(panel, sorted(set(part["learning_rate"].astype(float))))
    legend_below(axes, columns=3)
    return axes


def _ticks_at(panel: Axes, tried: list[float]) -> None:
    """A tick a rate that was tried; where these are many, every second one has its number."""
    step = 1 if len(tried) <= _MOST_NUMBERS else 2
    labels = [f"{rate:g}" if place % step == 0 else "" for place, rate in enumerate(tried)]
    panel.set_xticks(tried, labels, fontsize=8, rotation=45, ha="right", rotation_mode="anchor")
    panel.xaxis.set_minor_locator(NullLocator())


def _rate_line(panel: Axes, tried: pd.DataFrame, style: dict[str, object]) -> None:
    shared = tried["head_learning_rate"].isna()
    apart = shared if not shared.all() else ~shared
    line, marks = tried[~apart], tried[apart]
    panel.plot(line["learning_rate"].astype(float), line["validation"].astype(float), **style)  # type: ignore[arg-type]
    hollow = {**style, "label": None, **_HOLLOW, "marker": style["marker"]}
    panel.plot(marks["learning_rate"].astype(float), marks["validation"].astype(float), **hollow)  # type: ignore[arg-type]


def alt_rates(frame: pd.DataFrame) -> str:
    """What rates shows, in words: each method's best rate on each task."""
    best = tuning.chosen(frame)
    if best.empty:
        return NOTHING
    parts = [
        f"{method_title(row['method'])} on {row['task']}: best {row['validation']:.3f} at {row['learning_rate']:g}."
        for row in best.to_dict("records")
    ]
    return "Line charts, one a task: validation score against learning rate. " + " ".join(parts)


def expected_best(frame: pd.DataFrame) -> list[Axes]:
    """A panel a task: expected best validation score after 1, 2, … trials of learning rates, a line a method."""
    table = tuning.expected_best_curves(frame)
    if table.empty:
        return empty(NOTHING)
    places = list(dict.fromkeys(zip(table["task"], table["corpus"], strict=True)))
    axes = panels(len(places), across=2, width=3.7, height=2.7)
    for (task, corpus), panel in zip(places, axes, strict=True):
        part = table[(table["task"] == task) & (table["corpus"] == corpus)]
        for method, style in _styles(table["method"]).items():
            line = part[part["method"] == method].groupby("trials")["expected"].mean()
            panel.plot(line.index, line, **style)  # type: ignore[arg-type]
        panel.set(title=f"{task} / {corpus}", xlabel="trials of a learning rate", ylabel="expected best score")
        panel.locator_params(axis="x", integer=True)
    legend_below(axes)
    return axes


def alt_expected_best(frame: pd.DataFrame) -> str:
    """What expected_best shows, in words: the gain from one trial to all."""
    table = tuning.expected_best_curves(frame)
    if table.empty:
        return NOTHING
    parts = []
    for (task, method), line in table.groupby(["task", "method"], sort=False):
        means = line.groupby("trials")["expected"].mean()
        parts.append(f"{method_title(str(method))} on {task}: {means.iloc[0]:.3f} to {means.iloc[-1]:.3f}.")
    return "Line charts, one a task: expected best validation score from one trial to all. " + " ".join(parts)


def head_gains(frame: pd.DataFrame) -> list[Axes]:
    """A panel a task: a row a method, the test score with one rate for both joined to that with the head's own."""
    table = label_columns(head_rates.gains(frame))
    if table.empty:
        return empty(NOTHING)
    columns = list(dict.fromkeys(table["column"]))
    axes = panels(len(columns), across=2, width=3.7, height=2.6)
    for column, panel in zip(columns, axes, strict=True):
        rows = table[table["column"] == column].to_dict("records")
        for place, row in enumerate(rows):
            panel.plot([row["shared"], row["own"]], [place, place], color=FAINT, linewidth=1.6)
            panel.plot([row["shared"]], [place], color=PALETTE[1], marker="s", linestyle="", label="one rate for both")
            panel.plot([row["own"]], [place], color=PALETTE[0], marker="o", linestyle="", label="head at its own")
        panel.axvline(rows[0]["floor"], color=FAINT, linestyle="--", linewidth=1.2, label="the floor")
        panel.set_yticks(range(len(rows)), [method_title(str(row["method"])) for row in rows])
        panel.set(ylim=(len(rows) - 0.5, -0.5), ylabel="", title=panel_title(column))
        panel.set_xlabel(f"test {metric_title(rows[0]['metric'])}, mean over seeds")
    legend_below(axes)
    return axes


def alt_head_gains(frame: pd.DataFrame) -> str:
    """What head_gains shows, in words."""
    rows = head_rates.gains(frame).to_dict("records")
    if not rows:
        return NOTHING
    parts = [f"{method_title(str(r['method']))} on {r['task']}: {r['shared']:.3f} to {r['own']:.3f}" for r in rows]
    return "Test scores with one rate for adapter and head, and with a rate of its own for the head. " + (
        "; ".join(parts) + "."
    )


def _styles(methods: pd.Series) -> dict[str, dict[str, object]]:
    names = list(dict.fromkeys(methods))
    return {
        name: {
            "color": PALETTE[index % len(PALETTE)],
            "marker": METHOD_MARKERS[index % len(METHOD_MARKERS)],
            "label": method_title(name),
            "linewidth": 1.4,
        }
        for index, name in enumerate(names)
    }
