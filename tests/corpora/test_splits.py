"""Splitting by group, equal texts on one side, nested samples."""

from collections import Counter

import pytest

from clinpeft.corpora import Example, TextExample, TokenExample, held_out, sample
from clinpeft.corpora.splits import normalised, split_as_assigned, split_by_filling, split_by_group, split_in_folds
from clinpeft.specs import SpecError


def texts(groups: int, each: int = 2) -> tuple[Example, ...]:
    """Distinct texts, so many of each group, a third of them labelled admitted."""
    return tuple(
        TextExample(
            f"{group}-{turn}", f"g{group}", f"case {group} visit {turn}", ("admitted", "released")[group % 3 > 0]
        )
        for group in range(groups)
        for turn in range(each)
    )


def test_groups_never_cross_and_nothing_is_lost() -> None:
    examples = texts(30)
    splits, removed = split_by_group(examples, validation=4, test=6)
    groups = [{example.group for example in part} for _, part in splits.items()]
    assert [len(part) for part in groups] == [20, 4, 6]
    assert not groups[0] & groups[1] | groups[0] & groups[2] | groups[1] & groups[2]
    assert removed == 0
    assert sorted(e.id for _, part in splits.items() for e in part) == sorted(e.id for e in examples)


def test_the_split_does_not_hang_on_the_order_of_the_files() -> None:
    forward, _ = split_by_group(texts(30, each=1), 4, 6)
    backward, _ = split_by_group(texts(30, each=1)[::-1], 4, 6)
    assert forward.sha256 == backward.sha256


def test_equal_texts_stay_on_one_side_and_test_is_not_thinned() -> None:
    repeated = tuple(TextExample(f"r{n}", f"g{n}", f"Same, TEXT{'!' * n}", "admitted") for n in range(30))
    examples = texts(30) + repeated
    splits, removed = split_by_group(examples, 4, 6)
    sides = [{normalised(example) for example in part} for _, part in splits.items()]
    assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]
    assert removed == 24  # the repeats in the 20 training and 4 validation groups
    assert sum(example.id.startswith("r") for example in splits.test) == 6


def test_equality_is_of_letters_and_digits() -> None:
    assert normalised(TextExample("1", "g", "C-5 Fx.", "a")) == normalised(TextExample("2", "g", "c5  FX", "a"))
    assert normalised(TextExample("1", "g", "ab", "a", "c")) != normalised(TextExample("1", "g", "a", "a", "bc"))
    assert normalised(TokenExample("1", "d", ("C", "-", "5"), ("O", "O", "O"))) == "c5"


def test_groups_go_where_they_are_assigned() -> None:
    def side(group: str) -> str:
        return "test" if group.endswith("0") else "validation" if group.endswith("1") else "train"

    splits, removed = split_as_assigned(texts(30), side)
    assert removed == 0
    assert [{side(example.group) for example in part} for _, part in splits.items()] == [
        {"train"},
        {"validation"},
        {"test"},
    ]
    # Shuffled by group: the first texts of a split are not those of its first groups.
    assert [example.group for example in splits.train] != sorted(example.group for example in splits.train)


def test_too_few_groups_is_said_with_the_numbers() -> None:
    with pytest.raises(SpecError, match="10 groups are too few for 4 in validation and 6 in test"):
        split_by_group(texts(10), 4, 6)


def test_held_out_texts_are_the_first_or_drawn_over_all_groups() -> None:
    split = texts(50, each=10)
    assert held_out(split, None, spread=True) == split == held_out(split, 5000, spread=True)
    first, drawn = held_out(split, 60, spread=False), held_out(split, 60, spread=True)
    assert first == split[:60]
    assert len(set(drawn)) == 60
    assert drawn == held_out(split, 60, spread=True)
    assert list(drawn) == sorted(drawn, key=split.index)
    assert len({e.group for e in drawn}) > 3 * len({e.group for e in first})


def test_samples_are_nested_and_seeded() -> None:
    train = texts(50)
    assert sample(train, 10, seed=3) == sample(train, 40, seed=3)[:10] == sample(train, None, seed=3)[:10]
    assert sample(train, 40, seed=3) != sample(train, 40, seed=4)
    assert sorted(e.id for e in sample(train, None, seed=0)) == sorted(e.id for e in train)


def test_samples_per_class_are_balanced_and_nested() -> None:
    train = texts(50)
    few, more = sample(train, None, seed=1, per_class=4), sample(train, None, seed=1, per_class=16)
    assert Counter(label for e in more for label in e.counted) == {"admitted": 16, "released": 16}
    assert few == more[: len(few)]
    assert set(sample(train, 60, seed=1, per_class=4)) <= set(sample(train, 60, seed=1))


@pytest.mark.parametrize("size", [0, 101])
def test_an_impossible_size_names_both_numbers(size: int) -> None:
    with pytest.raises(SpecError, match=f"{size} training texts asked for, but there are 100"):
        sample(texts(50), size, seed=0)


def test_an_impossible_number_per_class_names_both_numbers() -> None:
    with pytest.raises(SpecError, match="35 training texts labelled 'admitted' asked for, but there are 34"):
        sample(texts(50), None, seed=0, per_class=35)


def test_sentences_have_no_label_to_draw_by() -> None:
    sentences = tuple(TokenExample(f"d:{n}", "d", ("word",), ("O",)) for n in range(5))
    assert len(sample(sentences, 3, seed=0)) == 3
    with pytest.raises(SpecError, match="give train_size instead"):
        sample(sentences, None, seed=0, per_class=2)


def test_each_group_is_tested_in_exactly_one_fold() -> None:
    examples = texts(23)
    made = [split_in_folds(examples, fold, 5, validation=4)[0] for fold in range(5)]
    assert [len({e.group for e in part.test}) for part in made] == [5, 5, 5, 4, 4]
    assert len({e.group for part in made for e in part.test}) == 23
    for part in made:
        sides = [{e.group for e in side} for _, side in part.items()]
        assert len(sides[1]) == 4
        assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]


def test_large_groups_fill_a_split_and_one_too_large_is_passed_over() -> None:
    sizes = (1, 7, 5, 4, 3, 2, 2, 50, 1)
    examples = tuple(
        TextExample(f"{g}-{n}", f"g{g}", f"text {g} number {n}", "a")
        for g, size in enumerate(sizes)
        for n in range(size)
    )
    splits, removed = split_by_filling(examples, validation=6, test=10)
    assert removed == 0
    assert {e.group for e in splits.test} == {"g0", "g1", "g5"}
    assert {e.group for e in splits.validation} == {"g3", "g6"}
