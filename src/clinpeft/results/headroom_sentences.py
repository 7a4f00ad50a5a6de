"""What the study ``headroom`` says, as sentences for pages; each number is computed here."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from clinpeft import catalogue
from clinpeft.catalogue.pilot import SIZE
from clinpeft.results import leads, tables, tuning
from clinpeft.results.leads import BEATS, OPEN, SUFFICE
from clinpeft.results.names import count_words, listed, size_title, task_titles
from clinpeft.results.pivots import cells
from clinpeft.results.sentences import speaking

_LONGER = "learning_rate"
NO_RUNS = "The runs of this study are not finished yet, here or published; `clinpeft sweep` makes them."


def headroom_words(table: pd.DataFrame) -> str:
    """For each task and training size: does full fine-tuning beat the floor, in how many seeds?

    Where there are runs of this machine and published ones, each speaks for itself: they may be the same seeds.
    """
    parts = []
    several = table["origin"].nunique() > 1
    for _, rows in table.groupby(["task", "corpus", "train_size", "origin"], sort=False, dropna=False):
        task, corpus, size = rows["task"].iloc[0], rows["corpus"].iloc[0], rows["train_size"].iloc[0]
        verdicts = rows["verdict"].value_counts()
        words = {
            BEATS: "beats the floor",
            SUFFICE: "does not beat the floor: words suffice",
            OPEN: "cannot be told from the floor",
        }
        said = [f"{words[str(name)]} ({count_words(int(count), 'seed')})" for name, count in verdicts.items()]
        rising = "; it was still rising when training stopped" if rows["unfinished"].fillna(False).any() else ""
        origin = f", {rows['origin'].iloc[0]}" if several else ""
        parts.append(
            f"- **{task}** on {corpus}, {size_title(size)}{origin}: full fine-tuning {listed(said)}; "
            f"lead {rows['lead'].mean():+.3f}{rising}{_at_the_edge(rows)}."
        )
    return "\n".join(parts) or NO_RUNS


def _at_the_edge(rows: pd.DataFrame) -> str:
    """Where full fine-tuning does not win at a rate that ends its grid: a rate beyond might have told otherwise.

    Where the study ``learning_rate`` has looked beyond, what it found is said instead.
    """
    lost = rows[(rows["verdict"] != BEATS) & rows["edge"].astype(bool)]
    if lost.empty:
        return ""
    rates = [f"{rate:g}" for rate in sorted(set(lost["learning_rate"].astype(float)))]
    found = _of_longer_grid(lost)
    beyond = (
        f"in the longer grid of the study `{_LONGER}` validation chooses {found:g}"
        if found
        else "a better one may lie beyond"
    )
    return f"; its rate, {listed(rates)}, ends the grid, and {beyond}"


def _of_longer_grid(rows: pd.DataFrame) -> float | None:
    """The rate that validation chose in the same place where other rates stood on both sides of it; else None."""
    study, tasks = catalogue.study(_LONGER), set(rows["task"])
    runs = tuple(spec for spec in study.runs if spec.task in tasks)
    best = tuning.chosen(tuning.whole(tables.results_of(replace(study, runs=runs))).frame())
    place = ["task", "corpus", "backbone", "method", "recipe", "train_size"]
    inner = best.loc[~best["edge"].astype(bool), [*place, "learning_rate"]]
    same = rows[place].drop_duplicates().astype(object).merge(inner.astype(object), on=place)
    return float(same["learning_rate"].iloc[0]) if len(same) else None


def task_headroom(task: str) -> str:
    """For the page of one task: is there more to learn than words, by the published runs of ``headroom``, else ours."""
    study = catalogue.study("headroom")
    runs = tuple(spec for spec in study.runs if spec.task == task)
    found = leads.of_study(tables.results_of(replace(study, runs=runs)))
    found = found[found["origin"] == ("published" if (found["origin"] == "published").any() else "here")]
    if found.empty:
        return "Whether full fine-tuning beats this floor has not been measured yet."
    means = {BEATS: "it beats the floor", SUFFICE: "words suffice here", OPEN: "the two cannot be told apart"}
    parts = []
    for row in found.to_dict("records"):
        interval = "" if pd.isna(row["low"]) else f" (95 % interval {row['low']:+.3f} to {row['high']:+.3f})"
        parts.append(
            f"With {size_title(row['train_size'])} of `{row['corpus']}`, full fine-tuning of a small encoder comes out "
            f"{row['lead']:+.3f} from the floor{interval}: {means[row['verdict']]}."
        )
    carries = "may carry headlines" if task in leads.headlined(found) else "carries no headline"
    if task in leads.planted(found):
        carries += ": what is to be found was written into the text by a program, and a model may learn the program"
    return f"{' '.join(parts)} With {size_title(SIZE)}, the size at which methods are compared, the task {carries}."


def floor_beside(frame: pd.DataFrame) -> str:
    """The floor beside the runs of a frame, their mean, to three decimals."""
    floors = speaking(cells(frame))["floor"].dropna()
    return f"{floors.mean():.3f}" if len(floors) else "a score that is not known"


def headlines(table: pd.DataFrame) -> str:
    """Which tasks may carry headlines: full fine-tuning beats the floor in every seed at the size of comparison."""
    if table.empty:
        return NO_RUNS
    titles = dict(zip(table["task"], task_titles(table), strict=True))
    every = leads.headlined(table), leads.planted(table)
    carry, planted = ([titles[name] for name in names] for names in every)
    judged = {titles[name] for name in table.loc[table["train_size"] == SIZE, "task"]}
    rest, waiting = sorted(judged - set(carry) - set(planted)), sorted(set(titles.values()) - judged)
    parts = [f"{listed(carry)} may carry headlines" if carry else "No task may carry headlines yet"]
    if planted:
        parts.append(f"{listed(planted)} may not, since a program wrote what is to be found there")
    parts += _not_beaten(table, titles, rest)
    if waiting:
        parts.append(f"{listed(waiting)} {'has' if len(waiting) == 1 else 'have'} not been measured at it")
    return f"With {size_title(SIZE)}, the size at which the methods are compared: {'; '.join(parts)}."


def _not_beaten(table: pd.DataFrame, titles: Mapping[str, str], rest: Collection[str]) -> list[str]:
    """What is said of the judged tasks that carry no headline: undecided or not, and whether another size helps."""
    rows = table.assign(title=table["task"].map(titles))
    rows = rows[rows["title"].isin(rest)]
    verdicts = rows[rows["train_size"] == SIZE].groupby("title")["verdict"].agg(set)
    undecided = sorted(str(title) for title, found in verdicts.items() if found != {SUFFICE})
    lost = sorted(set(rest) - set(undecided))
    parts = [f"on {listed(lost)} it is not ahead: words suffice"] if lost else []
    parts += [f"on {listed(undecided)} the two cannot be told apart in every seed"] if undecided else []
    other = rows[rows["train_size"] != SIZE]
    if other.empty:
        return parts
    beats = other.assign(beats=other["verdict"] == BEATS).groupby(["title", "train_size"], sort=False, dropna=False)
    whole = beats["beats"].all().reset_index()
    helped = [f"{row['title']} ({size_title(row['train_size'])})" for row in whole[whole["beats"]].to_dict("records")]
    found = f"it beats the floor on {listed(helped)}" if helped else "it beats the floor on none of them"
    return [*parts, f"at the other size that was tried {found}"]


def where_words_win(table: pd.DataFrame) -> str:
    """The tasks and sizes at which the floor wins, and those at which it is not beaten, the clearest first."""
    if table.empty:
        return NO_RUNS
    places = ["task", "corpus", "train_size"]
    told = table[table["origin"] == ("published" if (table["origin"] == "published").any() else "here")]
    beaten = (told["verdict"] == BEATS).groupby([told[name] for name in places], dropna=False).transform("any")
    level = told[(told["verdict"] == SUFFICE) & ~beaten].sort_values("lead")
    surely = level["high"].astype(float) < 0
    won, even = _places(level[surely]), _places(level[~surely])
    first = f"Here the floor surely wins on {listed(won)}." if won else "Here the floor surely wins nowhere."
    return first + (f" It is not beaten on {listed(even)}." if even else "")


def _places(table: pd.DataFrame) -> list[str]:
    return [
        f"{row['task']} on {row['corpus']} with {size_title(row['train_size'])} ({row['lead']:+.3f})"
        for row in table.drop_duplicates(["task", "corpus", "train_size"]).to_dict("records")
    ]
