"""Contrasts by hand, on made-up scores; and what the protocol says is what the catalogue and the code hold."""

import re
from dataclasses import replace

import mini_study
import numpy as np
import pytest

from clinpeft import catalogue, paths
from clinpeft.catalogue import main_study
from clinpeft.results import contrasts, leads, spread, statistics, tables
from clinpeft.specs import RunResult, SpecError

FULL = mini_study.results("here")[0]
PROTOCOL = (paths.PROJECT / "data" / "protocol.md").read_text(encoding="utf-8")


def made(method: str, seed: int, skill: float, corpus: str = "neiss", texts: int = 1500) -> RunResult:
    """A run on texts of random labels whose scores follow the label as closely as skill says."""
    truth = np.random.default_rng(0).integers(2, size=texts)
    noise = np.random.default_rng(seed + 1).normal(size=texts)  # the same for both methods of a seed
    names = catalogue.task("disposition").labels
    predictions: dict[str, list[object]] = {
        "ids": [str(i) for i in range(texts)],
        "groups": [str(i // 2) for i in range(texts)],
        "labels": [names[label] for label in truth],
        "scores": (truth * skill + noise).tolist(),
    }
    spec = replace(FULL.spec, method=method, seed=seed, corpus=corpus)
    return replace(FULL, spec=spec, predictions=predictions)


def study(full: float, lora: float, seeds: int = 3, corpus: str = "neiss") -> list[RunResult]:
    pairs = [(made("full", seed, full, corpus), made("lora", seed, lora, corpus)) for seed in range(seeds)]
    return [result for pair in pairs for result in pair]


def contrast(
    results: list[RunResult], first: str, second: str, resamples: int = statistics.RESAMPLES
) -> contrasts.Contrast | None:
    return contrasts.compared(results, {"method": first}, {"method": second}, resamples)


def test_a_method_is_equivalent_to_itself() -> None:
    found = contrast(study(1.0, 1.0), "lora", "full", resamples=200)
    assert found is not None
    assert (found.estimate, found.low, found.high, found.verdict) == (0.0, 0.0, 0.0, contrasts.EQUIVALENT)
    assert (found.tasks, found.pairs) == (1, 3)
    assert found.p_equivalent < 0.05


def test_a_clear_loss_is_different_and_counted_in_margins() -> None:
    results = study(1.5, 0.5)
    found = contrast(results, "lora", "full", resamples=200)
    assert found is not None

    def area(result: RunResult) -> float:
        assert result.predictions is not None
        second = catalogue.task("disposition").labels[1]
        positive = np.array([label == second for label in result.predictions["labels"]])
        found = statistics.auroc(positive, np.array(result.predictions["scores"], dtype=float))
        assert found is not None
        return found

    by_method = {m: np.mean([area(r) for r in results if r.spec.method == m]) for m in ("full", "lora")}
    assert found.estimate == pytest.approx((by_method["lora"] - by_method["full"]) / 0.01)
    assert found.verdict == contrasts.DIFFERENT
    assert found.high < 0
    back = contrast(results, "full", "lora", resamples=200)
    assert back is not None
    assert back.estimate == pytest.approx(-found.estimate)


def test_clusters_weigh_the_same_whatever_their_tasks() -> None:
    """Two cells of one corpus and one of another: the other's difference counts for half."""
    one = study(1.0, 1.0) + [replace(r, spec=replace(r.spec, train_size=400)) for r in study(1.0, 1.0)]
    other = study(1.5, 0.5, corpus="vaers")
    alone = contrast(other, "lora", "full", resamples=100)
    both = contrast(one + other, "lora", "full", resamples=100)
    assert alone is not None
    assert both is not None
    assert both.estimate == pytest.approx(alone.estimate / 2)
    assert both.tasks == 3
    assert both.high > 0, "a resample may draw the corpus without a difference twice, and two corpora are few"
    assert both.verdict == contrasts.OPEN


def test_seeds_share_the_luck_of_the_documents() -> None:
    """Ten copies of one pair know no more of the documents than one, and none of the seeds."""
    copies = [replace(r, spec=replace(r.spec, seed=seed)) for seed in range(10) for r in study(1.0, 0.9, seeds=1)]
    one = contrast(study(1.0, 0.9, seeds=1), "lora", "full", resamples=300)
    ten = contrast(copies, "lora", "full", resamples=300)
    assert one is not None
    assert ten is not None
    assert (ten.low, ten.high) == (pytest.approx(one.low), pytest.approx(one.high))


def test_tasks_of_one_corpus_share_the_luck_of_the_documents() -> None:
    first = study(1.0, 0.9, seeds=1)
    second = [replace(r, spec=replace(r.spec, train_size=400)) for r in first]
    one = contrast(first, "lora", "full", resamples=300)
    two = contrast(first + second, "lora", "full", resamples=300)
    assert one is not None
    assert two is not None
    assert (two.low, two.high) == (pytest.approx(one.low), pytest.approx(one.high))


def test_few_rows_spread_as_their_population_does() -> None:
    rows = [(value, np.full(20000, value)) for value in (-1.0, 1.0)]
    estimate, drawn = contrasts._redrawn(rows, np.random.default_rng(0))
    assert estimate == 0
    # Of a mean of two the unbiased variance is s^2 / 2 = 1; drawn from themselves alone they would give half of it.
    assert drawn.var() == pytest.approx(1.0, rel=0.05)


def test_noise_below_is_counted_once_and_not_again_by_each_row() -> None:
    """Rows that agree but for the luck of their own draws: half of the spread is that luck, half what it seems."""
    noise = np.random.default_rng(1)
    seen = [float(value) for value in noise.normal(size=400)]
    rows = [(value, value + noise.normal(size=4000)) for value in seen]
    _, drawn = contrasts._redrawn(rows, np.random.default_rng(0))
    assert drawn.var() == pytest.approx(2 / len(rows), rel=0.15)


def test_a_contrast_in_words() -> None:
    found = contrast(study(1.0, 1.0), "lora", "full", resamples=100)
    said = contrasts.in_words(found, "lora", "full")
    assert "LoRA less Full fine-tuning is +0.00 margins (+0.00 to +0.00) over 1 cell and 3 pairs of runs" in said
    assert said.endswith("the two are equivalent.")
    assert "nothing to judge" in contrasts.in_words(None, "lora", "full")


def test_editions_of_a_corpus_are_one_cluster() -> None:
    results = study(1.0, 1.0) + study(1.5, 0.5, corpus="neiss_by_hospital")
    found = contrast(results, "lora", "full", resamples=100)
    assert found is not None
    assert found.high < 0, "one cluster: no resample leaves the second edition out"


def test_only_runs_with_a_partner_count() -> None:
    lone = [made("lora", 7, 1.0), replace(made("full", 8, 1.0), status="failed", error="x"), made("lora", 8, 1.0)]
    assert contrast(lone, "lora", "full") is None


def test_runs_on_different_examples_are_no_pair() -> None:
    with pytest.raises(SpecError, match="different examples"):
        contrast([made("lora", 0, 1.0), made("full", 0, 1.0, texts=10)], "lora", "full")


def test_the_protocols_margins_are_those_of_the_code() -> None:
    assert f"| AUROC | {contrasts.margin('auroc')} |" in PROTOCOL
    assert f"| F1 of any kind | {contrasts.margin('entity_f1')} |" in PROTOCOL


def test_the_protocols_seeds_are_those_that_the_pilot_asks_for() -> None:
    frame = replace(tables.study_results("seeds").own(), here=()).frame()  # published, whatever ran on this machine
    said = {task: int(number) for number, task in re.findall(r"with (\d+) seeds on `(\w+)`", PROTOCOL)}
    for row in spread.paired_deviation(frame, "lora", "full").to_dict("records"):
        needed = spread.seeds_needed(row["sd"], contrasts.margin(row["metric"]), spread.smallest_paired)
        assert said.pop(row["task"]) == needed, row["task"]
    assert not said


def test_no_headline_without_headroom() -> None:
    """Full fine-tuning beats the floor on every headline task at the study's size."""
    found = leads.of_study(tables.study_results("headroom")).query("origin == 'published' and train_size == 800")
    judged = {row.task: row.verdict for row in found.itertuples()}
    for task, _ in main_study.HEADLINES:
        assert judged[task] == leads.BEATS, task
        assert f"`{task}`" in PROTOCOL


def test_no_task_with_headroom_is_forgotten() -> None:
    """What beats its floor at the size of comparison carries a headline, and its learning rates are searched."""
    found = leads.of_study(tables.study_results("headroom")).query("origin == 'published'")
    assert set(leads.headlined(found)) == {task for task, _ in main_study.HEADLINES}
    tuned = {spec.task for spec in catalogue.study("learning_rate").runs}
    assert set(leads.headlined(found)) <= tuned


def test_the_protocol_counts_the_tasks_that_are_judged() -> None:
    found = leads.of_study(tables.study_results("headroom")).query("origin == 'published' and train_size == 800")
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    asked = {spec.task for spec in catalogue.study("headroom").runs}
    assert f"where {words[found['task'].nunique()]} of {words[len(asked)]} tasks are judged" in PROTOCOL


def test_headroom_looks_at_every_open_task() -> None:
    open_tasks = {
        name
        for name, task in catalogue.TASKS.items()
        if any(
            not corpus.private and name in corpus.tasks and corpus.name != "synthetic"
            for corpus in catalogue.CORPORA.values()
        )
    }
    assert {spec.task for spec in catalogue.study("headroom").runs} == open_tasks


def even(low: float, high: float) -> contrasts.Contrast:
    """A contrast whose resamples lie evenly between two numbers of margins."""
    return contrasts.Contrast((low + high) / 2, tuple(np.linspace(low, high, 1001).tolist()), 1, 1)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-1.08, 0.9, contrasts.EQUIVALENT),
        (-1.15, 0.9, contrasts.OPEN),
        (-0.9, 1.08, contrasts.EQUIVALENT),
        (-0.9, 1.15, contrasts.OPEN),
        (-3.0, 0.06, contrasts.DIFFERENT),
        (-3.0, 0.1, contrasts.OPEN),
        (-0.06, 3.0, contrasts.DIFFERENT),
    ],
)
def test_the_rule_of_the_protocol_at_its_borders(low: float, high: float, verdict: str) -> None:
    assert even(low, high).verdict == verdict


def test_p_values_and_ends_by_hand() -> None:
    for far in (-20.0, 20.0):
        assert contrasts.Contrast(far, (far,) * 99, 1, 1).p_equivalent == 1.0, "both sides are needed"
    ends = even(0.0, 1.0)
    assert (ends.low, ends.high) == (pytest.approx(0.025), pytest.approx(0.975))
    found = contrasts.Contrast(0.5, tuple(x / 100 for x in range(1, 100)), 1, 3)
    assert (found.p_above(0), found.p_below(1)) == (pytest.approx(0.01), pytest.approx(0.01))


def test_holm_by_hand() -> None:
    assert contrasts.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})
    assert contrasts.holm({"a": 0.5, "b": 0.9}) == {"a": 1.0, "b": 1.0}
