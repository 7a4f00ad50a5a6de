"""What one shared learning rate does, as sentences for pages; each number is computed here.

``costs`` are those of paper_rate.with_intervals, ``behind`` is the table of paper_rate.behind.
"""

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.results import contrasts, spread
from clinpeft.results.headroom_sentences import NO_RUNS
from clinpeft.results.names import count_words, listed, method_title
from clinpeft.specs import Study

MATTERS = 0.01
"""A difference in a score that is said to matter."""
NOWHERE = "No task has every PEFT method at both rates yet."
TOO_FEW = "Fewer than two tasks have every PEFT method at both rates yet."


def cost_words(costs: pd.DataFrame) -> str:
    """What the paper's rate costs each method: where surely more than MATTERS, where surely less, where neither."""
    parts = []
    for method, rows in costs.groupby("method", sort=False):
        low, high = _times(rows["times"].min()), _times(rows["times"].max())
        times = low if low == high else f"{low} to {high}"
        paper = listed([f"{rate:g}" for rate in sorted(set(rows["learning_rate_paper"].astype(float)))])
        parts.append(
            f"- **{method_title(str(method))}**: {_sure(rows)}; its best rate is {times} times the paper's, {paper}."
        )
    return "\n".join(parts) or NO_RUNS


def other_rates(study: Study) -> str:
    """The paper's rate for those methods of a study that do not share that of the PEFT methods."""
    apart = dict.fromkeys(spec.method for spec in study.runs if catalogue.method(spec.method).trains != "adapter")
    rates: dict[str, list[str]] = {}
    for name in apart:
        for kind in dict.fromkeys(catalogue.task(spec.task).kind for spec in study.runs):
            titles = rates.setdefault(f"{catalogue.method(name).learning_rate('paper', kind):g}", [])
            titles += [method_title(name)] if method_title(name) not in titles else []
    return ", ".join(f"{listed(titles)} had {rate}" for rate, titles in rates.items())


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def _sure(rows: pd.DataFrame) -> str:
    more, less = rows["low"].gt(MATTERS).fillna(value=False), rows["high"].lt(MATTERS).fillna(value=False)
    said = {
        f"more than {MATTERS:g}": more,
        f"less than {MATTERS:g}": less,
        f"not to be told from {MATTERS:g}": ~(more | less) & rows["low"].notna(),
        "by what it is, without an interval,": rows["low"].isna(),
    }
    return ", ".join(f"{words} on {listed(_costs(rows[which]))}" for words, which in said.items() if which.any())


def _costs(rows: pd.DataFrame) -> list[str]:
    """What it costs on each task: metrics differ, so there is no average."""
    return [f"{task} ({cost:+.3f})" for task, cost in sorted(zip(rows["task"], rows["cost"], strict=True))]


def nested_words(costs: pd.DataFrame, best: pd.DataFrame) -> str:
    """A list: where a method at the paper's rate is below the frozen encoder at its best, where nothing was learned.

    A lack of training is named as the cause only where the method at its own best rate is not below as well, and at the
    paper's by more than seeds differ. What is below it at its own rates too is held against the seeds likewise.
    """
    place = ["origin", "task", "corpus", "train_size"]
    frozen = best.loc[best["method"].isin(_that_train("head")), [*place, "test"]]
    beside = costs[costs["method"].isin(_that_train("adapter"))].merge(frozen, on=place, suffixes=("", "_frozen"))
    if beside.empty:
        return ""
    below = beside[beside["test_paper"] < beside["test_frozen"]]
    if below.empty:
        return "At the paper's rate no PEFT method stays below the frozen encoder at its own best rate."
    still, gaps = below["test"] < below["test_frozen"], below["task"].map(spread.chance_gaps()).astype(float)
    told = below["test"].where(still, below["test_paper"])
    far, known = (below["test_frozen"] - told).astype(float) > gaps, gaps.notna()
    said = {
        "At the paper's rate these stay below the frozen encoder at its own best rate": below,
        "At their own best rates these are not below it, so what they lacked was training": below[~still & far],
        "At their own best rates these are not below it either, but seeds may differ by as much": below[
            ~still & ~far & known
        ],
        "At their own best rates these are not below it either; how far seeds differ there was not measured": below[
            ~still & ~known
        ],
        "These are below it at their own best rates too": below[still & far],
        "These are below it at their own best rates too, but by no more than seeds may differ": below[
            still & ~far & known
        ],
        "These are below it at their own best rates too; how far seeds differ there was not measured": below[
            still & ~known
        ],
    }
    return "\n".join(f"- {words}: {_on_tasks(rows)}." for words, rows in said.items() if len(rows))


def order_words(behind: pd.DataFrame) -> str:
    """On how many tasks the paper's rate names another best PEFT method, and on how many the two are told apart."""
    if behind.empty:
        return NOWHERE
    alike = _without_a_leader(behind[behind["rate"] == "paper"])
    changed, sure = [], 0
    for task, rows in behind[~behind["task"].isin(alike)].groupby("task", sort=False):
        shared, own = (_best(rows, rate) for rate in ("paper", "own"))
        if not set(shared) & set(own):
            titles = [listed([method_title(name) for name in names]) for names in (shared, own)]
            changed.append("{} ({} at the paper's rate, {} at its own)".format(task, *titles))
            sure += all(_apart(rows, "paper", name) for name in own) and all(_apart(rows, "own", n) for n in shared)
    compared = int(behind["task"].nunique()) - len(alike)
    none_leads = f"On {listed(alike)} none leads at the paper's rate: all have the same score." if alike else ""
    total = count_words(compared, "task")
    if not compared:
        return none_leads
    if not changed:
        on_all = "the one task compared" if compared == 1 else f"all {total}"
        return f"The best PEFT method is the same under both on {on_all}. {none_leads}".strip()
    return (
        f"The best PEFT method changes on {len(changed)} of {total}: {'; '.join(changed)}. The two "
        f"are told apart at both rates on {sure} of these; elsewhere the order may be chance. {none_leads}"
    ).strip()


def _best(rows: pd.DataFrame, rate: str) -> list[str]:
    """The methods that none is ahead of at a rate: several where scores are equal."""
    return [str(name) for name in rows.loc[(rows["rate"] == rate) & (rows["behind"] <= 0), "method"]]


def variation_words(behind: pd.DataFrame) -> str:
    """For each PEFT method how far behind the best it is on its best and worst task, at the paper's and its own rate.

    A sentence says first what the list shows. This is what "varies from task to task" means as a number, counted in
    margins since metrics differ; beside it stands on how many tasks it is told from the best. A task on which all have
    one score at a rate tells nothing of the order, and is left out.
    """
    none_leads = _without_a_leader(behind)
    margins = contrasts.margins(behind["task"].map(lambda task: catalogue.task(str(task)).main_metric))
    counted = behind.assign(margins=behind["behind"].astype(float) / margins)[~behind["task"].isin(none_leads)]
    parts, narrower = [], []
    for method, rows in counted.groupby("method", sort=False):
        if rows["task"].nunique() > 1:
            paper, own = (rows[rows["rate"] == rate] for rate in ("paper", "own"))
            title = method_title(str(method))
            parts.append(f"- **{title}**: {_span(paper)} at the paper's rate, {_span(own)} at its own.")
            narrower += [title] if np.ptp(own["margins"]) < np.ptp(paper["margins"]) else []
    if not parts:
        return NOWHERE if behind.empty else TOO_FEW
    left_out = f" Left out, as all have one score at a rate: {listed(none_leads)}." if none_leads else ""
    named = f": {listed(narrower)}" if narrower else ""
    lead = (
        "So many margins a method lies behind the best of them, from its best task to its worst, and on so many tasks "
        f"the whole interval over test documents says so.{left_out} The distance varies less from task to task at "
        f"their own rates for {len(narrower)} of {count_words(len(parts), 'method')}{named}."
    )
    return "\n".join([lead, "", *parts])


def _without_a_leader(behind: pd.DataFrame) -> list[str]:
    """Tasks on which several methods have the very same score at a rate, and none another."""
    rows = behind.groupby(["task", "rate"], sort=False)["behind"].agg(["max", "count"]).reset_index()
    return [str(task) for task in rows.loc[(rows["max"] <= 0) & (rows["count"] > 1), "task"].drop_duplicates()]


def _span(rows: pd.DataFrame) -> str:
    told = f"surely behind on {int(rows['apart'].sum())} of {count_words(len(rows), 'task')}"
    return f"{rows['margins'].min():.1f} to {rows['margins'].max():.1f} margins ({told})"


def _apart(rows: pd.DataFrame, rate: str, method: str) -> bool:
    return bool(rows.loc[(rows["rate"] == rate) & (rows["method"] == method), "apart"].iloc[0])


def _on_tasks(rows: pd.DataFrame) -> str:
    parts = [
        f"{method_title(str(method))} on {listed(sorted(set(some['task'])))}"
        for method, some in rows.groupby("method", sort=False)
    ]
    return "; ".join(parts)


def _that_train(what: str) -> set[str]:
    return {name for name, method in catalogue.METHODS.items() if method.trains == what}
