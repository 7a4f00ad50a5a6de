"""Is there something to learn? Each run against its own floor, with an interval over test examples."""

from collections.abc import Callable, Iterable

import pandas as pd

from clinpeft import catalogue
from clinpeft.catalogue.pilot import SIZE
from clinpeft.results import statistics
from clinpeft.results.names import asked_learning_rate, task_titles
from clinpeft.results.tables import PLACE, StudyResults
from clinpeft.specs import RunResult, RunSpec

_Key = tuple[object, ...]
BEATS = "beats the floor"
SUFFICE = "words suffice"
OPEN = "undecided"
COLUMNS = (
    *PLACE,
    "seed",
    "learning_rate",
    "head_learning_rate",
    "metric",
    "score",
    "floor",
    "lead",
    "low",
    "high",
    "verdict",
    "edge",
    "unfinished",
)


def of_study(stored: StudyResults) -> pd.DataFrame:
    """The leads of a study, here and published, of the cells in which every rate has been tried.

    A cell with some rates still to come would show the best of too few, so it waits. The sizes of a task stand
    together, the tasks in the study's order.
    """
    origins = {"here": stored.here, "published": stored.published}
    asked = stored.study.runs
    found = [leads(whole_cells(results, asked), origin) for origin, results in origins.items()]
    order = {task: place for place, task in enumerate(dict.fromkeys(spec.task for spec in asked))}
    return pd.concat(found, ignore_index=True).sort_values("task", key=lambda tasks: tasks.map(order), kind="stable")


def whole_cells(results: Iterable[RunResult], asked: Iterable[RunSpec]) -> tuple[RunResult, ...]:
    """The results of those cells and seeds that have a result at every asked rate; a failure is a result.

    A seed that nobody asked for, as another study may add it at a single rate, needs all rates of its cell.
    """
    results, asked = tuple(results), tuple(asked)
    of_cell, of_seed = _rates_by(_cell, asked), _rates_by(_cell_and_seed, asked)
    made = _rates_by(_cell_and_seed, (result.spec for result in results))
    whole = {key for key, rates in made.items() if of_seed.get(key, of_cell.get(key[:-1], set())) <= rates}
    return tuple(result for result in results if _cell_and_seed(result.spec) in whole)


def _rates_by(place: Callable[[RunSpec], _Key], specs: Iterable[RunSpec]) -> dict[_Key, set[_Key]]:
    found: dict[_Key, set[_Key]] = {}
    for spec in specs:
        found.setdefault(place(spec), set()).add((spec.learning_rate, spec.head_learning_rate))
    return found


def _cell(spec: RunSpec) -> _Key:
    return tuple(getattr(spec, name) for name in PLACE[1:])


def _cell_and_seed(spec: RunSpec) -> _Key:
    return (*_cell(spec), spec.seed)


def leads(results: Iterable[RunResult], origin: str) -> pd.DataFrame:
    """One row a place and seed: the run whose rate validation chooses, its lead over the floor, and a verdict.

    The interval pairs run and floor on the same test examples and resamples whole groups. ``verdict`` is "beats the
    floor" where it lies above zero, "words suffice" where the lead is below zero, else "undecided". ``edge`` is true
    where the chosen rate is the smallest or largest of several: a better one may lie beyond.
    """
    best: dict[_Key, RunResult] = {}
    grids: dict[_Key, set[float | None]] = {}
    for result in results:
        score = _validation(result)
        key = _cell_and_seed(result.spec)
        grids.setdefault(key, set()).add(asked_learning_rate(result.spec))
        if score is not None and (key not in best or score > (_validation(best[key]) or 0.0)):
            best[key] = result
    rows = [_row(result, origin, grids[key]) for key, result in best.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def headlined(table: pd.DataFrame) -> list[str]:
    """Tasks that may carry headlines: real text, and full fine-tuning beats its floor in every seed.

    That is asked at the size at which methods are compared. Where this project's own code wrote what is to be found, a
    model may have learned the code.
    """
    return _ahead(table[~_planted(table)])


def planted(table: pd.DataFrame) -> list[str]:
    """Tasks on which full fine-tuning beats the floor as well, but what is to be found was written by a program."""
    return _ahead(table[_planted(table)])


def _ahead(table: pd.DataFrame) -> list[str]:
    beaten = table[table["train_size"] == SIZE].assign(beats=lambda rows: rows["verdict"] == BEATS)
    whole = beaten.groupby("task")["beats"].all()
    return sorted(whole.index[whole.astype(bool)])


def _planted(table: pd.DataFrame) -> "pd.Series[bool]":
    return table["corpus"].map(lambda name: catalogue.corpus(name).planted).astype(bool)


def reach(table: pd.DataFrame) -> pd.DataFrame:
    """A row a task at the size of comparison: half the width of the interval, over test texts, of model minus floor."""
    rows = table[(table["train_size"] == SIZE) & table["low"].notna()]
    rows = rows.assign(task=task_titles(rows), reach=(rows["high"] - rows["low"]).astype(float) / 2)
    return rows.groupby(["task", "metric"], sort=False)["reach"].mean().reset_index()


def _validation(result: RunResult) -> float | None:
    if result.status != "success":
        return None
    return result.score(catalogue.task(result.spec.task).main_metric, "validation")


def _is_an_end(rate: float | None, grid: set[float | None]) -> bool:
    known = {tried for tried in grid if tried is not None}
    return len(known) > 1 and rate in (min(known), max(known))


def _row(result: RunResult, origin: str, grid: set[float | None]) -> dict[str, object]:
    metric = catalogue.task(result.spec.task).main_metric
    score, floor = result.score(metric), result.floor_score(metric)
    interval = statistics.headroom(result, metric)
    return {
        **{name: getattr(result.spec, name) for name in (*PLACE[1:], "seed")},
        "origin": origin,
        "learning_rate": asked_learning_rate(result.spec),
        "head_learning_rate": result.spec.head_learning_rate,
        "metric": metric,
        "score": score,
        "floor": floor,
        "lead": None if score is None or floor is None else score - floor,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "verdict": _verdict(interval),
        "edge": _is_an_end(asked_learning_rate(result.spec), grid),
        "unfinished": result.unfinished,
    }


def _verdict(interval: statistics.Interval | None) -> str:
    if interval is None:
        return OPEN
    if interval.low > 0:
        return BEATS
    return SUFFICE if interval.estimate <= 0 else OPEN
