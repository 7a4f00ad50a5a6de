"""Metrics of predictions; what is undefined is None with a reason, never 0."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2, Entities
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.metrics import f1_score as class_f1_score

from clinpeft.specs import Score

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Tags = Sequence[Sequence[str]]

CALIBRATION_BINS = 15
WITHOUT_NONE = "f1_micro_without_none"
FULL_COLUMNS = 8


def text_scores(
    split: str, labels: Integers, probabilities: Floats, none_index: int | None = None
) -> tuple[Score, ...]:
    """Scores of label predictions: labels (n,), probabilities (n, classes).

    AUROC is that of the last label for two classes, else the mean of one-against-rest; F1 macro counts every class of
    the task, also one that was never predicted. Where one class means "nothing here" (none_index), F1 micro is also
    given without it, as relations are scored in the field.
    """
    if len(labels) == 0:
        names = ["auroc", "f1_macro", "f1_micro", "accuracy", "ece"]
        names += [WITHOUT_NONE] if none_index is not None else []
        return tuple(Score(split=split, metric=name, value=None, reason="no texts") for name in names)
    predicted = probabilities.argmax(axis=1)
    classes = list(range(probabilities.shape[1]))
    return (
        _auroc(split, labels, probabilities),
        _defined(
            split, "f1_macro", class_f1_score(labels, predicted, labels=classes, average="macro", zero_division=0)
        ),
        _defined(
            split, "f1_micro", class_f1_score(labels, predicted, labels=classes, average="micro", zero_division=0)
        ),
        _defined(split, "accuracy", accuracy_score(labels, predicted)),
        _defined(split, "ece", expected_calibration_error(labels, probabilities)),
        *([] if none_index is None else [_without_none(split, labels, predicted, classes, none_index)]),
    )


def _without_none(split: str, labels: Integers, predicted: Integers, classes: list[int], none_index: int) -> Score:
    wanted = [index for index in classes if index != none_index]
    if not np.isin(labels, wanted).any():
        return Score(split=split, metric=WITHOUT_NONE, value=None, reason="nothing but the none class is to be found")
    return _defined(
        split, WITHOUT_NONE, class_f1_score(labels, predicted, labels=wanted, average="micro", zero_division=0)
    )


def prediction_columns(labels: Sequence[str], probabilities: Floats) -> dict[str, list[object]]:
    """What a result keeps of probabilities (n, classes): those of the last label for two, of each label for a few.

    Beyond FULL_COLUMNS labels it keeps the predicted label and its probability, or result files would be mostly digits.
    """
    if len(labels) == 2:
        return {"scores": _rounded(probabilities[:, 1])}
    if len(labels) <= FULL_COLUMNS:
        return {f"score_{label}": _rounded(probabilities[:, index]) for index, label in enumerate(labels)}
    chosen = probabilities.argmax(axis=1)
    return {"predicted": [labels[index] for index in chosen], "confidence": _rounded(probabilities.max(axis=1))}


def _rounded(values: Floats) -> list[object]:
    return [round(float(value), 5) for value in values]


def _defined(split: str, metric: str, value: float) -> Score:
    return Score(split=split, metric=metric, value=float(value))


def _auroc(split: str, labels: Integers, probabilities: Floats) -> Score:
    absent = probabilities.shape[1] - len(np.unique(labels))
    if absent:
        reason = f"{absent} of {probabilities.shape[1]} classes do not occur among the {len(labels)} labels"
        return Score(split=split, metric="auroc", value=None, reason=reason)
    if probabilities.shape[1] == 2:
        return _defined(split, "auroc", roc_auc_score(labels, probabilities[:, 1]))
    return _defined(split, "auroc", roc_auc_score(labels, probabilities, multi_class="ovr", average="macro"))


def expected_calibration_error(labels: Integers, probabilities: Floats, bins: int = CALIBRATION_BINS) -> float:
    """Mean gap between confidence and accuracy over equal-width bins of confidence (Guo et al. 2017, equation 3)."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[place == index].mean() - correct[place == index].mean()) * (place == index).mean()
        for index in range(bins)
        if (place == index).any()
    ]
    return float(sum(gaps))


def entity_scores(split: str, truth: Tags, predicted: Tags) -> tuple[Score, ...]:
    """Entity-level precision, recall and F1 over BIO tags of *words* (seqeval, strict, IOB2)."""
    names = {"entity_f1": f1_score, "entity_precision": precision_score, "entity_recall": recall_score}
    wanted = any(tag != "O" for tags in truth for tag in tags)
    found = any(tag != "O" for tags in predicted for tag in tags)
    if not wanted:
        return tuple(Score(split=split, metric=name, value=None, reason="no entities to be found") for name in names)
    return tuple(
        Score(split=split, metric=name, value=None, reason="nothing was predicted")
        if name == "entity_precision" and not found
        else _defined(
            split,
            name,
            metric(list(map(list, truth)), list(map(list, predicted)), mode="strict", scheme=IOB2, zero_division=0),
        )
        for name, metric in names.items()
    )


def entity_counts(groups: Sequence[str], truth: Tags, predicted: Tags) -> dict[str, list[object]]:
    """True positives, false positives and false negatives per document, in order of first appearance."""
    documents = list(dict.fromkeys(groups))
    counts = {document: [0, 0, 0] for document in documents}
    wanted = Entities(list(map(list, truth)), IOB2).entities
    found = Entities(list(map(list, predicted)), IOB2).entities
    for group, true_entities, predicted_entities in zip(groups, wanted, found, strict=True):
        true_spans = {entity.to_tuple()[1:] for entity in true_entities}
        predicted_spans = {entity.to_tuple()[1:] for entity in predicted_entities}
        counts[group][0] += len(true_spans & predicted_spans)
        counts[group][1] += len(predicted_spans - true_spans)
        counts[group][2] += len(true_spans - predicted_spans)
    columns = ("true_positive", "false_positive", "false_negative")
    return {
        "documents": list(documents),
        **{name: [counts[document][index] for document in documents] for index, name in enumerate(columns)},
    }
