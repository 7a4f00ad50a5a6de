"""Labels of tables and figures: every cell has one of its own, methods stand in the catalogue's order."""

from dataclasses import replace

import mini_study
import pandas as pd
import pytest

from clinpeft import catalogue
from clinpeft.results import pivots, statistics, tables
from clinpeft.specs import RunSpec


def _frame(*specs: RunSpec, scores: tuple[float, ...]) -> pd.DataFrame:
    """Results of these runs, invented after the mini study's."""
    results = [
        replace(mini_study.result("disposition", "lora", 0, score), spec=spec)
        for spec, score in zip(specs, scores, strict=True)
    ]
    return tables.frame(results, "quick", "here")


@pytest.mark.parametrize("name", catalogue.STUDIES)
def test_every_cell_of_a_study_has_a_label_of_its_own(name: str) -> None:
    study = catalogue.study(name)
    cells = {tuple(getattr(spec, part) for part in tables.CELL) for spec in study.runs}
    labels = pivots.label_columns(pivots._expected(study))
    assert len(labels.drop_duplicates(["column", "variant"])) == len(cells)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"backbone": "minilm_l3"}, {"backbone": "mpnet_base"}, ("minilm_l3", "mpnet_base")),
        ({"max_seconds": 15.0}, {"max_seconds": None}, ("15 seconds", "no time limit")),
        ({"fold": 2}, {"fold": None}, ("fold 2", "the corpus as split")),
        ({"per_class": 8}, {"per_class": None}, ("8 texts a label", "labels as they fall")),
        ({"recipe": "main"}, {"recipe": "paper"}, ("recipe main", "recipe paper")),
    ],
)
def test_a_condition_is_named_where_it_tells_cells_apart(
    first: dict[str, object], second: dict[str, object], said: tuple[str, str]
) -> None:
    base = mini_study.spec("disposition", "lora", 0)
    frame = _frame(replace(base, **first), replace(base, **second), scores=(0.7, 0.8))
    cells = pivots.cells(frame)
    assert [column.split(":")[0] for column in cells["column"]] == [
        f"disposition / neiss, 800 texts, {words}" for words in said
    ]
    assert list(cells["mean"]) == [0.7, 0.8]  # neither has overwritten the other
    ranks = statistics.mean_ranks(frame)
    assert set(ranks["comparisons"]) == {2}


def test_nothing_is_named_that_all_cells_share(frame: pd.DataFrame) -> None:
    assert {column.split(":")[0] for column in pivots.cells(frame)["column"]} == {
        "disposition / neiss, 800 texts",
        "case_concepts / maccrobat, 800 texts",
    }


def test_ranks_of_lora_stand_in_their_own_order() -> None:
    study = catalogue.study("rank")
    order = pivots.method_order(pivots.label_columns(pivots._expected(study)))
    methods = list(dict.fromkeys(spec.method for spec in study.runs))
    assert len(methods) > 3
    titles = [catalogue.method(name).title for name in catalogue.METHODS if name in methods]
    met = list(dict.fromkeys(next(t for t in sorted(titles, key=len, reverse=True) if v.startswith(t)) for v in order))
    assert met == titles


def test_time_is_compared_within_one_budget() -> None:
    base = mini_study.spec("disposition", "full", 0)
    results = [
        replace(mini_study.result("disposition", method, 0, 0.7), spec=replace(base, method=method, max_seconds=limit))
        for method in ("full", "lora")
        for limit in (10.0, 20.0)
    ]
    slow = [
        replace(result, costs=replace(result.costs, train_time=result.spec.max_seconds))  # type: ignore[type-var]
        for result in results
    ]
    ratios = pivots.relative_costs(tables.costs(slow, "quick", "here"))
    assert set(ratios["time_ratio"]) == {1.0}
