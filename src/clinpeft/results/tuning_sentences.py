"""What the studies of learning rates say, as sentences for pages; each number is computed here."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from clinpeft import catalogue
from clinpeft.results import head_rates, paper_rate, tuning
from clinpeft.results.headroom_sentences import NO_RUNS
from clinpeft.results.names import count_words, listed, method_title
from clinpeft.results.tables import PLACE
from clinpeft.specs import RunResult


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


def head_words(frame: pd.DataFrame) -> str:
    """Where a PEFT method at the paper's rate lacked a trained head: the same rate with one of its own for the head.

    Beside both stands the frozen encoder at its best rate, whose head alone was trained.
    """
    rates, best = tuning.rate_scores(frame), tuning.chosen(frame)
    place = [name for name in PLACE if name != "method"]
    own = rates.loc[rates["head_learning_rate"].notna(), [*PLACE, "learning_rate", "test"]]
    both = rates[paper_rate.is_papers(rates)].merge(own, on=[*PLACE, "learning_rate"], suffixes=("", "_own"))
    trains = best["method"].map(lambda name: catalogue.method(name).trains)
    rows = both.merge(best.loc[trains == "head", [*place, "test"]], on=place, suffixes=("", "_frozen"))
    adapters = rows["method"].map(lambda name: catalogue.method(name).trains == "adapter")
    below = rows[adapters & (rows["test"] < rows["test_frozen"])].dropna(subset=["test", "test_own"])
    if below.empty:
        return ""
    lifted = int((below["test_own"] >= below["test_frozen"]).sum())
    parts = [
        f"- **{method_title(str(row['method']))}** on {row['task']}: {row['test']:.3f}, then {row['test_own']:.3f} "
        f"with a rate of its own for the head; the frozen encoder reaches {row['test_frozen']:.3f}."
        for row in below.to_dict("records")
    ]
    lead = (
        "At the paper's rate these stay below the frozen encoder. A rate of its own for the head, and nothing else, "
        f"lifts {lifted} of {len(below)} to it or beyond: there the head was undertrained."
    )
    return "\n".join([lead, "", *parts])


def number_formats(results: Iterable[RunResult]) -> str:
    """How many runs were trained in which number format; nothing where it was the same for all."""
    formats = Counter(str(result.machine.get("precision")) for result in results if result.status == "success")
    if len(formats) < 2:
        return ""
    counted = listed([f"{count_words(number, 'run')} in {name}" for name, number in formats.most_common()])
    return (
        f"Processors of different kinds made them, {counted}; so neighbours on a line, methods on a task, and a run "
        f"and its like at the paper's rate may differ by that too."
    )
