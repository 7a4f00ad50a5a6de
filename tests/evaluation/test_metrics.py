"""Metrics against values worked out by hand; what is undefined has a reason."""

import numpy as np
import pytest

from clinpeft.evaluation.metrics import (
    WITHOUT_NONE,
    entity_counts,
    entity_scores,
    expected_calibration_error,
    text_scores,
)
from clinpeft.specs import Score


def by_name(scores: tuple[Score, ...]) -> dict[str, float | None]:
    return {score.metric: score.value for score in scores}


def test_binary_scores_by_hand() -> None:
    labels = np.array([0, 0, 1, 1])
    last = np.array([0.1, 0.6, 0.4, 0.9])
    scores = by_name(text_scores("test", labels, np.column_stack([1 - last, last])))
    assert scores["auroc"] == pytest.approx(3 / 4)  # of four pairs only (0.6, 0.4) is the wrong way round
    assert scores["accuracy"] == scores["f1_micro"] == pytest.approx(1 / 2)
    assert scores["f1_macro"] == pytest.approx(1 / 2)


def test_multiclass_auroc_is_the_mean_of_one_against_rest() -> None:
    labels = np.array([0, 1, 2, 2])
    table = np.array([[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.0, 0.1, 0.9]])
    # class 0: 3 of 3 pairs right; class 1: 2 of 3; class 2: 3 of 4 with one tie (0.3, 0.3)
    assert by_name(text_scores("test", labels, table))["auroc"] == pytest.approx((1 + 2 / 3 + 3.5 / 4) / 3)


def test_one_class_leaves_auroc_undefined_with_a_reason() -> None:
    (score,) = [s for s in text_scores("test", np.array([1, 1]), np.full((2, 2), 0.5)) if s.metric == "auroc"]
    assert score.value is None
    assert score.reason == "1 of 2 classes do not occur among the 2 labels"


def test_a_class_never_predicted_counts_in_macro_f1() -> None:
    table = np.tile([0.9, 0.05, 0.05], (3, 1))
    assert by_name(text_scores("test", np.array([0, 1, 2]), table))["f1_macro"] == pytest.approx(0.5 / 3)


def test_no_texts_is_undefined() -> None:
    assert {s.reason for s in text_scores("test", np.array([]), np.zeros((0, 2)))} == {"no texts"}


def test_calibration_error_by_hand() -> None:
    # Two confident answers at 0.95, one right: gap 0.45; two at 0.55, both right: gap 0.45.
    table = np.array([[0.95, 0.05], [0.95, 0.05], [0.55, 0.45], [0.45, 0.55]])
    assert expected_calibration_error(np.array([0, 1, 0, 1]), table) == pytest.approx(0.45)


def test_perfect_confidence_falls_into_the_last_bin() -> None:
    assert expected_calibration_error(np.array([0]), np.array([[1.0, 0.0]])) == 0


TRUTH = [("B-test", "I-test", "O"), ("B-problem", "O", "O")]


def test_entities_are_scored_whole() -> None:
    predicted = [("B-test", "O", "O"), ("B-problem", "O", "B-test")]  # one right, one cut short, one made up
    scores = by_name(entity_scores("test", TRUTH, predicted))
    assert scores["entity_precision"] == pytest.approx(1 / 3)
    assert scores["entity_recall"] == pytest.approx(1 / 2)
    assert scores["entity_f1"] == pytest.approx(2 / 5)


def test_an_inside_tag_without_a_beginning_is_no_entity() -> None:
    assert by_name(entity_scores("test", TRUTH, [("I-test", "I-test", "O"), ("O", "O", "O")]))["entity_f1"] == 0


def test_nothing_predicted_leaves_precision_undefined() -> None:
    scores = {s.metric: s for s in entity_scores("test", TRUTH, [("O",) * 3] * 2)}
    assert (scores["entity_precision"].value, scores["entity_precision"].reason) == (None, "nothing was predicted")
    assert scores["entity_recall"].value == 0


def test_nothing_to_find_is_undefined() -> None:
    assert {s.reason for s in entity_scores("test", [("O",)], [("B-test",)])} == {"no entities to be found"}


def test_counts_per_document_add_up_to_the_score() -> None:
    predicted = [("B-test", "O", "O"), ("B-problem", "O", "B-test")]
    counts = entity_counts(["a", "b"], TRUTH, predicted)
    assert counts == {
        "documents": ["a", "b"],
        "true_positive": [0, 1],
        "false_positive": [1, 1],
        "false_negative": [1, 0],
    }
    right, made_up, missed = (sum(counts[n]) for n in ("true_positive", "false_positive", "false_negative"))  # type: ignore[type-var]
    f1 = 2 * right / (2 * right + made_up + missed)
    assert f1 == by_name(entity_scores("test", TRUTH, predicted))["entity_f1"]


def test_micro_f1_without_none_counts_only_what_was_found_and_missed() -> None:
    labels = np.array([0, 1, 2, 2, 2, 1])
    guesses = np.array([0, 0, 2, 0, 2, 1])  # right: 0 and 1; missed: 1; wrongly found: 0 for 1 and for none
    scores = by_name(text_scores("test", labels, np.eye(3)[guesses], none_index=2))
    assert scores["f1_micro"] == pytest.approx(4 / 6)
    assert scores["f1_micro_without_none"] == pytest.approx(2 * 2 / (2 * 2 + 2 + 1))


def test_micro_f1_without_none_is_undefined_where_nothing_is_to_be_found() -> None:
    (score,) = [
        s for s in text_scores("test", np.array([2, 2]), np.eye(3)[[2, 0]], none_index=2) if s.metric == WITHOUT_NONE
    ]
    assert (score.value, score.reason) == (None, "nothing but the none class is to be found")
    assert WITHOUT_NONE not in by_name(text_scores("test", np.array([0, 1]), np.eye(2)))
