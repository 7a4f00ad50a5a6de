"""What the committed card of a corpus pins: its files and their checksums."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from clinpeft import catalogue, paths


@dataclass(frozen=True)
class File:
    """One file of an open corpus, as its origin serves it."""

    path: str
    """Relative to the corpus's source address, and to its folder on this machine."""
    bytes: int
    sha256: str

    def is_at(self, path: Path) -> bool:
        """Whether the file at a path is this one, by size and then by sha256."""
        if not path.is_file() or path.stat().st_size != self.bytes:
            return False
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256


def card_path(name: str) -> Path:
    """Where the card of a corpus stands in the project."""
    return paths.tree().cards / f"{catalogue.corpus(name).name}.json"


def card(name: str) -> dict[str, object]:
    """The card of a corpus, from data/corpora/<name>.json."""
    made: dict[str, object] = json.loads(card_path(name).read_text(encoding="utf-8"))
    return made


def card_files(name: str) -> list[File]:
    """The files that make up a corpus; none for synthetic text, which is generated."""
    entries = card(name)["files"]
    if not isinstance(entries, list):
        raise TypeError(f"{card_path(name)}: 'files' must be a list, got {entries!r}")
    return [File(**entry) for entry in entries]
