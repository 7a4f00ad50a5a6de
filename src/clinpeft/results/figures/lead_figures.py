"""The floor and what stands above it; how far seeds lie apart."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from clinpeft.results.figures.style import FAINT, PALETTE, empty, legend_below, panel_title, panels
from clinpeft.results.leads import BEATS
from clinpeft.results.names import method_title, metric_title, size_title, task_title

_Row = dict[Hashable, Any]
NOTHING = "There are no runs with a floor to show yet, here or published."


def leads(table: pd.DataFrame) -> list[Axes]:
    """A row a task, size and seed: the lead over the floor with its interval; filled where it lies above zero."""
    known = _known(table)
    if not known:
        return empty(NOTHING)
    (axes,) = panels(1, across=1, width=6.4, height=1.0 + 0.32 * len(known))
    for place, row in enumerate(known):
        sure = row["verdict"] == BEATS
        axes.plot([row["low"], row["high"]], [place, place], color=PALETTE[0 if sure else 1], linewidth=1.6)
        axes.plot(
            [row["lead"]], [place], linestyle="", marker="o" if sure else "s", color=PALETTE[0 if sure else 1],
            fillstyle="full" if sure else "none", label="interval above zero" if sure else "interval not above zero",
        )  # fmt: skip
    axes.axvline(0, color=FAINT, linestyle="--", linewidth=1.2)
    places, shared = _places(known)
    axes.set_yticks(range(len(known)), places)
    axes.set_title(shared)
    axes.set_ylim(len(known) - 0.5, -0.5)
    axes.set(xlabel="score minus floor (95 % interval)", ylabel="")
    legend_below([axes])
    return [axes]


def alt_leads(table: pd.DataFrame) -> str:
    """What leads shows, in words."""
    known = _known(table)
    if not known:
        return NOTHING
    places, shared = _places(known)
    parts = [
        f"{place}: {row['lead']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
        for place, row in zip(places, known, strict=True)
    ]
    everywhere = f" of {shared}" if shared else ""
    return f"Score minus floor{everywhere}, with intervals. " + "; ".join(parts) + "."


def spread(table: pd.DataFrame) -> list[Axes]:
    """A panel a task, on an axis of its own; a row a cell: lowest to highest score over seeds, the mean marked."""
    if table.empty:
        return empty("No cell has two finished seeds yet.")
    columns = list(dict.fromkeys(table["column"]))
    most = max(table["column"].value_counts())
    axes = panels(len(columns), across=1, width=6.4, height=1.2 + 0.4 * most)
    for column, panel in zip(columns, axes, strict=True):
        rows = table[table["column"] == column].to_dict("records")
        for place, row in enumerate(rows):
            ends = [row["low"], row["high"]]
            panel.plot(ends, [place, place], color=PALETTE[0], linewidth=1.6, label="lowest to highest")
            panel.plot([row["mean"]], [place], linestyle="", marker="o", color=PALETTE[1], label="mean over seeds")
        panel.set_yticks(range(len(rows)), [str(row["variant"]).replace(", ", ",\n") for row in rows])
        panel.set(ylim=(len(rows) - 0.5, -0.5), ylabel="", title=panel_title(column))
        panel.set_xlabel(f"test {metric_title(rows[0]['metric'])}")
    legend_below(axes)
    return axes


def alt_spread(table: pd.DataFrame) -> str:
    """What spread shows, in words."""
    if table.empty:
        return "No cell has two finished seeds yet."
    parts = [f"{r['variant']} on {r['task']}: {r['low']:.3f} to {r['high']:.3f}" for r in table.to_dict("records")]
    return "Ranges of test scores over seeds. " + "; ".join(parts) + "."


def _known(table: pd.DataFrame) -> list[_Row]:
    """The rows with an interval; each named by its origin where there are two."""
    suffix = ", " + table["origin"] if table["origin"].nunique() > 1 else ""
    return table.assign(suffix=suffix)[table["lead"].notna() & table["low"].notna()].to_dict("records")


def _places(rows: list[_Row]) -> tuple[list[str], str]:
    """How each row is named, and what all rows have in common and none of them repeats."""
    facts = [
        (method_title(str(row["method"])), size_title(row["train_size"]), f"seed {row['seed']}{row['suffix']}")
        for row in rows
    ]
    alike = [len(set(values)) == 1 for values in zip(*facts, strict=True)]
    apart = [[value for value, same in zip(own, alike, strict=True) if not same] for own in facts]
    titles = [task_title(row["task"], row["corpus"]) for row in rows]
    names = [", ".join([title, *own]) for title, own in zip(titles, apart, strict=True)]
    return names, ", ".join(value for value, same in zip(facts[0], alike, strict=True) if same)
