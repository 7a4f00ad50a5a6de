"""What the studies of learning rates say, as sentences for pages; each number is computed here."""

import pandas as pd

from clinpeft import catalogue
from clinpeft.results import head_rates, tuning
from clinpeft.results.headroom_sentences import NO_RUNS
from clinpeft.results.names import count_words, listed, method_title

CLOSE = 0.01
"""A difference in a score that is said to matter."""


def winners(frame: pd.DataFrame) -> str:
    """For each method the rates that validation chooses over the tasks, and where the grid should be longer."""
    best = tuning.chosen(frame)
    parts = []
    for method, rows in best.groupby("method", sort=False):
        rates = sorted(rows["learning_rate"].astype(float))
        edges = sorted(set(rows.loc[rows["edge"].astype(bool), "task"]))
        tail = f"; the winner ends the grid on {listed(edges)}" if edges else ""
        chosen = f"{rates[0]:g}" if rates[0] == rates[-1] else f"from {rates[0]:g} to {rates[-1]:g}"
        parts.append(f"- **{method_title(str(method))}**: {chosen}{tail}.")
    return "\n".join(parts) or NO_RUNS


def paper_rate_words(frame: pd.DataFrame) -> str:
    """What the paper's rate costs each method."""
    table = tuning.cost_of_paper_rate(frame)
    parts = []
    for method, rows in table.groupby("method", sort=False):
        costs = rows["cost"].astype(float)
        dear = sorted(set(rows.loc[costs > CLOSE, "task"]))
        matter = f"more than {CLOSE:g} on {listed(dear)}" if dear else f"never more than {CLOSE:g}"
        low, high = (f"{times:.3g}" for times in (rows["times"].min(), rows["times"].max()))
        times = low if low == high else f"{low} to {high}"
        parts.append(
            f"- **{method_title(str(method))}**: {costs.mean():+.3f} on average, {matter}; its best rate is "
            f"{times} times the paper's."
        )
    return "\n".join(parts) or NO_RUNS


def nested_words(frame: pd.DataFrame) -> str:
    """Where a method at the paper's rate is below the frozen encoder at its best: that method with nothing learned."""
    table = tuning.cost_of_paper_rate(frame)
    place = ["origin", "task", "corpus", "train_size"]
    best = tuning.chosen(frame)
    frozen = best.loc[best["method"].isin(_that_train("head")), [*place, "test"]]
    parts = []
    for method, rows in table[table["method"].isin(_that_train("adapter"))].groupby("method", sort=False):
        beside = rows.merge(frozen, on=place, suffixes=("", "_frozen"))
        below = sorted(set(beside.loc[beside["test_paper"] < beside["test_frozen"], "task"]))
        if below:
            parts.append(f"{method_title(str(method))} on {listed(below)}")
    if frozen.empty:
        return ""
    if not parts:
        return "At the paper's rate no PEFT method stays below the frozen encoder at its own best rate."
    return (
        f"At the paper's rate these stay below the frozen encoder at its own best rate: {'; '.join(parts)}. Those that "
        "start from the pretrained model are the frozen encoder with something added: what they lack is training. "
        "Those with virtual tokens start from random vectors, and must first find back."
    )


def head_rate_words(frame: pd.DataFrame) -> str:
    """For each method what a rate of its own for the head adds to the test score, and whether every seed agrees."""
    table = head_rates.gains(frame)
    several = table["origin"].nunique() > 1
    parts = []
    for row in table.to_dict("records"):
        where = f"{row['task']}, {row['origin']}" if several else str(row["task"])
        seeds = count_words(int(row["n"]), "seed")
        sign = "up" if row["low"] > 0 else "down" if row["high"] < 0 else None
        each = f"in {seeds}" if row["n"] == 1 else f"{sign} in each of {seeds}"
        agree = each if sign or row["n"] == 1 else f"between {row['low']:+.3f} and {row['high']:+.3f} in {seeds}"
        parts.append(f"- **{method_title(str(row['method']))}** on {where}: {row['gain']:+.3f}, {agree}.")
    return "\n".join(parts) or NO_RUNS


def order_words(frame: pd.DataFrame) -> str:
    """On how many tasks the paper's rate names another best PEFT method than each method's own rate does."""
    table = tuning.cost_of_paper_rate(frame)
    table = table[table["method"].isin(_that_train("adapter"))]
    if table.empty:
        return NO_RUNS
    changed = []
    for _, rows in table.groupby("task", sort=False):
        shared, own = (method_title(_leader(rows, name)) for name in ("test_paper", "test"))
        if own != shared:
            changed.append(f"{rows['task'].iloc[0]} ({shared} at the paper's rate, {own} at its own)")
    total = int(table["task"].nunique())
    if not changed:
        return f"The best PEFT method is the same under both on all {count_words(total, 'task')}."
    return f"The best PEFT method changes on {len(changed)} of {count_words(total, 'task')}: {'; '.join(changed)}."


def variation_words(frame: pd.DataFrame) -> str:
    """For each PEFT method how far behind the best it is on its best and worst task, at the paper's and its own rate.

    This is what "varies from task to task" means as a number.
    """
    table = tuning.cost_of_paper_rate(frame)
    table = table[table["method"].isin(_that_train("adapter"))]
    parts = []
    behind = {
        column: table.groupby(["origin", "task"])[column].transform("max") - table[column]
        for column in ("test_paper", "test")
    }
    for method, rows in table.groupby("method", sort=False):
        if rows["task"].nunique() > 1:
            spans = [f"{behind[c][rows.index].min():.3f} to {behind[c][rows.index].max():.3f}" for c in behind]
            parts.append(f"- **{method_title(str(method))}**: {spans[0]} at the paper's rate, {spans[1]} at its own.")
    return "\n".join(parts) or NO_RUNS


def _that_train(what: str) -> set[str]:
    return {name for name, method in catalogue.METHODS.items() if method.trains == what}


def _leader(rows: pd.DataFrame, column: str) -> str:
    return str(rows.sort_values(column, ascending=False, kind="stable")["method"].iloc[0])
