"""What the committed card of a corpus pins: its files and their checksums."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clinpeft import catalogue, paths

_FIRST_SEEN = "first_seen.json"


@dataclass(frozen=True)
class File:
    """One file of an open corpus, as its origin serves it."""

    path: str
    """Relative to the corpus's source address, and to its folder on this machine."""
    bytes: int | None
    """None, as the checksum, where nobody here has seen the file: what the first fetch receives is then recorded."""
    sha256: str | None
    served: bool = True
    """Whether the source address serves it; else it is only taken from a folder."""
    slot: str | None = None
    """Files of one slot are forms of the same content, any one of which will do, the first preferred."""

    @property
    def place(self) -> str:
        """What the file fills: its slot, or its own path."""
        return self.slot or self.path

    def is_at(self, path: Path) -> bool:
        """Whether the file at a path is this one, by size and then by sha256; never where no checksum is known."""
        if self.sha256 is None or not path.is_file() or path.stat().st_size != self.bytes:
            return False
        return paths.sha256_of(path) == self.sha256


Get = Callable[[File, Path], None]
"""Puts a file at a path; OSError where it cannot be had."""


def home_of(name: str) -> str:
    """The corpus in whose folder the files of a corpus lie: its own name, or that of which it is an edition."""
    return catalogue.corpus(name).original


def folder(name: str) -> Path:
    """Where the files of a corpus lie on this machine; an edition has the folder of its corpus."""
    return paths.corpus_folder(home_of(name))


def card_path(name: str) -> Path:
    """Where the card of a corpus stands in the project."""
    return paths.tree().cards / f"{catalogue.corpus(name).name}.json"


def card(name: str) -> dict[str, object]:
    """The card of a corpus, from data/corpora/<name>.json."""
    made: dict[str, object] = json.loads(card_path(name).read_text(encoding="utf-8"))
    return made


def declared_files(name: str) -> list[File]:
    """The files that a corpus's own card lists; none for an edition of another and for text that is generated."""
    entries = card(name)["files"]
    if not isinstance(entries, list):
        raise TypeError(f"{card_path(name)}: 'files' must be a list, got {entries!r}")
    return [File(**entry) for entry in entries]


def card_files(name: str) -> list[File]:
    """The files that make up a corpus, those of its base for an edition, with checksums recorded on this machine."""
    recorded = _recorded(name)
    return [
        replace(file, bytes=recorded[file.path]["bytes"], sha256=recorded[file.path]["sha256"])
        if file.sha256 is None and file.path in recorded
        else file
        for file in declared_files(home_of(name))
    ]


def places(name: str) -> list[list[File]]:
    """The files of a corpus by what they fill, each place with the forms that will do."""
    found: dict[str, list[File]] = defaultdict(list)
    for file in card_files(name):
        found[file.place].append(file)
    return list(found.values())


def pinned(name: str) -> bool:
    """Whether the card knows a checksum for every place; where not, its figures wait for a first fetch."""
    declared = declared_files(home_of(name))
    known = {file.place for file in declared if file.sha256 is not None}
    return all(file.place in known for file in declared)


def record(name: str, file: File, received: Path) -> None:
    """Write down size and sha256 of a file that nobody here had seen before, so that later changes are noticed."""
    seen = {"bytes": received.stat().st_size, "sha256": paths.sha256_of(received)}
    target = folder(name) / _FIRST_SEEN
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**_recorded(name), file.path: seen}, indent=2, sort_keys=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(target)


def _recorded(name: str) -> dict[str, Any]:
    path = folder(name) / _FIRST_SEEN
    if not path.is_file():
        return {}
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return made
