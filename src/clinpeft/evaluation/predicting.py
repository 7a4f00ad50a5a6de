"""Predictions of a model on encoded texts, without gradients."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from clinpeft.corpora import TextExample, TokenExample
from clinpeft.evaluation.metrics import Floats, entity_counts, entity_scores, prediction_columns, text_scores
from clinpeft.modelling import IGNORED, Encoded, text_logits
from clinpeft.specs import Score, Task
from clinpeft.training.batching import collate
from clinpeft.training.precision import autocast


@dataclass(frozen=True)
class Evaluator:
    """One split, ready to be predicted again and again."""

    split: str
    task: Task
    examples: Sequence[TextExample | TokenExample]
    encoded: Sequence[Encoded]
    tokens: int
    """Tokens predicted at once, padding to the longest text included."""

    def scores(self, model: nn.Module) -> tuple[Score, ...]:
        """Every metric of the task's kind on this split."""
        return self.scores_and_predictions(model)[0]

    def main_score(self, scores: Sequence[Score]) -> float | None:
        """The task's main metric among the scores; None where it is undefined."""
        return next(score.value for score in scores if score.metric == self.task.main_metric)

    def scores_and_predictions(self, model: nn.Module) -> tuple[tuple[Score, ...], dict[str, list[object]]]:
        """Scores, and columns over the examples that hold no text."""
        probabilities = predict(model, self.encoded, self.task.kind, self.tokens)
        if self.task.kind == "token":
            truth = [example.tags for example in self.examples]  # type: ignore[union-attr]
            tags = [
                _word_tags(rows, encoded, len(words), self.task.labels)
                for rows, encoded, words in zip(probabilities, self.encoded, truth, strict=True)
            ]
            groups = [example.group for example in self.examples]
            return entity_scores(self.split, truth, tags), entity_counts(groups, truth, tags)
        table = np.stack(probabilities) if probabilities else np.zeros((0, len(self.task.labels)))
        labels = np.array([encoded.labels[0] for encoded in self.encoded])
        return text_scores(self.split, labels, table, self.task.none_index), self._columns(table)

    def _columns(self, table: Floats) -> dict[str, list[object]]:
        columns: dict[str, list[object]] = {
            "ids": [example.id for example in self.examples],
            "groups": [example.group for example in self.examples],
            "labels": [example.label for example in self.examples],  # type: ignore[union-attr]
        }
        return {**columns, **prediction_columns(self.task.labels, table)}


def predict(model: nn.Module, encoded: Sequence[Encoded], kind: str, tokens: int) -> list[Floats]:
    """Probabilities in the order given: (labels,) for a text, (tokens, labels) for a token task."""
    found: dict[int, Floats] = {}
    was_training = model.training
    device = next(model.parameters()).device
    model.eval()
    with torch.inference_mode(), autocast():
        for chosen in batches_by_length([len(text.input_ids) for text in encoded], tokens):
            inputs, _ = collate([encoded[index] for index in chosen])
            inputs = {name: values.to(device) for name, values in inputs.items()}
            rows = text_logits(model, inputs, kind).softmax(dim=-1).cpu().double().numpy()
            if not np.isfinite(rows).all():
                raise FloatingPointError("training diverged: a prediction is not a number")
            for index, row in zip(chosen, rows, strict=True):
                found[index] = row[: len(encoded[index].input_ids)] if kind == "token" else row
    model.train(was_training)
    return [found[index] for index in range(len(encoded))]


def batches_by_length(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indices of texts of like length, shortest first, as many together as tokens allow; one text at least."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[index] > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _word_tags(rows: Floats, encoded: Encoded, words: int, labels: tuple[str, ...]) -> list[str]:
    tags = ["O"] * words  # a word cut off by the length limit is answered with "O", so it costs recall
    for position, (word, label) in enumerate(zip(encoded.words, encoded.labels, strict=True)):
        if word is not None and label != IGNORED:  # the first piece of a word answers for it
            tags[word] = labels[int(rows[position].argmax())]
    return tags
