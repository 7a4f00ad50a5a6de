"""Show a figure so that its text alternative reaches the reader in JupyterLab and on the built site alike."""

import base64
import html
import io
from collections.abc import Sequence

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.axes import Axes


def image_html(axes: Axes | Sequence[Axes], alt: str) -> str:
    """The figure as an HTML image with its text alternative; ValueError where that is empty."""
    if not alt.strip():
        raise ValueError("a figure needs a text alternative: pass alt=, for example figures.alt_scores(frame)")
    figure = (axes if isinstance(axes, Axes) else axes[0]).figure
    buffer = io.BytesIO()
    # No creation date or version in the file: the same data gives the same bytes.
    figure.savefig(buffer, format="png", facecolor="white", metadata={"Software": None})  # type: ignore[union-attr]
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    style = "max-width: 100%; height: auto; background: white; border-radius: 6px"
    return f'<img alt="{html.escape(alt, quote=True)}" style="{style}" src="data:image/png;base64,{data}">'


def display_figure(axes: Axes | Sequence[Axes], alt: str) -> None:
    """Display the figure and close it.

    An HTML image, because myst-nb 1.4 takes the text alternative of a PNG output from metadata of the cell, which is
    written before the data are known, and from the output's own metadata only width and height.
    """
    image = image_html(axes, alt)
    plt.close((axes if isinstance(axes, Axes) else axes[0]).figure)  # type: ignore[arg-type]
    display({"text/html": image, "text/plain": alt}, raw=True)
