"""Splits as a release has them."""

import pytest

from clinpeft.corpora import Reading, TextExample
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.released import AsReleased

EXAMPLES = tuple(TextExample(f"{n}-{i}", f"g{n:02d}", f"text {n}", "x") for n in range(20) for i in range(2))
HOW = AsReleased(validation=0.25, test=0.2)


def groups(reading: Reading, how: AsReleased = HOW) -> dict[str, set[str]]:
    splits, removed = how.split(reading)
    assert removed == 0
    return {name: {example.group for example in part} for name, part in splits.items()}


def test_without_official_parts_shares_of_the_groups_are_drawn() -> None:
    found = groups(Reading(EXAMPLES))
    assert {name: len(part) for name, part in found.items()} == {"train": 12, "validation": 4, "test": 4}
    assert groups(Reading(EXAMPLES)) == found


def test_the_official_test_stays_and_validation_is_drawn_from_training() -> None:
    official = {f"g{n:02d}": "test" if n < 8 else "train" for n in range(20)}
    found = groups(Reading(EXAMPLES, official=official))
    assert found["test"] == {f"g{n:02d}" for n in range(8)}
    assert len(found["validation"]) == 3
    assert found["train"] | found["validation"] == {f"g{n:02d}" for n in range(8, 20)}


def test_an_official_validation_part_stays_too_and_unlisted_groups_are_left_out() -> None:
    official = {"g00": "train", "g01": "validation", "g02": "test"}
    assert groups(Reading(EXAMPLES, official=official)) == {"train": {"g00"}, "validation": {"g01"}, "test": {"g02"}}


def test_texts_of_a_group_keep_their_order_and_equal_texts_stay() -> None:
    splits, _ = HOW.split(Reading(EXAMPLES))
    assert len(splits.train) == 24
    assert [example.id.partition("-")[2] for example in splits.train] == ["0", "1"] * 12


def test_a_split_without_groups_is_an_error() -> None:
    with pytest.raises(RawDataError, match="1 patients or documents give no train split"):
        HOW.split(Reading(EXAMPLES[:2]))


def test_a_clean_split_keeps_texts_of_the_test_out_of_training() -> None:
    twice = (TextExample("a", "g00", "same text", "x"), TextExample("b", "g01", "Same, text", "x"), *EXAMPLES[4:])
    official = {f"g{n:02d}": "test" if n == 1 or n > 15 else "train" for n in range(20)}
    splits, removed = AsReleased(validation=0.25, test=0.2, clean=True).split(Reading(twice, official=official))
    assert removed == 1
    assert "a" not in {e.id for e in (*splits.train, *splits.validation)}
