"""Predictions: what is no number is no prediction, and no texts give no scores."""

import pytest
import torch
from torch import nn

from clinpeft import catalogue
from clinpeft.evaluation.predicting import Evaluator
from clinpeft.modelling import Encoded


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
