"""Which split a made-up patient or document is for, and wordings that keep to one split.

Test wordings never stand in training text: only then does a score show that a model understands a new word for a known
thing. So the split is decided before the text is written, by the number in the id, and ``pool`` reads it back.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

Pool = Literal["train", "validation", "test"]
POOLS: tuple[Pool, ...] = ("train", "validation", "test")
DOCUMENT_PREFIX = "record-"
# Of 24 patients in a row, and of 30 documents in a row.
_PATIENTS = {"train": 14, "validation": 3, "test": 7}
_DOCUMENTS = {"train": 20, "validation": 3, "test": 7}
_SHARED_OUT_OF_TEN = 3


def pool(group: str) -> Pool:
    """The split of a made-up patient (digits), document ("record-0012") or first sentence ("train-00012")."""
    part, _, place = group.rpartition("-")
    for split in POOLS:
        if part == split and place.isdigit():
            return split
    number = group.removeprefix(DOCUMENT_PREFIX)
    if not number.isdigit():
        raise ValueError(
            f"{group!r} is no id of the synthetic corpus; allowed are digits, {DOCUMENT_PREFIX}<digits> and "
            "<split>-<digits>. Split other corpora with split_by_group."
        )
    shares = _PATIENTS if number == group else _DOCUMENTS
    turn = int(number) % sum(shares.values())
    if turn < shares["train"]:
        return "train"
    return "validation" if turn < shares["train"] + shares["validation"] else "test"


@dataclass(frozen=True)
class Wordings:
    """Ways to say one thing: some shared by all splits, the others each kept to one split."""

    shared: tuple[str, ...]
    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]

    def kept_to(self, split: Pool) -> tuple[str, ...]:
        """The wordings that stand in no other split."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[split]

    def draw(self, split: Pool, random: Random) -> str:
        """A wording: in three of ten cases a shared one, else one of the split's own."""
        if self.shared and random.randrange(10) < _SHARED_OUT_OF_TEN:
            return random.choice(self.shared)
        return random.choice(self.kept_to(split))
