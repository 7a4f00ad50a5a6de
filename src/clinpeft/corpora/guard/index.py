"""The hashes of every run of eight words of one corpus: sorted on disk, read through the page cache, not loaded."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clinpeft.corpora.guard.words import Hashes, Shingler, telling
from clinpeft.corpora.staging import staged

_BLOCK = 2_000_000  # hashes sorted at once: 16 MB
_PARTS = 64  # by the six highest bits, so that a part is sorted alone
_ITEM = np.dtype("<u8")


@dataclass(frozen=True)
class Index:
    """The hashes of one prepared corpus."""

    name: str
    hashes: Hashes
    identity: str
    """Another index has another."""

    def holds(self, values: Hashes) -> NDArray[np.bool_]:
        """Which of the values the corpus holds."""
        if len(self.hashes) == 0 or len(values) == 0:
            return np.zeros(len(values), dtype=np.bool_)
        places = np.searchsorted(self.hashes, values)
        places[places == len(self.hashes)] = 0
        return np.asarray(self.hashes[places] == values)


def open_index(folder: Path, name: str, stamp: object) -> Index | None:
    """The index of that name if it was built from what the stamp says; else None."""
    told, table = folder / f"{name}.json", folder / f"{name}.hashes"
    if not told.is_file() or not table.is_file() or json.loads(told.read_text("utf-8")) != stamp:
        return None
    identity = f"{name} {table.stat().st_size} {table.stat().st_mtime_ns}"
    if table.stat().st_size == 0:
        return Index(name, np.zeros(0, dtype=np.uint64), identity)
    return Index(name, np.memmap(table, dtype=_ITEM, mode="r"), identity)


def build_index(folder: Path, name: str, stamp: object, texts: Iterable[str], shingler: Shingler) -> Index:
    """Hash the texts, sort by parts on disk, and put the index in place whole; peak memory is a few blocks."""
    with staged(folder) as work:
        for block in _blocks(texts, shingler):
            borders = np.searchsorted(block, np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(58))
            for part, values in enumerate(np.split(block, borders)):
                with (work / f"{part}.part").open("ab") as file:
                    values.astype(_ITEM).tofile(file)
        table = work / "hashes"
        with table.open("wb") as file:
            for part in range(_PARTS):
                found = work / f"{part}.part"
                if found.is_file():
                    np.unique(np.fromfile(found, dtype=_ITEM)).tofile(file)
        told = work / "stamp"
        told.write_text(json.dumps(stamp), encoding="utf-8")
        for path, suffix in ((table, "hashes"), (told, "json")):  # the stamp last: without it the table is not used
            path.chmod(0o600)
            os.replace(path, folder / f"{name}.{suffix}")
    made = open_index(folder, name, stamp)
    if made is None:
        raise RuntimeError(f"the index {name} in {folder} was changed by another process; call again")
    return made


def _blocks(texts: Iterable[str], shingler: Shingler) -> Iterator[Hashes]:
    waiting: list[Hashes] = []
    count = 0
    for text in texts:
        words = shingler.word_hashes(text)
        waiting.append(shingler.shingles(words)[telling(words)])
        count += len(waiting[-1])
        if count > _BLOCK:
            yield np.unique(np.concatenate(waiting))
            waiting, count = [], 0
    if waiting:
        yield np.unique(np.concatenate(waiting))


class Prefilter:
    """A table of bits that says at once of most hashes that no index holds them; about one in a hundred passes.

    A Bloom filter with two bits an item (Bloom 1970).
    """

    def __init__(self, folder: Path, indexes: list[Index]) -> None:
        total = sum(len(one.hashes) for one in indexes)
        self._power = np.uint64(min(max((16 * total).bit_length(), 16), 33))
        made_from = hashlib.sha256(repr([one.identity for one in indexes]).encode()).hexdigest()
        path = folder / f"{made_from[:16]}.bits"
        if not path.is_file():
            for older in folder.glob("*.bits"):
                older.unlink()
            self._build(path, indexes)
        self._bits = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)

    def _build(self, path: Path, indexes: list[Index]) -> None:
        with staged(path.parent) as work:
            part = work / path.name
            part.touch(mode=0o600)
            bits = np.memmap(part, dtype=np.uint8, mode="r+", shape=(1 << (int(self._power) - 3),))
            for one in indexes:
                for start in range(0, len(one.hashes), _BLOCK):
                    for place in self._places(np.asarray(one.hashes[start : start + _BLOCK])):
                        np.bitwise_or.at(bits, place >> np.uint64(3), _bit(place))
            bits.flush()
            del bits  # Windows renames no file that is mapped
            os.replace(part, path)

    def passing(self, values: Hashes) -> NDArray[np.intp]:
        """Positions of those values that an index may hold."""
        first, second = self._places(values)
        passing = np.flatnonzero(self._bits[first >> np.uint64(3)] & _bit(first))
        asked = second[passing]
        return passing[(self._bits[asked >> np.uint64(3)] & _bit(asked)) != 0]

    def _places(self, values: Hashes) -> tuple[Hashes, Hashes]:
        mask = (np.uint64(1) << self._power) - np.uint64(1)
        return values >> (np.uint64(64) - self._power), values & mask


def _bit(place: Hashes) -> NDArray[np.uint8]:
    return np.left_shift(np.uint8(1), place.astype(np.uint8) & np.uint8(7))
