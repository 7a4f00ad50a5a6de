"""Counts of credentialed text: none behind which stand fewer than ten patients, and none that can be worked out."""

import pytest

from clinpeft.corpora import TokenExample
from clinpeft.corpora.disclosure import safe_count, safe_counts, safe_label_counts


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (4000, 4000)])
def test_small_counts_are_hidden_and_zero_is_not(count: int, shown: int | None) -> None:
    assert safe_count(count) == shown


def test_patients_count_not_texts() -> None:
    """Two hundred mentions of three patients are still three patients."""
    counts = {"a": 200, "b": 300, "c": 400}
    assert safe_counts(counts, {"a": 3, "b": 8, "c": 100}) == {"a": None, "b": None, "c": 400}


def test_a_single_hidden_cell_takes_another_along() -> None:
    counts = {"a": 5, "b": 30, "c": 400, "d": 0}
    assert safe_counts(counts, counts) == {"a": None, "b": None, "c": 400, "d": 0}
    assert safe_counts({"a": 12, "b": 30}, {"a": 12, "b": 30}) == {"a": 12, "b": 30}


def test_labels_of_examples_are_counted_by_group() -> None:
    examples = [TokenExample(str(i), f"p{i % 11}", ("x", "y"), ("B-a", "B-b" if i < 2 else "B-c")) for i in range(22)]
    assert safe_label_counts(examples) == {"a": 22, "b": None, "c": None}
