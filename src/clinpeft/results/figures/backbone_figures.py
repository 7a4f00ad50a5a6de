"""How large the backbones are."""

import pandas as pd
from matplotlib.axes import Axes

from clinpeft.results.figures.style import METHOD_MARKERS, PALETTE, legend_below, panels
from clinpeft.specs import DOMAINS


def sizes(table: pd.DataFrame) -> list[Axes]:
    """A row a backbone: its parameters; colour and shape say the domain, filled points come without the hub."""
    rows = table.to_dict("records")
    (axes,) = panels(1, across=1, width=6.4, height=1.0 + 0.26 * len(rows))
    for place, row in enumerate(rows):
        style = DOMAINS.index(row["domain"])
        label = row["domain"] + (", offline" if row["offline"] else "")
        axes.plot(
            [row["parameters"]], [place], linestyle="", marker=METHOD_MARKERS[style], color=PALETTE[style],
            fillstyle="full" if row["offline"] else "none", label=label,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), [row["backbone"] for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set(xlabel="parameters of the encoder (logarithmic)", ylabel="")
    legend_below([axes])
    return [axes]


def alt_sizes(table: pd.DataFrame) -> str:
    """What sizes shows, in words."""
    parts = [f"{row['backbone']} ({row['domain']}): {row['parameters']:,}" for row in table.to_dict("records")]
    filled = ", ".join(table.loc[table["offline"], "backbone"])
    filled_words = f" Filled points, whose weights come from the Python package index: {filled}." if filled else ""
    return f"Parameters of each backbone. {'; '.join(parts)}.{filled_words}"
