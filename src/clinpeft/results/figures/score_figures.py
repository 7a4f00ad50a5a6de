"""Scores of every method on every task, this machine's beside the published ones."""

import pandas as pd
from matplotlib.axes import Axes

from clinpeft.results.figures.style import (
    INK,
    ORIGIN_STYLE,
    draw_floors,
    empty,
    legend_below,
    panel_title,
    panels,
)
from clinpeft.results.names import ORIGIN_TITLES, ORIGINS, metric_title
from clinpeft.results.pivots import cells, label_columns, method_order
from clinpeft.results.tables import main_scores

NOTHING = "There are no runs to show yet, here or published."


def scores(frame: pd.DataFrame, split: str = "test") -> list[Axes]:
    """A panel a task, a row a method, a point a seed; a floor an origin; a failed run is written out in its row."""
    rows = label_columns(main_scores(frame, split))
    if rows.empty:
        return empty(NOTHING)
    columns, methods = list(dict.fromkeys(rows["column"])), method_order(rows)
    axes = panels(len(columns), across=2, width=3.7, height=1.1 + 0.3 * len(methods), share_y=True)
    for column, panel in zip(columns, axes, strict=True):
        _panel(panel, rows[rows["column"] == column], methods, column)
    legend_below(axes)
    return axes


def alt_scores(frame: pd.DataFrame, split: str = "test") -> str:
    """What scores shows, in words: for each task and origin the best and worst method, the floor, what failed."""
    table = cells(frame, split)
    if table.empty:
        return NOTHING
    parts = ["Dot plots, one a task, one row a method."]
    for (column, origin), cell in table.groupby(["column", "origin"], sort=False):
        parts.append(f"{column} ({ORIGIN_TITLES[str(origin)]}): {_in_words(cell)}")
    return " ".join(parts)


def _panel(axes: Axes, rows: pd.DataFrame, methods: list[str], title: str) -> None:
    axes.set_yticks(range(len(methods)), methods)
    axes.set_ylim(len(methods) - 0.5, -0.5)
    for origin, shift in zip(ORIGINS, (-0.12, 0.12), strict=True):
        part = rows[(rows["origin"] == origin) & rows["value"].notna()]
        if len(part):
            heights = [methods.index(name) + shift for name in part["variant"]]
            axes.scatter(part["value"].astype(float), heights, s=30, alpha=0.85, **ORIGIN_STYLE[origin])
    draw_floors(rows, axes.axvline)
    for name, words in _failures(rows).items():
        # In the margin, where no score can lie.
        place = (1.01, methods.index(name))
        axes.annotate(words, place, xycoords=("axes fraction", "data"), color=INK, fontsize=8, va="center")
    axes.margins(x=0.1)  # no mark is cut by the axis
    axes.locator_params(axis="x", nbins=5)
    axes.set(title=panel_title(title), xlabel=f"test {metric_title(rows['metric'].iloc[0])}", ylabel="")


def _failures(rows: pd.DataFrame) -> dict[str, str]:
    failed = rows[rows["status"] == "failed"].drop_duplicates(["variant", "origin"])
    words = {"here": "failed here", "published": "failed, published"}
    return {
        str(name): "\n".join(words[str(origin)] for origin in part["origin"])
        for name, part in failed.groupby("variant", sort=False)
    }


def _in_words(cell: pd.DataFrame) -> str:
    scored = cell[cell["n"] > 0].sort_values("mean")
    failed = [f"{name} failed" for name in cell.loc[cell["failed"] > 0, "variant"]]
    failed += [f"{name} without a score" for name in cell.loc[(cell["n"] == 0) & (cell["failed"] == 0), "variant"]]
    if scored.empty:
        return "; ".join(failed) + "."
    best, worst = scored.iloc[-1], scored.iloc[0]
    words = [f"best {best['variant']} {best['mean']:.3f}"]
    words += [f"lowest {worst['variant']} {worst['mean']:.3f}"] if len(scored) > 1 else []
    words += [f"floor {best['floor']:.3f}"] if pd.notna(best["floor"]) else []
    return ", ".join([*words, *failed]) + "."
