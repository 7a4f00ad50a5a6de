"""What the paper's learning rates cost each method, with an interval over test documents, and who leads at them."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.results import statistics
from clinpeft.results.names import used_learning_rate
from clinpeft.results.tables import PLACE
from clinpeft.specs import RunResult

RESAMPLES = 1000
"""An interval's ends are then known to a few thousandths, and a page stays quick."""
SIDES = {"paper": "_paper", "own": ""}
"""Which rates: ending of their columns in the table of costs."""
_Row = Mapping[Hashable, Any]


def is_papers(rates: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows of tuning.rate_scores are at the paper's rate, the head at the same.

    The paper gave all PEFT methods one rate and full fine-tuning and the frozen encoder another.
    """
    equal = np.isclose(rates["learning_rate"].astype(float), _paper_rates(rates), rtol=1e-5, atol=0)
    return rates["head_learning_rate"].isna() & pd.Series(equal, index=rates.index, dtype=bool)


def costs(rates: pd.DataFrame, best: pd.DataFrame) -> pd.DataFrame:
    """What the paper's rate costs: the test score at the best rates minus that at the paper's, where both were run.

    ``rates`` from tuning.rate_scores, ``best`` from tuning.chosen. ``times`` says how many times the best rate is the
    paper's.
    """
    at_paper = rates[is_papers(rates) & rates["test"].notna()]
    columns = [*PLACE, "learning_rate", "test"]
    both = best[[*columns, "head_learning_rate", "metric"]].merge(at_paper[columns], on=PLACE, suffixes=("", "_paper"))
    return both.assign(
        cost=both["test"] - both["test_paper"],
        times=both["learning_rate"].astype(float) / both["learning_rate_paper"].astype(float),
        head_learning_rate_paper=None,
    )


def _paper_rates(table: pd.DataFrame) -> list[float]:
    places = zip(table["method"], table["task"], strict=True)
    return [catalogue.method(method).learning_rate("paper", catalogue.task(task).kind) for method, task in places]


def with_intervals(table: pd.DataFrame, results: Iterable[RunResult]) -> pd.DataFrame:
    """The costs with ``low`` and ``high``: their 95 % interval over test documents, drawn alike for both runs."""
    between = _intervals(results)
    found = [between(row, "own", row, "paper") for row in table.to_dict("records")]
    return table.assign(
        low=pd.Series([None if one is None else one.low for one in found], index=table.index, dtype="Float64"),
        high=pd.Series([None if one is None else one.high for one in found], index=table.index, dtype="Float64"),
    )


def behind(table: pd.DataFrame, results: Iterable[RunResult], methods: Collection[str]) -> pd.DataFrame:
    """A row a task, rate ("paper" or "own") and PEFT method: the leader, the distance to it, whether they are apart.

    Only tasks on which every PEFT method among those given stands count. ``apart`` is true where the whole interval
    over test documents lies above zero.
    """
    peft = {name for name in methods if catalogue.method(name).trains == "adapter"}
    between = _intervals(results)
    found = []
    for (_, task), cells in table[table["method"].isin(peft)].groupby(["origin", "task"], sort=False):
        if set(cells["method"]) == peft:
            rows = cells.to_dict("records")
            found += [{"task": task, **one} for rate in SIDES for one in _behind_leader(rows, rate, between)]
    return pd.DataFrame(found, columns=["task", "rate", "method", "leader", "behind", "apart"])


def _behind_leader(rows: Sequence[_Row], rate: str, between: Callable[..., statistics.Interval | None]) -> list[_Row]:
    score = f"test{SIDES[rate]}"
    leader = max(rows, key=lambda row: float(row[score]))
    found: list[_Row] = []
    for row in rows:
        interval = between(leader, rate, row, rate)
        found.append(
            {
                "rate": rate,
                "method": row["method"],
                "leader": leader["method"],
                "behind": leader[score] - row[score],
                "apart": interval is not None and interval.low > 0,
            }
        )
    return found


def _intervals(results: Iterable[RunResult]) -> Callable[[_Row, str, _Row, str], statistics.Interval | None]:
    """The interval of one row's run minus another's at the rates named; each rate has one seed."""
    runs = {_of_run(result): result for result in results if result.status == "success"}

    @cache
    def between(first: tuple[object, ...], second: tuple[object, ...]) -> statistics.Interval | None:
        one, other = runs.get(first), runs.get(second)
        if one is None or other is None:
            return None
        metric = catalogue.task(one.spec.task).main_metric
        return statistics.paired_difference(one, other, metric, RESAMPLES)

    return lambda first, of_first, second, of_second: between(_of_row(first, of_first), _of_row(second, of_second))


def _of_run(result: RunResult) -> tuple[object, ...]:
    spec = result.spec
    rates = (used_learning_rate(result), spec.head_learning_rate)
    return (spec.task, spec.corpus, spec.train_size, spec.method, *rates)


def _of_row(row: _Row, rate: str) -> tuple[object, ...]:
    values = [row[name] for name in ("task", "corpus", "train_size", "method")]
    rates = [row[f"{name}{SIDES[rate]}"] for name in ("learning_rate", "head_learning_rate")]
    return tuple(None if pd.isna(value) else value for value in (*values, *rates))
