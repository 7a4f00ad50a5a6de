"""What the pilot says, as sentences for pages: headroom, learning rates, seeds; each number is computed here."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from clinpeft import catalogue
from clinpeft.results import contrasts, head_rates, margins, spread, tables, tuning
from clinpeft.results.margins import BEATS, OPEN, SUFFICE
from clinpeft.results.names import count_words, listed, method_title, metric_title, size_title
from clinpeft.results.tables import CELL

NO_RUNS = "The runs of this study are not finished yet, here or published; `clinpeft sweep` makes them."
CLOSE = 0.01
"""A difference in a score that is said to matter."""


def headroom_words(table: pd.DataFrame) -> str:
    """For each task and training size: does full fine-tuning beat the floor, in how many seeds?

    Where there are runs of this machine and published ones, each speaks for itself: they may be the same seeds.
    """
    parts = []
    several = table["origin"].nunique() > 1
    for _, rows in table.groupby(["task", "train_size", "origin"], sort=False, dropna=False):
        task, size = rows["task"].iloc[0], rows["train_size"].iloc[0]
        verdicts = rows["verdict"].value_counts()
        words = {
            BEATS: "beats the floor",
            SUFFICE: "does not beat the floor: words suffice",
            OPEN: "cannot be told from the floor",
        }
        said = [f"{words[str(name)]} ({count_words(int(count), 'seed')})" for name, count in verdicts.items()]
        where = size_title(None if pd.isna(size) else int(size))
        rising = "; it was still rising when training stopped" if rows["unfinished"].fillna(False).any() else ""
        origin = f", {rows['origin'].iloc[0]}" if several else ""
        parts.append(
            f"- **{task}**, {where}{origin}: full fine-tuning {listed(said)}, by {rows['margin'].mean():+.3f}{rising}."
        )
    return "\n".join(parts) or NO_RUNS


def task_headroom(task: str) -> str:
    """For the page of one task: is there more to learn than words, by the published runs of ``headroom``, else ours."""
    study = catalogue.study("headroom")
    runs = tuple(spec for spec in study.runs if spec.task == task)
    found = margins.of_study(tables.results_of(replace(study, runs=runs)))
    found = found[found["origin"] == ("published" if (found["origin"] == "published").any() else "here")]
    if found.empty:
        return "Whether full fine-tuning beats this floor has not been measured yet."
    means = {
        BEATS: "it beats the floor, so the task may carry headlines",
        SUFFICE: "words suffice here, and the task carries no headline",
        OPEN: "the two cannot be told apart, and the task carries no headline",
    }
    parts = []
    for row in found.to_dict("records"):
        interval = "" if pd.isna(row["low"]) else f" (95 % interval {row['low']:+.3f} to {row['high']:+.3f})"
        where = size_title(None if pd.isna(row["train_size"]) else int(row["train_size"]))
        parts.append(
            f"With {where} of `{row['corpus']}`, full fine-tuning of a small encoder comes out {row['margin']:+.3f} "
            f"from the floor{interval}: {means[row['verdict']]}."
        )
    return " ".join(parts)


def headlines(table: pd.DataFrame) -> str:
    """Which tasks may carry headlines: full fine-tuning beats the floor in every seed at some training size."""
    if table.empty:
        return NO_RUNS
    beaten = table.assign(beats=table["verdict"] == BEATS)
    sizes = beaten.groupby(["task", "train_size"], dropna=False)["beats"].all().reset_index()
    carry = sorted(set(sizes.loc[sizes["beats"], "task"]))
    rest = sorted(set(table["task"]) - set(carry))
    first = f"{listed(carry)} may carry headlines" if carry else "No task may carry headlines yet"
    return first + (
        f"; on {listed(rest)} words suffice, or more text, longer training or another model is needed." if rest else "."
    )


def unfinished_words(frame: pd.DataFrame) -> str:
    """How many runs were still rising when they stopped, and on which tasks."""
    runs = frame[frame["status"] == "success"].drop_duplicates([*CELL, "seed"])  # here and published are one run
    rising = runs[runs["unfinished"].fillna(False).astype(bool)]
    if runs.empty:
        return NO_RUNS
    if rising.empty:
        return f"None of the {count_words(len(runs), 'run')} was still rising on validation when it stopped."
    return (
        f"{len(rising)} of {count_words(len(runs), 'run')} were still rising on validation when they stopped, on "
        f"{listed(sorted(set(rising['task'])))}: longer training might change their place."
    )


def winners(frame: pd.DataFrame) -> str:
    """For each method the rates that validation chooses over the tasks, and where the grid should be longer."""
    best = tuning.chosen(frame)
    if best.empty:
        return NO_RUNS
    parts = []
    for method, rows in best.groupby("method", sort=False):
        rates = sorted(rows["learning_rate"].astype(float))
        edges = sorted(set(rows.loc[rows["edge"].astype(bool), "task"]))
        tail = f"; the winner ends the grid on {listed(edges)}" if edges else ""
        parts.append(f"- **{method_title(str(method))}**: from {rates[0]:g} to {rates[-1]:g}{tail}.")
    return "\n".join(parts)


def shared_rate_words(frame: pd.DataFrame, shared_rate: float) -> str:
    """What one rate for all methods costs each of them."""
    table = tuning.cost_of_rate(frame, shared_rate)
    if table.empty:
        return NO_RUNS
    parts = []
    for method, rows in table.groupby("method", sort=False):
        costs = rows["cost"].astype(float)
        dear = sorted(set(rows.loc[costs > CLOSE, "task"]))
        matter = f"more than {CLOSE:g} on {listed(dear)}" if dear else f"never more than {CLOSE:g}"
        parts.append(
            f"- **{method_title(str(method))}**: {costs.mean():+.3f} on average, {matter}; its best rate is "
            f"{rows['times'].min():.2g} to {rows['times'].max():.2g} times the shared one."
        )
    return "\n".join(parts)


def nested_words(frame: pd.DataFrame, shared_rate: float) -> str:
    """Where a method at the shared rate stays below the frozen encoder, which is that method with nothing learned."""
    table = tuning.cost_of_rate(frame, shared_rate)
    place = ["origin", "task", "corpus", "train_size"]
    frozen = table.loc[table["method"].isin(_that_train("head")), [*place, "test"]]
    parts = []
    for method, rows in table[table["method"].isin(_that_train("adapter"))].groupby("method", sort=False):
        beside = rows.merge(frozen, on=place, suffixes=("", "_frozen"))
        below = sorted(set(beside.loc[beside["test_shared"] < beside["test_frozen"], "task"]))
        if below:
            parts.append(f"{method_title(str(method))} on {listed(below)}")
    if frozen.empty:
        return ""
    if not parts:
        return "At the shared rate no PEFT method stays below the frozen encoder."
    return (
        f"At the shared rate these stay below the frozen encoder: {'; '.join(parts)}. Each of them is the frozen "
        "encoder with something added, so what it lacks there is training, above all of its head."
    )


def head_rate_words(frame: pd.DataFrame) -> str:
    """For each method what a rate of its own for the head adds to the test score, and whether every seed agrees."""
    table = head_rates.gains(frame)
    if table.empty:
        return NO_RUNS
    several = table["origin"].nunique() > 1
    parts = []
    for row in table.to_dict("records"):
        where = f"{row['task']}, {row['origin']}" if several else str(row["task"])
        seeds = count_words(int(row["n"]), "seed")
        sign = "up" if row["low"] > 0 else "down" if row["high"] < 0 else None
        agree = f"{sign} in each of {seeds}" if sign else f"between {row['low']:+.3f} and {row['high']:+.3f} in {seeds}"
        parts.append(f"- **{method_title(str(row['method']))}** on {where}: {row['gain']:+.3f}, {agree}.")
    return "\n".join(parts)


def order_words(frame: pd.DataFrame, shared_rate: float) -> str:
    """On how many tasks the shared rate names another best PEFT method than each method's own rate does."""
    table = tuning.cost_of_rate(frame, shared_rate)
    table = table[table["method"].isin(_that_train("adapter"))]
    if table.empty:
        return NO_RUNS
    changed = []
    for _, rows in table.groupby("task", sort=False):
        shared, own = (method_title(_leader(rows, name)) for name in ("test_shared", "test"))
        if own != shared:
            changed.append(f"{rows['task'].iloc[0]} ({shared} at the shared rate, {own} at its own)")
    total = int(table["task"].nunique())
    if not changed:
        return f"The best PEFT method is the same under both on all {count_words(total, 'task')}."
    return f"The best PEFT method changes on {len(changed)} of {count_words(total, 'task')}: {'; '.join(changed)}."


def _that_train(what: str) -> set[str]:
    return {name for name, method in catalogue.METHODS.items() if method.trains == what}


def _leader(rows: pd.DataFrame, column: str) -> str:
    return str(rows.sort_values(column, ascending=False, kind="stable")["method"].iloc[0])


def difference_words(table: pd.DataFrame) -> str:
    """For each task how wide the spread over seeds is, and how many seeds a difference needs; takes seed_spread's."""
    parts = []
    for row in spread.by_task(table).to_dict("records"):
        margin = contrasts.margin(str(row["metric"]))
        needs = [f"of {size:g} takes {_seeds(row['sd'], size)} each" for size in sorted({CLOSE, margin})]
        parts.append(
            f"- **{row['task']}**: over {count_words(int(row['cells']), 'cell')} the pooled standard deviation between "
            f"seeds is {row['sd']:.4f} in {metric_title(str(row['metric']))}. To see a difference between two methods "
            f"{spread.POWER:.0%} of the time, one {listed(needs)}; three seeds each see one of {row['3 seeds']:.3f}."
        )
    return "\n".join(parts) or NO_RUNS


def pairing_words(frame: pd.DataFrame, first: str, second: str) -> str:
    """For each task how many seeds see a difference of one margin when two methods are compared seed by seed."""
    parts = []
    for row in spread.paired_deviation(frame, first, second).to_dict("records"):
        margin = contrasts.margin(str(row["metric"]))
        parts.append(
            f"- **{row['task']}**: {method_title(first)} less {method_title(second)} is {row['mean']:+.4f} on average "
            f"of {count_words(int(row['n']), 'seed')}, with a standard deviation of {row['sd']:.4f}. One margin, "
            f"{margin:g}, is seen with {_seeds(row['sd'], margin, spread.smallest_paired)}."
        )
    return "\n".join(parts) or NO_RUNS


def _seeds(
    deviation: float, difference: float, smallest: Callable[[float, int], float] = spread.smallest_difference
) -> str:
    needed = spread.seeds_needed(deviation, difference, smallest)
    return f"more than {spread.MOST_SEEDS} seeds" if needed is None else count_words(needed, "seed")
