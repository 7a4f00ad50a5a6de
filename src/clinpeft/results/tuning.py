"""What a learning rate does to a score: each method's best rate, what another costs, how many trials it takes.

Everything here takes the frame of a study in which cells differ in their learning rates only. The validation split
chooses, the test score of the chosen rate is reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from clinpeft import catalogue
from clinpeft.catalogue import pilot
from clinpeft.results import contrasts, leads, paper_rate, spread
from clinpeft.results.tables import PLACE, StudyResults, absent_runs, main_scores, study_results

PAIR = ["learning_rate", "head_learning_rate"]
NEIGHBOUR = 5.0
"""Rates of a grid are a factor of about three apart; what is farther than this is not the next one."""


def rate_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per cell and learning rate: mean validation and test score of the main metric over seeds.

    A failed run (one that diverged, say) has no score and never wins; ``updates`` and ``unfinished`` are those of the
    runs, ``unfinished`` where any seed was still rising. The frame must hold the study's own runs (StudyResults.own):
    other studies add seeds to single rates, and a mean over ten seeds is no fair rival of a single run.
    """
    keys = [*PLACE, *PAIR]
    validation, test = (
        main_scores(frame, split).groupby(keys, sort=False, dropna=False) for split in ("validation", "test")
    )
    facts = test.agg(
        metric=("metric", "first"),
        floor=("floor", "mean"),
        n=("value", "count"),
        updates=("updates", "min"),
        unfinished=("unfinished", "any"),
    )
    means = [validation["value"].mean(skipna=False).rename("validation"), test["value"].mean().rename("test")]
    return pd.concat([facts, *means], axis=1).reset_index()


def chosen(frame: pd.DataFrame) -> pd.DataFrame:
    """The rate that validation chooses in each place, the first of equals.

    ``rates`` is the number of runs that it was chosen from, ``edge`` whether it ends the grid of those that give the
    head the same rate as it does, failures included: a rate that diverged was tried.
    """
    rates = rate_scores(frame)
    winners, tried, edges = [], [], []
    for _, place in rates.groupby(PLACE, sort=False, dropna=False):
        scored = place[place["validation"].notna()]
        if scored.empty:
            continue
        best = int(scored["validation"].astype(float).argmax())
        winners.append(scored.index[best])
        tried.append(len(scored))
        rate, head = scored[PAIR].iloc[best]
        edges.append(_ends_its_grid(_with_head(place, head), rate))
    return rates.loc[winners].assign(rates=tried, edge=edges).reset_index(drop=True)


def _ends_its_grid(rows: pd.DataFrame, rate: float) -> bool:
    """Whether of several rates, the head's being the same, none is next to this one on either side.

    The paper's rate may be among them and far from all others: it is nobody's neighbour.
    """
    grid = sorted(rows["learning_rate"].astype(float))
    smaller = any(rate / NEIGHBOUR < other < rate for other in grid)
    larger = any(rate < other < rate * NEIGHBOUR for other in grid)
    return grid[0] < grid[-1] and not (smaller and larger)


def cost_of_paper_rate(frame: pd.DataFrame) -> pd.DataFrame:
    """What the paper's rate costs each method on each task; see paper_rate.costs."""
    return paper_rate.costs(rate_scores(frame), chosen(frame))


def _with_head(rows: pd.DataFrame, head: float | None) -> pd.DataFrame:
    heads = rows["head_learning_rate"].astype("Float64")
    return rows[heads.isna() if pd.isna(head) else heads.eq(head).fillna(value=False)]


def whole(stored: StudyResults) -> StudyResults:
    """The runs that may choose: of one origin, and of each method and task only where every asked rate was tried.

    A method that has had one or two of its rates would be represented by the best of too few.
    """
    speaking = stored.one_origin()
    asked = stored.study.runs
    return replace(
        speaking,
        here=leads.whole_cells(speaking.here, asked),
        published=leads.whole_cells(speaking.published, asked),
    )


def published_whole(study: str) -> pd.DataFrame | None:
    """The published results of a study's own runs; None as long as some are missing, since a part must not choose.

    A result of other settings or other code than today's counts as missing.
    """
    stored = study_results(study).own()
    if absent_runs(stored.current, stored.study):
        return None
    return replace(stored, here=(), published=stored.current).frame()


def best_per_kind(frame: pd.DataFrame) -> dict[str, dict[str, dict[str, float | None]]]:
    """Method, then kind of task, to the rates that lose least on validation over the kind's tasks.

    A pair of rates is compared only where every task of the kind has tried it; each task counts by how far the pair
    stays below the task's own best, in margins of its metric, so that no task chooses alone. The first of equals wins.
    """
    rates = rate_scores(frame)
    rates = rates[rates["validation"].notna()].assign(kind=rates["task"].map(lambda name: catalogue.task(name).kind))
    table: dict[str, dict[str, dict[str, float | None]]] = {}
    for (method, kind), rows in rates.groupby(["method", "kind"], sort=False):
        best = _least_loss(rows)
        if best is not None:
            table.setdefault(str(method), {})[str(kind)] = best
    return table


def at_the_edge(frame: pd.DataFrame, deviations: Mapping[float, float]) -> list[tuple[str, str, float]]:
    """Method, kind of task and rate where a better rate may lie beyond the grid, and it is worth to look.

    The rate that best_per_kind chooses ends its grid, beats its neighbour by more than seeds lie apart, and the grid
    has not been made longer often enough. ``deviations`` from spread.by_margin.
    """
    rates = rate_scores(frame).assign(kind=lambda rows: rows["task"].map(lambda name: catalogue.task(name).kind))
    found = []
    for method, kinds in best_per_kind(frame).items():
        for kind, best in kinds.items():
            rows, rate = rates[(rates["method"] == method) & (rates["kind"] == kind)], float(best["learning_rate"] or 0)
            same = _with_head(rows, best["head_learning_rate"])
            may_grow = pilot.further_rates(method, kind) < pilot.LONGEST
            if may_grow and _ends_its_grid(same, rate) and _beats_neighbour(same, rate, deviations):
                found.append((method, kind, rate))
    return found


def seed_deviations() -> dict[float, float]:
    """How far validation scores of seeds lie apart in the published study ``seeds``; see spread.by_margin."""
    stored = study_results("seeds").own()
    return spread.by_margin(spread.seed_spread(replace(stored, here=()).frame(), "validation"))


def _beats_neighbour(rows: pd.DataFrame, rate: float, deviations: Mapping[float, float]) -> bool:
    """Whether a rate is ahead of the next one on the mean over tasks, in margins, by more than seeds deviate.

    Where a neighbour has failed on a task, or no seeds are known, it is ahead.
    """
    others = [other for other in set(rows["learning_rate"].astype(float)) if other != rate]
    nearest = min(others, key=lambda other: abs(np.log(other / rate)))
    wide = rows.pivot_table("validation", ["task", "corpus", "metric"], "learning_rate").reset_index()
    if nearest not in wide or rate not in wide or wide[nearest].isna().any():
        return True
    margins = contrasts.margins(wide["metric"])
    ahead = (wide[rate] - wide[nearest]).astype(float) - margins.map(lambda margin: deviations.get(margin, 0.0))
    return bool((ahead / margins).mean() > 0)


def _least_loss(rows: pd.DataFrame) -> dict[str, float | None] | None:
    """Of one method and kind of task: the pair of rates of the smallest mean loss; None where tasks share no pair."""
    places = ["task", "corpus", "train_size"]
    below = rows.groupby(places, dropna=False)["validation"].transform("max") - rows["validation"]
    loss = below / contrasts.margins(rows["metric"])
    pairs = rows.assign(loss=loss).groupby(PAIR, sort=False, dropna=False)["loss"].agg(["mean", "count"]).reset_index()
    shared = pairs[pairs["count"] == len(rows[places].drop_duplicates())]
    if shared.empty:
        return None
    rate, head = shared[PAIR].iloc[int(shared["mean"].astype(float).argmin())]
    return {"learning_rate": float(rate), "head_learning_rate": None if pd.isna(head) else float(head)}


def expected_best(scores: Sequence[float], trials: int) -> float:
    """Expected best validation score of so many trials drawn from those tried, with replacement.

    Dodge et al. 2019, equation 4: the sum over sorted scores v_i of v_i · ((i/n)^k - ((i-1)/n)^k).

    >>> expected_best([0.5, 0.7], 1), round(expected_best([0.5, 0.7], 2), 2)
    (0.6, 0.65)
    """
    if not scores or trials < 1:
        raise ValueError(f"at least one score and one trial are needed, got {len(scores)} scores and {trials} trials")
    ranked = np.sort(np.asarray(scores, dtype=float))
    share = np.arange(len(ranked) + 1) / len(ranked)
    return float(np.sum(ranked * np.diff(share**trials)))


def expected_best_curves(frame: pd.DataFrame) -> pd.DataFrame:
    """Expected best validation score after 1, 2, … trials of learning rates, a row a place and number of trials.

    Trials are drawn from the method's own grid: the paper's one rate for all is no rate that anyone drew.
    A run that failed counts as a trial that found nothing: the worst score of its place.
    """
    rows = []
    rates = rate_scores(frame)
    rates = rates[~paper_rate.is_papers(rates)]
    for key, place in rates.groupby(PLACE, sort=False, dropna=False):
        known = place["validation"].dropna().astype(float)
        if known.empty:
            continue
        scores = place["validation"].astype("Float64").fillna(known.min()).astype(float).tolist()
        names = dict(zip(PLACE, key, strict=True))
        rows += [{**names, "trials": k, "expected": expected_best(scores, k)} for k in range(1, len(scores) + 1)]
    return pd.DataFrame(rows, columns=[*PLACE, "trials", "expected"])
