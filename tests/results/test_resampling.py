"""The metrics that the bootstrap resamples are the metrics of the scores."""

from dataclasses import replace

import mini_study
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

from clinpeft import catalogue
from clinpeft.results import resampling, statistics
from clinpeft.specs import Floor, RunResult, SpecError

FULL = mini_study.results("here")[0]
LABELS = ("low", "middle", "high")
TRUTH = np.array([0, 1, 2, 1, 0, 2, 2, 1, 0, 1])


@pytest.fixture
def three_labels(monkeypatch: pytest.MonkeyPatch) -> RunResult:
    """An invented result of a task with three labels."""
    task = replace(catalogue.task("disposition"), labels=LABELS)
    monkeypatch.setitem(catalogue.TASKS, "disposition", task)
    table = np.random.default_rng(0).dirichlet(np.ones(3), size=len(TRUTH))
    columns = {f"score_{label}": table[:, index].tolist() for index, label in enumerate(LABELS)}
    shared = {"ids": [str(i) for i in range(10)], "groups": [str(i // 2) for i in range(10)]}
    return replace(FULL, predictions={**shared, "labels": [LABELS[i] for i in TRUTH], **columns})


def expected(metric: str, truth: np.ndarray, table: np.ndarray) -> float:
    guesses = table.argmax(axis=1)
    if metric == "auroc":
        return float(roc_auc_score(truth, table, multi_class="ovr", average="macro"))
    if metric == "accuracy":
        return float(accuracy_score(truth, guesses))
    return float(f1_score(truth, guesses, labels=[0, 1, 2], average="macro", zero_division=0))


@pytest.mark.parametrize("metric", ["auroc", "accuracy", "f1_macro"])
def test_a_resample_of_three_labels_is_the_metric_of_the_examples_drawn(three_labels: RunResult, metric: str) -> None:
    weights = np.array([[1, 2, 0, 1, 1, 1, 3, 0, 0, 1]])
    drawn = np.repeat(np.arange(10), weights[0])
    predictions = three_labels.predictions or {}
    table = np.array([predictions[f"score_{label}"] for label in LABELS], dtype=float).T
    value = resampling.of_result(three_labels, metric)(weights)[0]
    assert value == pytest.approx(expected(metric, TRUTH[drawn], table[drawn]))


def test_f1_without_none_is_that_of_the_examples_drawn(
    three_labels: RunResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = replace(catalogue.task("disposition"), none_label="middle")
    monkeypatch.setitem(catalogue.TASKS, "disposition", task)
    weights = np.array([[1, 2, 0, 1, 1, 1, 3, 0, 0, 1], [0, 5, 0, 5, 0, 0, 0, 0, 0, 0]])
    drawn = np.repeat(np.arange(10), weights[0])
    predictions = three_labels.predictions or {}
    guesses = np.array([predictions[f"score_{label}"] for label in LABELS], dtype=float).argmax(axis=0)
    values = resampling.of_result(three_labels, "f1_micro_without_none")(weights)
    assert values[0] == pytest.approx(f1_score(TRUTH[drawn], guesses[drawn], labels=[0, 2], average="micro"))
    assert np.isnan(values[1])  # every example drawn is of the none class


def test_many_labels_keep_their_guesses_only(three_labels: RunResult) -> None:
    predictions = three_labels.predictions or {}
    guessed = {"predicted": ["low"] * 10, "confidence": [0.5] * 10}
    kept = {name: predictions[name] for name in ("ids", "groups", "labels")} | guessed
    result = replace(three_labels, predictions=kept)
    assert resampling.of_result(result, "f1_micro")(np.ones((1, 10)))[0] == pytest.approx(0.3)
    with pytest.raises(SpecError, match="'auroc' cannot be had from its predictions"):
        resampling.of_result(result, "auroc")


def test_headroom_pairs_the_run_with_its_floor() -> None:
    predictions = FULL.predictions or {}
    same = Floor(name="words", strength=None, scores=(), predictions={"scores": list(predictions["scores"])})
    level = statistics.headroom(replace(FULL, floor=same), "auroc", resamples=50)
    assert level == statistics.Interval(0.0, 0.0, 0.0)
    blind = replace(same, predictions={"scores": [0.5] * len(predictions["scores"])})
    above = statistics.headroom(replace(FULL, floor=blind), "auroc", resamples=50)
    whole = statistics.bootstrap(FULL, "auroc", resamples=50)
    assert above is not None
    assert whole is not None
    assert above.estimate == pytest.approx(whole.estimate - 0.5)
    assert statistics.headroom(FULL, "auroc") is None, "a floor without predictions cannot be paired"
