"""What every reader makes and every training run takes: labelled texts, and sentences with a tag for each word."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TextExample:
    """A text, or a pair of texts, with one label."""

    id: str
    group: str
    """Patient, visit or document: texts of one group share a split."""
    text: str
    label: str
    text_pair: str | None = None

    @property
    def counted(self) -> tuple[str, ...]:
        """What tables of label counts count in this example: its label."""
        return (self.label,)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text, or both of a pair."""
        return (self.text,) if self.text_pair is None else (self.text, self.text_pair)


@dataclass(frozen=True)
class TokenExample:
    """A sentence with one BIO tag for each word."""

    id: str
    group: str
    """The document the sentence stands in."""
    words: tuple[str, ...]
    tags: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.words) != len(self.tags):
            raise ValueError(f"sentence {self.id!r} has {len(self.words)} words but {len(self.tags)} tags")

    @property
    def counted(self) -> tuple[str, ...]:
        """What tables of label counts count in this example: its entities' types (each entity starts with a B- tag)."""
        return tuple(tag[2:] for tag in self.tags if tag.startswith("B-"))

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentence as one text, a space between its words."""
        return (" ".join(self.words),)


Example = TextExample | TokenExample


@dataclass(frozen=True)
class Reading:
    """What a reader made of raw files, and what it left out or noticed."""

    examples: tuple[Example, ...]
    removed: Mapping[str, int] = field(default_factory=dict)
    """Why, in a few words, to how many."""
    noted: Mapping[str, int] = field(default_factory=dict)
    """What else is worth knowing about what was kept: what, in a few words, to how many."""
    official: Mapping[str, str] = field(default_factory=dict)
    """Group to "train", "validation" or "test", where the release itself says so; empty where it does not."""


@dataclass(frozen=True)
class Splits:
    """The texts of a task, split so that no group and no text stands on two sides."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]
    sha256: str
    """Of ids, groups, texts and labels, split by split: equal hashes mean equal data."""

    @classmethod
    def of(cls, train: tuple[Example, ...], validation: tuple[Example, ...], test: tuple[Example, ...]) -> "Splits":
        """Splits with their hash."""
        return cls(train, validation, test, _hash((train, validation, test)))

    def items(self) -> Iterator[tuple[str, tuple[Example, ...]]]:
        """Name and examples of each split, in order."""
        yield from (("train", self.train), ("validation", self.validation), ("test", self.test))


def _hash(splits: tuple[tuple[Example, ...], ...]) -> str:
    digest, encode = hashlib.sha256(), json.JSONEncoder(sort_keys=True).encode
    for name, examples in zip(("train", "validation", "test"), splits, strict=True):
        digest.update(f"{name} {len(examples)}\n".encode())
        for example in examples:
            # JSON keeps the borders between fields: ("ab", "c") and ("a", "bc") hash differently.
            digest.update(encode(vars(example)).encode() + b"\n")
    return digest.hexdigest()
