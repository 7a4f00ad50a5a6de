"""The look of every figure.

Figures stand on a white card. Grey text that is readable on white *and* on the site's dark page does not exist (a
contrast of 4.5 on white asks for a luminance below .183, the same on #14181e for one above .21), and the site's theme
puts images on a light card in dark mode anyway. Colours are seaborn's colour-blind palette; shape tells apart what
colour does.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from clinpeft.results.names import ORIGIN_TITLES

PALETTE = tuple(sns.color_palette("colorblind"))
INK, FAINT = "#222222", "#6b6b6b"  # 15.9 and 5.3 to 1 on white
ORIGIN_STYLE: dict[str, dict[str, Any]] = {
    "here": {"marker": "o", "color": PALETTE[0], "label": ORIGIN_TITLES["here"]},
    "published": {"marker": "D", "color": PALETTE[1], "label": ORIGIN_TITLES["published"]},
}
_FLOOR_STYLE: dict[str, dict[str, Any]] = {
    "here": {"linestyle": "--", "label": f"floor, {ORIGIN_TITLES['here']}"},
    "published": {"linestyle": ":", "label": f"floor, {ORIGIN_TITLES['published']}"},
}
METHOD_MARKERS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "*")
_RC: dict[Any, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#e6e6e6",
    "axes.titlesize": 10,
    "axes.labelsize": 10,
    "legend.frameon": False,
    "figure.dpi": 150,
}


def draw_floors(rows: pd.DataFrame, line: Callable[..., object]) -> None:
    """A line an origin, by the axes' ``axhline`` or ``axvline``: each has its own floor, the mean over its runs."""
    for origin, floor in rows.groupby("origin")["floor"].mean().dropna().items():
        line(float(floor), color=FAINT, linewidth=1.4, **_FLOOR_STYLE[str(origin)])


def panels(
    count: int,
    across: int,
    width: float,
    height: float,
    share_y: bool = False,
    margins: dict[str, float] | None = None,
) -> list[Axes]:
    """So many Axes in rows of ``across``; width and height of one panel in inches.

    ``margins``: matplotlib's subplot parameters, as shares of the figure; None to find those that everything fits in.
    """
    across = min(across, count)
    down = -(-count // across)
    with sns.axes_style("whitegrid", rc=_RC), plt.rc_context(_RC):
        figure, grid = plt.subplots(
            down,
            across,
            figsize=(width * across, height * down),
            sharey=share_y,
            squeeze=False,
            layout=None if margins else "constrained",
            gridspec_kw=margins,
        )
    flat: list[Axes] = list(np.ravel(grid))
    for spare in flat[count:]:
        figure.delaxes(spare)
    for axes in flat[:count]:
        sns.despine(ax=axes)
    return flat[:count]


def panel_title(column: str) -> str:
    """A column's heading in two short lines: task and corpus, then the training texts; the metric is on the axis."""
    return column.split(":")[0].replace(", ", "\n", 1)


def empty(message: str) -> list[Axes]:
    """One panel that says in words why there is nothing to draw."""
    (axes,) = panels(1, across=1, width=6, height=1.2)
    axes.set_axis_off()
    axes.text(0.5, 0.5, message, ha="center", va="center")
    return [axes]


def legend_below(axes: Sequence[Axes], columns: int = 4, headings: Collection[str] = ()) -> None:
    """One legend for the whole figure, under the panels, each label once; ``headings`` of seaborn's are left out."""
    entries = {label: handle for one in axes for handle, label in zip(*one.get_legend_handles_labels(), strict=True)}
    entries = {label: handle for label, handle in entries.items() if label not in headings}
    if entries:
        figure = axes[0].figure
        figure.legend(list(entries.values()), list(entries), loc="outside lower center", ncols=columns, frameon=False)
