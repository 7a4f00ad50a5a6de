"""What counting words reaches: the floor that every score stands beside."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from clinpeft.corpora import TextExample, TokenExample
from clinpeft.evaluation.metrics import (
    Floats,
    Integers,
    entity_counts,
    entity_scores,
    prediction_columns,
    text_scores,
)
from clinpeft.specs import Floor, Score, SpecError, Task

STRENGTHS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Inverse regularisation of the logistic regression; the validation split chooses."""
SHARES = (0.0, 0.25, 0.5, 0.75)
"""Least share of a phrase's occurrences that must be mentions; the validation split chooses."""

Texts = Sequence[TextExample]
Sentences = Sequence[TokenExample]
Mentions = dict[tuple[str, ...], tuple[str, float]]


def floor(task: Task, train: Sequence, validation: Sequence, test: Sequence) -> Floor:
    """The floor of a task, fitted on the training texts, its strength chosen on the validation texts."""
    if task.kind == "token":
        return dictionary_floor(task, train, validation, test)
    return word_count_floor(task, train, validation, test)


def word_count_floor(task: Task, train: Texts, validation: Texts, test: Texts) -> Floor:
    """TF-IDF of one- and two-word phrases and logistic regression (scikit-learn), classes weighted equally."""
    number = {label: index for index, label in enumerate(task.labels)}
    count = word_counter()
    features = count.fit_transform(_texts(train))
    labels = _numbers(train, number)
    _refuse_one_class(task, train)
    tried = []
    for strength in STRENGTHS:
        model = word_model(strength).fit(features, labels)
        scores = text_scores(
            "validation", _numbers(validation, number), _probabilities(model, count, validation, task), task.none_index
        )
        tried.append((_main(task, scores), strength, model, scores))
    _, strength, model, scores = max(tried, key=lambda row: (-1.0 if row[0] is None else row[0], -row[1]))
    probabilities = _probabilities(model, count, test, task)
    return Floor(
        name="word counts (TF-IDF, logistic regression)",
        strength=strength,
        scores=scores + text_scores("test", _numbers(test, number), probabilities, task.none_index),
        predictions=prediction_columns(task.labels, probabilities),
    )


def word_counter() -> TfidfVectorizer:
    """What turns texts into weighted counts of one- and two-word phrases."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


def word_model(strength: float) -> LogisticRegression:
    """The logistic regression on those counts, at an inverse regularisation."""
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=1000)


def _refuse_one_class(task: Task, train: Texts) -> None:
    found = sorted({example.label for example in train})
    if len(found) < 2:
        raise SpecError(
            f"task {task.name!r}: the {len(train)} training texts have no label but {', '.join(found) or 'none at all'}"
            ", and neither words nor a model can learn to tell it from others; give a larger train_size or another seed"
        )


def _texts(examples: Texts) -> list[str]:
    return [e.text if e.text_pair is None else f"{e.text} {e.text_pair}" for e in examples]


def _numbers(examples: Texts, number: dict[str, int]) -> Integers:
    return np.array([number[example.label] for example in examples])


def _probabilities(model: LogisticRegression, count: TfidfVectorizer, examples: Texts, task: Task) -> Floats:
    probabilities = np.zeros((len(examples), len(task.labels)))
    if examples:
        # A class absent from a small training set has no column in the model and keeps probability 0.
        probabilities[:, model.classes_] = model.predict_proba(count.transform(_texts(examples)))
    return probabilities


def _main(task: Task, scores: tuple[Score, ...]) -> float | None:
    return next(score.value for score in scores if score.metric == task.main_metric)


def dictionary_floor(task: Task, train: Sentences, validation: Sentences, test: Sentences) -> Floor:
    """Longest match of phrases that were mentions in training, each with its commonest type."""
    mentions = _mentions(train)
    tried = []
    for share in SHARES:
        scores = entity_scores("validation", _tags(validation), _tagged(validation, mentions, share))
        tried.append((_main(task, scores), -share, scores))
    _, negative, scores = max(tried, key=lambda row: (-1.0 if row[0] is None else row[0], row[1]))
    predicted = _tagged(test, mentions, -negative)
    return Floor(
        name="dictionary of training mentions",
        strength=-negative,
        scores=scores + entity_scores("test", _tags(test), predicted),
        predictions=entity_counts([example.group for example in test], _tags(test), predicted),
    )


def _mentions(train: Sentences) -> Mentions:
    types: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for example in train:
        for start, end, kind in spans(example.tags):
            types[_phrase(example.words, start, end)][kind] += 1
    longest = max((len(phrase) for phrase in types), default=0)
    occurrences: Counter[tuple[str, ...]] = Counter()
    for example in train:
        for start in range(len(example.words)):
            for end in range(start + 1, min(start + longest, len(example.words)) + 1):
                phrase = _phrase(example.words, start, end)
                if phrase in types:
                    occurrences[phrase] += 1
    return {
        phrase: (kinds.most_common(1)[0][0], sum(kinds.values()) / occurrences[phrase])
        for phrase, kinds in types.items()
    }


def _phrase(words: Sequence[str], start: int, end: int) -> tuple[str, ...]:
    return tuple(word.lower() for word in words[start:end])


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Start, end and type of each entity in well-formed BIO tags."""
    found: list[tuple[int, int, str]] = []
    for index, tag in enumerate(tags):
        if tag.startswith("B-"):
            found.append((index, index + 1, tag[2:]))
        elif tag.startswith("I-") and found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1, found[-1][2])
    return found


def tag_by_dictionary(words: Sequence[str], mentions: Mentions, share: float) -> list[str]:
    """BIO tags by longest match from the left."""
    longest = max((len(phrase) for phrase in mentions), default=0)
    tags, start = ["O"] * len(words), 0
    while start < len(words):
        for end in range(min(start + longest, len(words)), start, -1):
            kind, seen = mentions.get(_phrase(words, start, end), (None, 0.0))
            if kind is not None and seen >= share:
                tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
                start = end
                break
        else:
            start += 1
    return tags


def _tags(examples: Sentences) -> list[Sequence[str]]:
    return [example.tags for example in examples]


def _tagged(examples: Sentences, mentions: Mentions, share: float) -> list[list[str]]:
    return [tag_by_dictionary(example.words, mentions, share) for example in examples]
