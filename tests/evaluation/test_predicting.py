"""Predictions: what is no number is no prediction, and no texts give no scores."""

import numpy as np
import pytest
import torch
from torch import nn

from clinpeft import catalogue
from clinpeft.corpora import TokenExample
from clinpeft.evaluation.metrics import prediction_columns
from clinpeft.evaluation.predicting import Evaluator, predict
from clinpeft.modelling import IGNORED, Encoded


class Constant(nn.Module):
    """The same logits for every text."""

    def __init__(self, logits: list[float]) -> None:
        super().__init__()
        self.row = nn.Parameter(torch.tensor(logits))

    def forward(self, input_ids: torch.Tensor, **rest: torch.Tensor) -> "Constant":
        del rest
        self.logits = self.row.expand(len(input_ids), -1)
        return self


def evaluator(texts: int) -> Evaluator:
    task = catalogue.task("disposition")
    encoded = [Encoded((2, 3), (0, 0), (0,), ())] * texts
    return Evaluator(split="validation", task=task, examples=[], encoded=encoded, tokens=64)


def test_a_model_that_has_diverged_is_not_scored() -> None:
    with pytest.raises(FloatingPointError, match="a prediction is not a number"):
        evaluator(3).scores(Constant([float("nan"), 0.0]))


def test_no_texts_give_undefined_scores_with_the_reason() -> None:
    scores = evaluator(0).scores(Constant([0.0, 0.0]))
    assert scores
    assert all(score.value is None and score.reason for score in scores)


class Reads(nn.Module):
    """Logits that name the id of each token; of a text, of its first."""

    def __init__(self, labels: int, tokens: bool) -> None:
        super().__init__()
        self.w, self.labels, self.tokens = nn.Parameter(torch.zeros(1)), labels, tokens

    def forward(self, input_ids: torch.Tensor, **rest: torch.Tensor) -> "Reads":
        del rest
        rows = nn.functional.one_hot(input_ids % self.labels, self.labels).float() * 20 + self.w
        self.logits = rows if self.tokens else rows[:, 0]
        return self


def test_predictions_come_back_in_the_order_of_the_texts() -> None:
    ids = [(1, 7, 7), (0,), (1,), (0, 7, 7, 7)]
    encoded = [Encoded(row, (0,) * len(row), (0,), ()) for row in ids]
    assert [int(row.argmax()) for row in predict(Reads(2, False), encoded, "sequence", 4)] == [1, 0, 1, 0]


def test_the_first_piece_answers_for_its_word_and_a_cut_word_is_missed() -> None:
    task, tags = catalogue.task("case_concepts"), ("B-problem", "I-problem", "B-test")
    encoded = Encoded((7, 1, 2, 3, 7), (0,) * 5, (IGNORED, 1, 2, IGNORED, IGNORED), (None, 0, 1, 1, None))
    examples = [TokenExample("1", "d", ("a", "bb", "c"), tags)]
    one = Evaluator(split="test", task=task, examples=examples, encoded=[encoded], tokens=64)
    assert one.scores_and_predictions(Reads(7, True))[1] == {
        "documents": ["d"],
        "true_positive": [1],
        "false_positive": [0],
        "false_negative": [1],
    }


def test_what_is_kept_of_probabilities() -> None:
    table = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
    assert prediction_columns(("a", "b"), table[:, :2]) == {"scores": [0.3, 0.3]}
    assert prediction_columns(("a", "b", "c"), table) == {
        "score_a": [0.2, 0.6],
        "score_b": [0.3, 0.3],
        "score_c": [0.5, 0.1],
    }
    kept = prediction_columns(tuple("abcdefghi"), np.eye(9)[[4, 0]])
    assert kept == {"predicted": ["e", "a"], "confidence": [1.0, 1.0]}
