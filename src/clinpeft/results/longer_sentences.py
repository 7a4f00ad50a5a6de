"""What more training text and the paper's learning rate change, as sentences for pages, all numbers computed."""

import pandas as pd

from clinpeft import catalogue
from clinpeft.results.pivots import cells
from clinpeft.results.sentences import NO_RUNS, place, speaking, whose
from clinpeft.results.tables import PLACE

ONE_SIZE = "No task has finished runs at two training sizes yet."


def size_effect(frame: pd.DataFrame) -> str:
    """For each task run with several training sizes: the order of the methods that all of them have.

    The published runs speak where this machine has no task at two sizes.
    """
    table = cells(frame)
    scored = table[table["n"] > 0]
    for origin in ("here", "published"):
        if parts := _by_task(scored[scored["origin"] == origin]):
            return f"{whose(origin)} {'; '.join(parts)}."
    return NO_RUNS if scored.empty else ONE_SIZE


def _by_task(table: pd.DataFrame) -> list[str]:
    others = [name for name in PLACE if name not in ("method", "train_size")]
    return [
        f"on {task} / {corpus} {_orders(part)}"
        for (_, task, corpus, *_), part in table.groupby(others, sort=False, dropna=False)
        if part["train_size"].nunique(dropna=False) > 1
    ]


def rate_cost(frame: pd.DataFrame, method: str = "lora") -> str:
    """What the paper's learning rate, shared with the head, does to a method's score, cell by cell."""
    table = speaking(cells(frame))
    table = table[table["method"] == method]
    paper = table["learning_rate"].eq(catalogue.method(method).learning_rates["paper"])
    at_paper = paper & table["head_learning_rate"].isna()
    parts = []
    for _, part in table.groupby("column", sort=False):
        shared, own = part[at_paper[part.index]], part[~at_paper[part.index]]
        if len(shared) and len(own):
            one, other = own.iloc[0], shared.iloc[0]
            parts.append(
                f"on {place(one)}, {one['variant']} reaches {one['mean']:.3f} and {other['variant']} "
                f"{other['mean']:.3f} ({other['mean'] - one['mean']:+.3f})"
            )
    return f"{whose(table['origin'].iloc[0])} {'; '.join(parts)}." if parts else NO_RUNS


def _orders(part: pd.DataFrame) -> str:
    ranked = [cell.sort_values("mean", ascending=False) for _, cell in part.groupby("column", sort=False)]
    everywhere = set.intersection(*(set(cell["variant"]) for cell in ranked))
    changes = len({tuple(name for name in cell["variant"] if name in everywhere) for cell in ranked}) > 1
    sizes = []
    for cell in ranked:
        names = [f"{name} {mean:.3f}" for name, mean in zip(cell["variant"], cell["mean"], strict=True)]
        floor = "" if cell["floor"].isna().all() else f", floor {cell['floor'].mean():.3f}, {_side(cell)}"
        sizes.append(f"with {place(cell.iloc[0]).split(', ', 1)[1]}: {', '.join(names)}{floor}")
    told = (
        f"the order of the methods {'changes' if changes else 'stays the same'}"
        if len(everywhere) > 1
        else "there is no order"
    )
    return f"{told} ({' · '.join(sizes)})"


def _side(cell: pd.DataFrame) -> str:
    """On which side of their floor the methods of a column are."""
    above = int((cell["mean"] > cell["floor"]).sum())
    if above in (0, len(cell)):
        return "with none of them above it" if above == 0 else "with all of them above it"
    return f"with {above} of {len(cell)} above it"
