"""Metrics as functions of how often each test example is drawn: what the bootstrap resamples."""

from collections.abc import Callable, Mapping

import numpy as np

from clinpeft import catalogue
from clinpeft.specs import RunResult, SpecError, Task

Statistic = Callable[[np.ndarray], np.ndarray]
"""Weights (resamples, examples) to the metric on each resample (resamples,); nan where it is undefined."""
Predictions = Mapping[str, list[object]]
_CHUNK = 200  # resamples held in memory at once: 200 × 3,000 examples are 5 MB


def of_result(result: RunResult, metric: str) -> Statistic:
    """A test metric of a run; SpecError for one that its predictions do not give."""
    return _statistic(result, result.predictions or {}, metric)


def of_floor(result: RunResult, metric: str) -> Statistic:
    """The same metric of the run's floor on the same examples."""
    floor = {} if result.floor is None or result.floor.predictions is None else result.floor.predictions
    # A floor keeps its scores only: ids, groups and labels are the run's.
    shared = {name: values for name, values in (result.predictions or {}).items() if name in _SHARED}
    return _statistic(result, {**shared, **floor}, metric)


def names(predictions: Predictions) -> list[object]:
    """What was tested, in order: documents or texts."""
    return predictions["documents"] if "documents" in predictions else predictions["ids"]


def clusters(predictions: Predictions) -> np.ndarray:
    """The number of each example's group: what is drawn together."""
    groups = predictions["documents"] if "documents" in predictions else predictions["groups"]
    return np.unique(np.array([str(group) for group in groups]), return_inverse=True)[1]


def resampled(statistics: list[Statistic], clusters: np.ndarray, resamples: int, seed: int) -> list[np.ndarray]:
    """Each statistic on the same resamples of whole groups."""
    generator = np.random.default_rng(seed)
    count = int(clusters.max()) + 1
    draws: list[list[np.ndarray]] = [[] for _ in statistics]
    for start in range(0, resamples, _CHUNK):
        size = min(_CHUNK, resamples - start)
        # How often each group is drawn: a multinomial, the same as drawing with replacement and counting.
        weights = generator.multinomial(count, np.full(count, 1 / count), size=size)[:, clusters]
        for statistic, values in zip(statistics, draws, strict=True):
            values.append(statistic(weights))
    return [np.concatenate(values) for values in draws]


def _statistic(result: RunResult, predictions: Predictions, metric: str) -> Statistic:
    if "documents" in predictions and metric in _ENTITY:
        counts = [np.array(predictions[name], dtype=float) for name in _COUNTS]
        return lambda weights: _ENTITY[metric](*(weights @ count for count in counts))
    task = catalogue.task(result.spec.task)
    labels = task.labels
    if "labels" in predictions:
        truth = np.array([labels.index(str(label)) for label in predictions["labels"]])
        probabilities = _probabilities(predictions, labels)
        guesses = _guesses(predictions, probabilities, labels)
        if metric in _OF_PROBABILITIES and probabilities is not None:
            return _OF_PROBABILITIES[metric](truth, probabilities)
        if metric in _OF_GUESSES and guesses is not None:
            return _OF_GUESSES[metric](truth, guesses, task)
    allowed = ", ".join((*_OF_PROBABILITIES, *_OF_GUESSES, *_ENTITY))
    raise SpecError(
        f"{result.spec.slug}: {metric!r} cannot be had from its predictions; of labels or entities: {allowed}"
    )


def _probabilities(predictions: Predictions, labels: tuple[str, ...]) -> np.ndarray | None:
    """Probability of each label (examples, labels) where the run kept them all."""
    if "scores" in predictions:
        last = np.array(predictions["scores"], dtype=float)
        return np.stack([1 - last, last], axis=1)
    columns = [f"score_{label}" for label in labels]
    if not all(name in predictions for name in columns):
        return None
    return np.array([predictions[name] for name in columns], dtype=float).T


def _guesses(predictions: Predictions, probabilities: np.ndarray | None, labels: tuple[str, ...]) -> np.ndarray | None:
    """The number of the predicted label of each example."""
    if probabilities is not None:
        return probabilities.argmax(axis=1)
    if "predicted" not in predictions:
        return None
    return np.array([labels.index(str(label)) for label in predictions["predicted"]])


def _weighted_auroc(truth: np.ndarray, probabilities: np.ndarray) -> Statistic:
    """AUROC of the last label for two labels, else the mean of one label against the rest."""
    classes = [1] if probabilities.shape[1] == 2 else range(probabilities.shape[1])
    each = [_one_auroc(truth == label, probabilities[:, label]) for label in classes]
    return lambda weights: np.mean([statistic(weights) for statistic in each], axis=0)


def _one_auroc(positive: np.ndarray, scores: np.ndarray) -> Statistic:
    order = np.argsort(scores, kind="stable")
    is_positive, ordered = positive[order], scores[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])

    def statistic(weights: np.ndarray) -> np.ndarray:
        drawn = weights[:, order].astype(float)
        positives = np.add.reduceat(drawn * is_positive, starts, axis=1)
        negatives = np.add.reduceat(drawn * ~is_positive, starts, axis=1)
        below = np.cumsum(negatives, axis=1) - negatives
        wins = (positives * (below + negatives / 2)).sum(axis=1)
        return _ratio(wins, positives.sum(axis=1) * negatives.sum(axis=1))

    return statistic


def _accuracy(truth: np.ndarray, guesses: np.ndarray, task: Task) -> Statistic:
    del task
    right = (guesses == truth).astype(float)
    return lambda weights: _ratio(weights @ right, weights.sum(axis=1))


def _f1_micro_without_none(truth: np.ndarray, guesses: np.ndarray, task: Task) -> Statistic:
    """F1 over all labels but the one that means "nothing here", pooled; of a task without such a label, over all."""
    says = [np.asarray(values != task.none_index, dtype=float) for values in (truth, guesses)]
    right = (truth == guesses) * says[0]
    # Where a resample has nothing to be found, there is no score.
    return lambda weights: np.where(weights @ says[0] > 0, _ratio(2 * (weights @ right), weights @ sum(says)), np.nan)


def _f1_macro(truth: np.ndarray, guesses: np.ndarray, task: Task) -> Statistic:
    """Mean F1 over every label of the task; a label neither there nor guessed counts 0, as in the scores."""
    is_true, is_guess = (np.eye(len(task.labels))[values] for values in (truth, guesses))

    def statistic(weights: np.ndarray) -> np.ndarray:
        both, sizes = weights @ (is_true * is_guess), weights @ (is_true + is_guess)
        return np.divide(2 * both, sizes, out=np.zeros_like(both), where=sizes > 0).mean(axis=1)

    return statistic


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


_SHARED = ("ids", "groups", "labels", "documents")
_COUNTS = ("true_positive", "false_positive", "false_negative")
_ENTITY: Mapping[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "entity_f1": lambda tp, fp, fn: _ratio(2 * tp, 2 * tp + fp + fn),
    "entity_precision": lambda tp, fp, _: _ratio(tp, tp + fp),
    "entity_recall": lambda tp, _, fn: _ratio(tp, tp + fn),
}
_OF_GUESSES: Mapping[str, Callable[[np.ndarray, np.ndarray, Task], Statistic]] = {
    "accuracy": _accuracy,
    "f1_micro": _accuracy,  # one label a text: micro F1 is accuracy
    "f1_macro": _f1_macro,
    "f1_micro_without_none": _f1_micro_without_none,
}
_OF_PROBABILITIES: Mapping[str, Callable[[np.ndarray, np.ndarray], Statistic]] = {"auroc": _weighted_auroc}
