"""What a method costs, and what a trained parameter buys."""

import pandas as pd
from matplotlib.axes import Axes

from clinpeft.results.figures.score_figures import NOTHING
from clinpeft.results.figures.style import (
    FAINT,
    METHOD_MARKERS,
    ORIGIN_STYLE,
    PALETTE,
    draw_floors,
    empty,
    legend_below,
    panel_title,
    panels,
)
from clinpeft.results.names import ORIGIN_TITLES, ORIGINS, metric_title
from clinpeft.results.pivots import CLOSE, cells, method_order, relative_costs


def costs(frame: pd.DataFrame) -> list[Axes]:
    """From ``tables.costs_frame``: training time as a ratio to full fine-tuning's, and the size of the file kept.

    Times are compared within one origin only, with the same task, seed and size: machines differ.
    """
    rows = relative_costs(frame)
    if rows.empty:
        return empty(NOTHING)
    methods = method_order(rows)
    time, size = axes = panels(2, across=2, width=3.7, height=0.9 + 0.32 * len(methods), share_y=True)
    for origin, shift in zip(ORIGINS, (-0.12, 0.12), strict=True):
        part = rows[rows["origin"] == origin]
        heights = pd.Series([methods.index(name) + shift for name in part["variant"]], index=part.index, dtype=float)
        for panel, column in ((time, "time_ratio"), (size, "megabytes")):
            known = part[column].notna()
            if known.any():
                panel.scatter(
                    part.loc[known, column].astype(float), heights[known], s=28, alpha=0.8, **ORIGIN_STYLE[origin]
                )
    time.set_yticks(range(len(methods)), methods)
    time.set_ylim(len(methods) - 0.5, -0.5)
    time.axvline(1, color=FAINT, linestyle="--", linewidth=1.2, label="as long as full")
    time.set(xlabel="training time ÷ that of full fine-tuning", ylabel="", title="time")
    size.set_xscale("log")
    size.set(xlabel="file to keep (MB, log scale)", ylabel="", title="size")
    legend_below(axes)
    return axes


def alt_costs(frame: pd.DataFrame) -> str:
    """What costs shows, in words: mean time ratio and file size of every method, per origin."""
    rows = relative_costs(frame)
    if rows.empty:
        return NOTHING
    parts = ["Two dot plots, one row a method: training time relative to full fine-tuning, and size of the file kept."]
    for origin, part in rows.groupby("origin", sort=False):
        means = part.groupby("variant", sort=False)[["time_ratio", "megabytes"]].mean()
        words = [f"{name} {_ratio(row.time_ratio)}, {row.megabytes:.2f} MB" for name, row in means.iterrows()]
        parts.append(f"{ORIGIN_TITLES[str(origin)].capitalize()}: {'; '.join(words)}.")
    return " ".join(parts)


def parameters_against_score(frame: pd.DataFrame, split: str = "test") -> list[Axes]:
    """A panel a task: trained parameters (log scale, head included) against the mean score; hollow points published."""
    table = cells(frame, split)
    table = table[(table["n"] > 0) & table["trainable"].notna()]
    if table.empty:
        return empty(NOTHING)
    columns, methods = list(dict.fromkeys(table["column"])), method_order(table)
    axes = panels(len(columns), across=2, width=3.7, height=2.7)
    for column, panel in zip(columns, axes, strict=True):
        rows = table[table["column"] == column]
        for row in rows.itertuples():
            _point(panel, row.trainable, row.mean, methods.index(row.variant), row.variant, row.origin)
        draw_floors(rows, panel.axhline)
        panel.set_xscale("log")
        panel.margins(0.1)  # no mark is cut by the axis
        panel.set(
            title=panel_title(column),
            xlabel="trained parameters (log scale)",
            ylabel=f"test {metric_title(rows['metric'].iloc[0])}",
        )
    for origin, face in (("here", FAINT), ("published", "none")):
        label = f"{ORIGIN_TITLES[origin]}: {'filled' if origin == 'here' else 'hollow'}"
        axes[0].scatter([], [], marker="o", s=52, facecolors=[face], edgecolors=[FAINT], label=label)
    legend_below(axes)
    return axes


def alt_parameters(frame: pd.DataFrame, split: str = "test") -> str:
    """What parameters_against_score shows, in words: the best method of each task and the leanest within .02 of it."""
    table = cells(frame, split)
    table = table[(table["n"] > 0) & table["trainable"].notna()]
    if table.empty:
        return NOTHING
    parts = ["Scatter plots, one a task: trained parameters on a log scale against the mean test score."]
    for (column, origin), rows in table.groupby(["column", "origin"], sort=False):
        best = rows.sort_values("mean").iloc[-1]
        lean = rows[rows["mean"] >= best["mean"] - CLOSE].sort_values("trainable").iloc[0]
        parts.append(
            f"{column} ({ORIGIN_TITLES[str(origin)]}): best {best['variant']}, {best['mean']:.3f} with "
            f"{best['trainable']:,} parameters; fewest within {CLOSE} of it: {lean['variant']}, {lean['mean']:.3f} "
            f"with {lean['trainable']:,}."
        )
    return " ".join(parts)


def _point(axes: Axes, x: float, y: float, number: int, label: str, origin: str) -> None:
    colour = PALETTE[number % len(PALETTE)]
    face = colour if origin == "here" else "none"
    axes.scatter(
        [float(x)],
        [float(y)],
        s=52,
        marker=METHOD_MARKERS[number % len(METHOD_MARKERS)],
        facecolors=[face],
        edgecolors=[colour],
        linewidths=1.6,
        label=label,
    )


def _ratio(value: float) -> str:
    return "time unknown" if pd.isna(value) else f"{value:.2f} times"
