"""Texts that are nearly another text leave the earlier split."""

from collections import Counter, defaultdict

import pytest

from clinpeft import corpora
from clinpeft.corpora import Splits, TextExample, TokenExample
from clinpeft.corpora.near_twins import SHARE, runs, without_near_twins


def text(name: str, words: str) -> TextExample:
    return TextExample(id=name, group=name, text=words, label="released")


FALL = "62 yo male fell from ladder at home and hurt neck"  # eleven words: seven runs of five


def test_a_text_with_half_of_a_later_texts_runs_is_taken_out() -> None:
    near = text("near", "70 yo male fell from ladder at home and broke arm")  # shares words 2 to 9: four of seven runs
    far = text("far", "62 yo female fell from ladder at home then slept")  # shares words 4 to 8: one of seven
    splits = Splits.of((near, far), (text("v", "something else was seen by the nurse"),), (text("t", FALL),))
    kept, removed = without_near_twins(splits)
    assert [example.id for example in kept.train] == ["far"]
    assert removed == 1
    assert (kept.validation, kept.test) == (splits.validation, splits.test)


def test_case_and_punctuation_do_not_hide_a_twin_and_validation_is_a_later_split_than_training() -> None:
    twin = text("twin", "62 Yo Male -- fell, from LADDER at home; and hurt neck.")
    splits = Splits.of((twin,), (text("v", FALL),), (text("t", "nothing of the kind was written here today"),))
    kept, removed = without_near_twins(splits)
    assert (kept.train, removed) == ((), 1)


def test_short_texts_and_what_stands_within_one_split_stay() -> None:
    short = (text("a", "neck pain after fall"), text("b", "neck pain after fall"))
    splits = Splits.of((*short, text("c", FALL), text("d", FALL)), (), (text("t", "neck pain after fall"),))
    assert without_near_twins(splits) == (splits, 0)


def test_the_words_of_a_sentence_are_its_text() -> None:
    words = TokenExample(id="s", group="s", words=tuple(FALL.split()), tags=("O",) * len(FALL.split()))
    assert runs(words) == runs(text("t", FALL))


@pytest.mark.open_data
@pytest.mark.parametrize("task", ["disposition", "transfer"])
def test_no_text_of_the_hospital_split_nearly_stands_in_two_splits(task: str) -> None:
    splits = corpora.load(task, "neiss_by_hospital")
    holders = defaultdict(set)
    for example in splits.test:
        for run in runs(example):
            holders[run].add(example.id)
    sizes = {example.id: len(runs(example)) for example in splits.test}
    for example in (*splits.train, *splits.validation):
        shared = Counter(later for run in runs(example) for later in holders.get(run, ()))
        assert all(number < SHARE * sizes[later] for later, number in shared.items()), example.id
