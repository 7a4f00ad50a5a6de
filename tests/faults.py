"""Ways to damage raw files, and the check that a reader names the fault without repeating any text."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from clinpeft.corpora import prepared
from clinpeft.corpora.raw import RawDataError
from raw_files import SECRET, WRITERS, table

Damage = Callable[[Path], object]
MORTALITY, STAY, TRIAGE = ("mortality", "mimic3"), ("length_of_stay", "mimic3"), ("triage", "mimic3")
CONCEPTS, RELATIONS = ("concepts", "i2b2_2010"), ("relations", "i2b2_2010")
EVENTS, DEID, NLI = ("events", "i2b2_2012"), ("deid", "i2b2_2014"), ("nli", "mednli")


def remove(name: str) -> Damage:
    return lambda raw: (raw / name).unlink()


def write(name: str, content: str | bytes) -> Damage:
    return lambda raw: (raw / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def replace(name: str, old: str, new: str) -> Damage:
    """Replace the first occurrence in a file; fails where there is none."""

    def damage(raw: Path) -> None:
        text = (raw / name).read_text()
        assert old in text
        (raw / name).write_text(text.replace(old, new, 1))

    return damage


def cut(name: str, share: float) -> Damage:
    return lambda raw: (raw / name).write_bytes((raw / name).read_bytes()[: int((raw / name).stat().st_size * share)])


def zipped(name: str, change: Callable[[bytes], bytes]) -> Damage:
    def damage(raw: Path) -> None:
        (raw / f"{name}.gz").write_bytes(change(gzip.compress((raw / name).read_bytes())))
        (raw / name).unlink()

    return damage


def rows(name: str, columns: list[str], *content: list[object]) -> Damage:
    return lambda raw: table(raw / name, columns, content)


def copy(source: str, target: str) -> Damage:
    return lambda raw: (raw / target).write_bytes((raw / source).read_bytes())


def emptied(folder: str, pattern: str) -> Damage:
    return lambda raw: [path.unlink() for path in (raw / folder).glob(pattern)]


Case = tuple[tuple[str, str], Damage, str]
"""Task and corpus, what is done to its files, and what the error must say."""
_WAY_OUT = re.compile(
    r"Copy|Download|Use|use|Unpack|unpack|Convert|Remove|remove|Correct|Give|correct|must be of the same|has its names"
)


def check(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prepare damaged files: the error names the place and the way out, repeats no text, and nothing is stored."""
    cell, damage, message = case
    monkeypatch.setenv("CLINPEFT_HOME", str(folder / "home"))
    raw = folder / "raw"
    raw.mkdir()
    WRITERS[cell](raw)
    damage(raw)
    before = sorted(raw.rglob("*"))
    with pytest.raises(RawDataError) as caught:
        prepared.prepare(*cell, raw)
    said = str(caught.value)
    assert re.search(message, said), said
    assert_helps(said)
    assert not any(path.is_file() for path in (folder / "home").rglob("*"))
    assert sorted(raw.rglob("*")) == before


def assert_helps(said: str) -> None:
    """The message says what to do, and repeats no text of the files."""
    assert _WAY_OUT.search(said), said
    assert SECRET not in said.lower()
