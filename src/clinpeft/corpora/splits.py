"""Split texts by group, keep equal texts on one side, and draw nested training samples: all from fixed seeds."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from clinpeft.corpora.examples import Example, Splits, TextExample
from clinpeft.specs import SpecError

SPLIT_SEED = 0
"""One split for everyone: a run's seed never moves a text into another split."""
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def normalised(example: Example) -> str:
    """The text in lower case, letters and digits only: two texts that agree here count as the same text."""
    return "|".join(map(letters_and_digits, example.texts))


def letters_and_digits(text: str) -> str:
    """A text in lower case without anything but letters and digits."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text.lower())


def split_by_group(examples: tuple[Example, ...], validation: int, test: int) -> tuple[Splits, int]:
    """Split so that no group and no text crosses; also the number of texts removed because they would have.

    The groups, sorted and then shuffled with SPLIT_SEED, give the training split first, then ``validation`` groups,
    then ``test`` groups. SpecError where no group is left for training.
    """
    groups = _shuffled_groups(examples)
    if len(groups) <= validation + test:
        raise SpecError(
            f"{len(groups)} groups are too few for {validation} in validation and {test} in test; more text is needed"
        )
    train = len(groups) - validation - test
    names = ["train"] * train + ["validation"] * validation + ["test"] * test
    return split_as_assigned(examples, dict(zip(groups, names, strict=True)).__getitem__)


def split_in_folds(examples: tuple[Example, ...], fold: int, folds: int, validation: int) -> tuple[Splits, int]:
    """Split so that each group is in the test split of exactly one fold; also the number of texts removed.

    The groups in split_by_group's order are dealt out in turn to the folds; of those outside the fold the last
    ``validation`` validate. SpecError where no group is left for training.
    """
    groups = _shuffled_groups(examples)
    test = set(groups[fold::folds])
    rest = [group for group in groups if group not in test]
    if len(rest) <= validation:
        raise SpecError(f"{len(groups)} groups are too few for {folds} folds and {validation} groups in validation")
    held_out = set(rest[-validation:])
    return split_as_assigned(
        examples, lambda group: "test" if group in test else "validation" if group in held_out else "train"
    )


def split_by_filling(examples: tuple[Example, ...], validation: int, test: int) -> tuple[Splits, int]:
    """Split by large groups of unequal size; ``validation`` and ``test`` are numbers of texts, met as nearly as can be.

    The groups in shuffled order, but for those larger than the split, fill the test split until one does not fit; the
    gap that is left is filled by the largest groups that do. Then validation in the same way; the rest is training.
    Also the number of texts removed.
    """
    sizes = Counter(example.group for example in examples)
    left = _shuffled_groups(examples)
    side = {}
    for name, room in (("test", test), ("validation", validation)):
        chosen = _filling(left, sizes, room)
        side.update(dict.fromkeys(chosen, name))
        left = [group for group in left if group not in side]
    return split_as_assigned(examples, lambda group: side.get(group, "train"))


def _filling(groups: list[str], sizes: Counter[str], room: int) -> list[str]:
    # Passed over at once: a group too large for the whole split would else end the random part before it begins.
    groups = [group for group in groups if sizes[group] <= room]
    chosen: list[str] = []
    for group in groups:
        if sizes[group] > room:
            break
        chosen.append(group)
        room -= sizes[group]
    for group in sorted(groups[len(chosen) :], key=lambda group: (-sizes[group], group)):
        if sizes[group] <= room:
            chosen.append(group)
            room -= sizes[group]
    return chosen


def split_by_hash(group: str) -> str:
    """The split of a group named by a hash in hexadecimal digits: 70 of a hundred train, 10 validate, 20 test.

    >>> split_by_hash("00000000000a")
    'train'
    """
    place = int(group, 16) % 100
    return "train" if place < 70 else "validation" if place < 80 else "test"


def split_as_assigned(examples: tuple[Example, ...], assign: Callable[[str], str]) -> tuple[Splits, int]:
    """Split as ``assign`` says: group to "train", "validation" or "test"; also the number of texts removed.

    Groups stand in the order of a shuffle with SPLIT_SEED, so that the first texts of a split are a fair sample of
    it. A text that occurs again in a later split is removed from the earlier one: the test split is never thinned.
    """
    by_group: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_group[example.group].append(example)
    parts: dict[str, list[Example]] = {"train": [], "validation": [], "test": []}
    for group in _shuffled_groups(examples):
        parts[assign(group)] += by_group[group]
    kept = without_later_texts([tuple(part) for part in parts.values()])
    removed = len(examples) - sum(len(part) for part in kept)
    return Splits.of(*kept), removed


def _shuffled_groups(examples: tuple[Example, ...]) -> list[str]:
    groups = sorted({example.group for example in examples})
    random.Random(SPLIT_SEED).shuffle(groups)
    return groups


def without_later_texts(parts: Sequence[tuple[Example, ...]]) -> list[tuple[Example, ...]]:
    """The splits, in order, without the texts that a later one has too."""
    later: set[str] = set()
    kept = []
    for part in reversed(parts):
        texts = [normalised(example) for example in part]
        kept.append(tuple(example for example, text in zip(part, texts, strict=True) if text not in later))
        later.update(texts)
    return kept[::-1]


def held_out(examples: tuple[Example, ...], size: int | None, spread: bool) -> tuple[Example, ...]:
    """The texts of validation or test that a run reads, the same in every run: ``size`` of them, None for all.

    ``spread``: drawn over the whole split; otherwise the first, which are whole groups.
    """
    if size is None or size >= len(examples):
        return examples
    if not spread:
        return examples[:size]
    return tuple(examples[index] for index in sorted(random.Random(0).sample(range(len(examples)), size)))


def sample(
    train: tuple[Example, ...], size: int | None, seed: int, per_class: int | None = None
) -> tuple[Example, ...]:
    """Draw training texts: ``size`` of them (None: all), or of those ``per_class`` for each label.

    For one seed, samples are nested: a smaller one is the beginning of a larger one. On token tasks a text is a
    sentence. SpecError, naming both numbers, where more is asked for than there is, and for per_class on sentences,
    which have no label of their own.
    """
    shuffled = list(train)
    random.Random(seed).shuffle(shuffled)
    if size is not None:
        _require_enough("training texts", size, len(train))
        shuffled = shuffled[:size]
    return tuple(shuffled) if per_class is None else _per_class(shuffled, per_class)


def _per_class(shuffled: list[Example], per_class: int) -> tuple[Example, ...]:
    by_label: dict[str, list[Example]] = defaultdict(list)
    for example in shuffled:
        if not isinstance(example, TextExample):
            raise SpecError(f"per_class={per_class} needs one label per text; on token tasks give train_size instead")
        by_label[example.label].append(example)
    for label, examples in by_label.items():
        _require_enough(f"training texts labelled {label!r}", per_class, len(examples))
    # Round by round, one of each label, so that fewer per class is the beginning of more per class.
    return tuple(by_label[label][turn] for turn in range(per_class) for label in sorted(by_label))


def _require_enough(what: str, wanted: int, available: int) -> None:
    if not 1 <= wanted <= available:
        raise SpecError(f"{wanted} {what} asked for, but there are {available}; ask for 1 to {available}")
