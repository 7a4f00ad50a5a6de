"""Figures about a task's text: how its labels are balanced and how long its texts are."""

import textwrap
from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from clinpeft.results.figures.style import legend_below, panels

_MOST_COLOURS = 4
_WIDEST = 32
"""Letters of an axis title in one line."""


def plot_labels(labels: pd.DataFrame, counted: str) -> Axes:
    """Share of each label by split; ``counted`` says what is counted ("texts", "mentions").

    ``labels`` has the columns split, label and share; a hidden count (a missing share) leaves a gap.
    """
    kinds = labels["label"].nunique()
    few = kinds <= _MOST_COLOURS
    height = 2.6 if few else 1.2 + 0.32 * kinds
    (axes,) = panels(1, across=1, width=6, height=height)
    down, colour = ("split", "label") if few else ("label", "split")
    sns.barplot(labels, x="share", y=down, hue=colour, palette="colorblind", errorbar=None, legend=True, ax=axes)
    axes.set(xlabel=f"share of {counted}", ylabel="")
    _legend_outside([axes])
    return axes


def plot_lengths(lengths: pd.DataFrame, text: str) -> list[Axes]:
    """Median and 90th percentile of lengths by split, a panel a unit; ``text`` is what one text is called."""
    units = list(dict.fromkeys(lengths["unit"]))
    drawn = panels(len(units), across=2, width=3.6, height=2.6)
    for axes, unit in zip(drawn, units, strict=True):
        part = lengths[lengths["unit"] == unit]
        sns.barplot(part, x="length", y="split", hue="statistic", palette="colorblind", errorbar=None, ax=axes)
        axes.set(xlabel=textwrap.fill(f"{unit} per {text}", _WIDEST), ylabel="")
    _legend_outside(drawn)
    return drawn


def _legend_outside(drawn: Sequence[Axes]) -> None:
    legend_below(drawn, columns=3)
    for axes in drawn:
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
