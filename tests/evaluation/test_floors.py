"""Floors: fitted on the training texts alone, strength chosen on validation."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from clinpeft import catalogue
from clinpeft.corpora import TextExample, TokenExample
from clinpeft.evaluation.floors import SHARES, STRENGTHS, floor, spans, tag_by_dictionary
from clinpeft.specs import Floor, SpecError

DISPOSITION, CONCEPTS = catalogue.task("disposition"), catalogue.task("case_concepts")


def score(found: Floor, metric: str, split: str = "test") -> float | None:
    return next(s.value for s in found.scores if (s.metric, s.split) == (metric, split))


def texts(count: int, offset: int = 0) -> list[TextExample]:
    words = ("fracture severe", "sprain mild")
    return [
        TextExample(str(i + offset), str(i), f"{words[i % 2]} fall {i % 3}", DISPOSITION.labels[1 - i % 2])
        for i in range(count)
    ]


def test_word_counts_learn_a_telling_word() -> None:
    found = floor(DISPOSITION, texts(40), texts(10), texts(10, 99))
    assert score(found, "auroc") == 1
    assert found.strength in STRENGTHS
    assert {s.split for s in found.scores} == {"validation", "test"}


def test_a_floor_keeps_what_it_predicted() -> None:
    found = floor(DISPOSITION, texts(40), texts(10), texts(10, 99))
    assert found.predictions is not None
    guesses = [DISPOSITION.labels[value > 0.5] for value in found.predictions["scores"]]  # type: ignore[operator]
    assert guesses == [example.label for example in texts(10, 99)]


def test_word_counts_with_one_class_in_training_are_an_error() -> None:
    with pytest.raises(SpecError, match=r"'disposition': the 20 training texts have no label but .*larger train_size"):
        floor(DISPOSITION, texts(40)[::2], texts(10), texts(10))


def sentence(words: str, *tags: str) -> TokenExample:
    return TokenExample("1", "d", tuple(words.split()), tags)


def test_the_dictionary_takes_the_longest_phrase_and_its_commonest_type() -> None:
    train = [
        sentence("Chest pain", "B-problem", "I-problem"),
        sentence("pain", "B-problem"),
        sentence("ct", "B-test"),
        sentence("ct", "B-test"),
        sentence("ct", "B-treatment"),
    ]
    test = [sentence("no CHEST PAIN on ct", "O", "B-problem", "I-problem", "O", "B-test")]
    found = floor(CONCEPTS, train, test, test)
    assert score(found, "entity_f1") == 1
    assert found.strength in SHARES


def test_a_dictionary_keeps_counts_per_document() -> None:
    train = [sentence("fever", "B-problem")]
    test = [sentence("fever and pain", "B-problem", "O", "B-problem")]
    assert floor(CONCEPTS, train, train, test).predictions == {
        "documents": ["d"], "true_positive": [1], "false_positive": [0], "false_negative": [1],
    }  # fmt: skip


def test_validation_chooses_how_sure_a_phrase_must_be() -> None:
    train = [sentence("cold", "B-problem"), *[sentence("cold water", "O", "O")] * 9]
    heldout = [sentence("cold water and fever", "O", "O", "O", "B-problem"), sentence("fever", "B-problem")]
    train.append(sentence("fever", "B-problem"))
    found = floor(CONCEPTS, train, heldout, heldout)
    assert found.strength is not None
    assert found.strength > 0
    assert score(found, "entity_precision") == 1


def test_spans_and_tags() -> None:
    assert spans(("B-a", "I-a", "O", "B-b", "B-a")) == [(0, 2, "a"), (3, 4, "b"), (4, 5, "a")]
    mentions = {("a", "b"): ("test", 1.0), ("b",): ("problem", 1.0)}
    assert tag_by_dictionary(("a", "b", "b"), mentions, 0.5) == ["B-test", "I-test", "B-problem"]
    assert tag_by_dictionary((), {}, 0.5) == []


def test_validation_alone_chooses_the_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    class Looks:
        """At one strength it sees the word "alpha" alone, at all others "beta"."""

        classes_ = np.array([0, 1])

        def __init__(self, strength: float) -> None:
            self.column = 0 if strength == 0.3 else 1

        def fit(self, features: object, labels: object) -> "Looks":
            del features, labels
            return self

        def predict_proba(self, features: csr_matrix) -> np.ndarray:
            seen = features.toarray()[:, self.column] > 0
            return np.column_stack([~seen, seen]).astype(float)

    def said(alpha: int, beta: int) -> list[TextExample]:
        labels = DISPOSITION.labels
        return [TextExample("1", "1", "alpha", labels[alpha]), TextExample("2", "2", "beta", labels[beta])]

    assert 0.3 in STRENGTHS
    monkeypatch.setattr("clinpeft.evaluation.floors.word_model", Looks)
    found = floor(DISPOSITION, said(1, 0), said(1, 0), said(0, 1))
    assert (found.strength, score(found, "auroc", "validation"), score(found, "auroc")) == (0.3, 1, 0)
