from dataclasses import replace

import mini_study
import numpy as np
import pandas as pd
import pytest

from clinpeft import catalogue, paths, provenance, store
from clinpeft.results import comparison, resampling, spread, statistics, tables
from clinpeft.specs import SpecError

FULL, LORA = mini_study.results("here")[0], mini_study.results("here")[1]
CONCEPTS = mini_study.results("here")[4]


def test_prediction_interval_by_hand() -> None:
    # mean 2, s 1, n 3: t(.975, 2) = 4.302653, so the reach is 4.302653 * sqrt(4/3) = 4.968275
    interval = statistics.prediction_interval([1.0, 2.0, 3.0])
    assert interval is not None
    assert interval.estimate == 2.0
    assert interval.low == pytest.approx(2 - 4.968275, abs=1e-5)
    assert interval.high == pytest.approx(2 + 4.968275, abs=1e-5)
    assert interval.holds(interval.high)
    assert not interval.holds(7.0)


def test_two_seeds_make_a_wide_interval() -> None:
    # t(.975, 1) = 12.7062; s = .01 / sqrt(2); reach = 12.7062 * .00707107 * sqrt(1.5)
    interval = statistics.prediction_interval([0.80, 0.81])
    assert interval is not None
    assert interval.high - interval.estimate == pytest.approx(0.110039, abs=1e-5)


@pytest.mark.parametrize("values", [[], [0.8]])
def test_fewer_than_two_seeds_have_no_interval(values: list[float]) -> None:
    assert statistics.prediction_interval(values) is None


def test_auroc_by_hand() -> None:
    # Positives .9 .4 .4, negatives .8 .4: pairs won 1, .5 + .5 tied, .9 beats both -> (2 + 0.5 + 0.5) / 6
    positive = np.array([True, False, True, True, False])
    scores = np.array([0.9, 0.8, 0.4, 0.4, 0.4])
    assert statistics.auroc(positive, scores) == pytest.approx(3 / 6)
    assert statistics.auroc(~positive, scores) == pytest.approx(3 / 6)
    assert statistics.auroc(np.array([True, True]), np.array([0.1, 0.2])) is None


@pytest.mark.parametrize("result", [FULL, LORA])
def test_the_bootstrap_estimate_is_the_auroc_itself(result: object) -> None:
    predictions = result.predictions  # type: ignore[attr-defined]
    positive = np.array([label == "admitted" for label in predictions["labels"]])
    interval = statistics.bootstrap(result, "auroc", resamples=300)  # type: ignore[arg-type]
    assert interval is not None
    assert interval.estimate == pytest.approx(statistics.auroc(positive, np.array(predictions["scores"])))
    assert interval.low <= interval.estimate <= interval.high


def test_a_resample_equals_the_metric_of_the_examples_drawn() -> None:
    predictions = LORA.predictions
    assert predictions is not None
    positive = np.array([label == "admitted" for label in predictions["labels"]])
    scores = np.array(predictions["scores"], dtype=float)
    weights = np.array([[2, 0, 1, 0, 3, 1, 0, 1]])
    drawn = np.repeat(np.arange(8), weights[0])
    expected = statistics.auroc(positive[drawn], scores[drawn])
    assert resampling.of_result(LORA, "auroc")(weights)[0] == pytest.approx(expected)


def test_bootstrap_is_seeded_and_resamples_whole_groups() -> None:
    one = statistics.bootstrap(FULL, "accuracy", resamples=25)
    assert one == statistics.bootstrap(FULL, "accuracy", resamples=25)
    others = {statistics.bootstrap(FULL, "accuracy", resamples=25, seed=seed) for seed in range(1, 6)}
    assert others != {one}
    together = replace(FULL, predictions={**(FULL.predictions or {}), "groups": ["g"] * 8})
    lone = statistics.bootstrap(together, "accuracy", resamples=50)
    assert lone is not None
    assert lone.low == lone.high == lone.estimate == pytest.approx(0.75), "one group can only be drawn whole"


def test_entity_f1_over_documents() -> None:
    # 14 found, 5 wrong, 7 missed: 28 / (28 + 5 + 7)
    interval = statistics.bootstrap(CONCEPTS, "entity_f1", resamples=200)
    assert interval is not None
    assert interval.estimate == pytest.approx(28 / 40)
    precision = statistics.bootstrap(CONCEPTS, "entity_precision", resamples=10)
    assert precision is not None
    assert precision.estimate == pytest.approx(14 / 19)


def test_what_predictions_cannot_give_is_said() -> None:
    assert statistics.bootstrap(replace(FULL, predictions=None), "auroc") is None
    with pytest.raises(SpecError, match="'ece' cannot be had"):
        statistics.bootstrap(FULL, "ece")


def test_paired_difference_of_a_run_with_itself_is_nothing() -> None:
    same = statistics.paired_difference(FULL, FULL, "auroc", resamples=50)
    assert same == statistics.Interval(0.0, 0.0, 0.0)
    other = statistics.paired_difference(FULL, LORA, "auroc", resamples=300)
    assert other is not None
    assert other.estimate == pytest.approx(0.8125 - 0.625)


def test_pairs_need_the_same_examples() -> None:
    moved = replace(LORA, predictions={**(LORA.predictions or {}), "ids": [f"x{i}" for i in range(8)]})
    with pytest.raises(SpecError, match="different examples"):
        statistics.paired_difference(FULL, moved, "auroc")


def test_intervals_over_examples_has_a_row_a_run() -> None:
    table = statistics.intervals_over_examples(mini_study.results("here"))
    assert list(table["method"]) == ["full", "lora", "frozen", "full", "lora"]
    assert (table["low"] <= table["high"]).all()


def test_mean_ranks_count_whole_comparisons_only(frame: pd.DataFrame) -> None:
    ranks = statistics.mean_ranks(frame).set_index(["origin", "variant"])
    assert ranks.loc[("published", "LoRA"), "mean_rank"] == 1.0
    assert ranks.loc[("published", "Frozen encoder"), "mean_rank"] == 4.0
    assert ranks.loc[("published", "LoRA"), "comparisons"] == 2
    assert (ranks.loc["here", "comparisons"] == 0).all(), "IA3 failed here, so no comparison is whole"


def test_a_pooled_interval_by_hand() -> None:
    # t(.975, 4) = 2.776445; one value: the reach is 2.776445 * .01 * sqrt(2) = .0392649
    interval = statistics.pooled_prediction_interval([0.5], 0.01, 4)
    assert interval is not None
    assert (interval.low, interval.high) == (pytest.approx(0.4607351), pytest.approx(0.5392649))
    assert statistics.pooled_prediction_interval([], 0.01, 4) is None
    assert statistics.pooled_prediction_interval([0.5], 0.01, 0) is None


def test_here_against_published(frame: pd.DataFrame) -> None:
    table = comparison.compare_frame(frame).set_index(["task", "method"])
    # Variances over the two seeds of full, LoRA, frozen, IA3: 8e-6, 5e-7, 2e-4, 5e-5; pooled s = .0080390, 4 degrees.
    full = table.loc[("disposition", "full")]
    assert (full["verdict"], full["spread"], full["published"]) == ("inside", "task", pytest.approx(0.754))
    assert full["width"] == pytest.approx(2 * 2.776445 * 0.0080390 * 1.5**0.5, rel=1e-4)
    assert table.loc[("disposition", "lora"), "verdict"] == "outside"
    assert table.loc[("disposition", "lora"), "inside"] is False
    assert table.loc[("disposition", "ia3"), "verdict"] == "failed here"
    lone = table.loc[("case_concepts", "lora")]
    assert (lone["n"], lone["verdict"], lone["spread"]) == (1, "inside", "task"), "full's two seeds tell the spread"


def test_a_task_without_seeds_borrows_the_spread_of_others(frame: pd.DataFrame) -> None:
    text = spread.seed_spread(frame[(frame["origin"] == "published") & (frame["task"] == "disposition")])
    table = comparison.compare_frame(frame, spreads=text).set_index(["task", "method"])
    assert table.loc[("case_concepts", "lora"), "verdict"] == "no published seeds to tell the spread", "another metric"
    for task, metric, expected in (
        ("deid", "entity_f1", "kind"),
        ("disposition", "entity_f1", "metric"),
        ("specialty", "macro_f1", "margin"),
    ):
        alike = text.assign(task=task, metric=metric)
        found = comparison.compare_frame(frame, spreads=alike).set_index(["task", "method"])
        assert found.loc[("case_concepts", "lora"), "spread"] == expected
    none = comparison.compare_frame(frame, spreads=text.assign(recipe="pilot")).set_index(["task", "method"])
    assert none.loc[("disposition", "full"), "verdict"] == "no published seeds to tell the spread"
    assert none.loc[("disposition", "full"), "inside"] is None


def test_a_draw_is_of_published_runs_and_the_same_for_the_same_number() -> None:
    study = catalogue.study("headroom")
    five = comparison.drawn(study, 5, 0)
    assert (len(five.runs), five) == (5, comparison.drawn(study, 5, 0))
    assert five != comparison.drawn(study, 5, 1)
    assert all(store.result_path(paths.tree().published, spec).is_file() for spec in five.runs)
    everyone = comparison.drawn(study, 1000, 0).runs
    assert set(everyone) <= set(study.runs)
    assert all(provenance.is_todays(store.read(store.result_path(paths.tree().published, spec))) for spec in everyone)


def test_a_published_run_of_other_settings_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    study = catalogue.study("quick")
    first = comparison.drawn(study, 1000, 0).runs[0]
    monkeypatch.setattr(provenance, "is_todays", lambda result: result.spec != first)
    assert first not in comparison.drawn(study, 1000, 0).runs


def test_published_runs_of_other_settings_are_no_measure_of_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    study = catalogue.study("seeds")
    everyone = comparison.compare(study)["n"].sum()
    monkeypatch.setattr(provenance, "is_todays", lambda result: result.spec.seed != 3)
    assert comparison.compare(study)["n"].sum() == everyone * 9 / 10


def test_what_ran_on_one_side_only_is_said() -> None:
    here = comparison.compare_frame(tables.frame(mini_study.results("here"), "quick", "here"))
    assert set(here["verdict"]) == {"not published", "failed here"}
    published = comparison.compare_frame(tables.frame(mini_study.results("published"), "quick", "published"))
    assert set(published["verdict"]) == {"not run here"}
    assert "No cell can be judged yet" in comparison.agreement(published)


def test_agreement_in_words(frame: pd.DataFrame) -> None:
    words = comparison.agreement(comparison.compare_frame(frame))
    assert words == (
        "4 of 5 runs of this machine fall inside the interval of the published seeds; outside: LoRA on disposition. "
        "Not judged: 1 more run; the verdict says why. "
        "Of 5 runs published with the same seed, 0 give the same score to the last digit."
    )
    twin = frame[(frame["origin"] == "published") & (frame["seed"] == 0)].assign(origin="here")
    again = comparison.compare_frame(pd.concat([frame[frame["origin"] == "published"], twin]))
    assert again["equal"].dropna().all()


def test_the_interval_holds_95_of_100_and_undefined_draws_say_nothing() -> None:
    found = statistics._interval(0.0, np.r_[np.arange(1001.0), np.nan])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(25), pytest.approx(975))
