"""The credentialed text prepared on this machine, as the guard reads it: hashes only, kept in the private folder."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from clinpeft import paths
from clinpeft.corpora.guard import index, views, words
from clinpeft.corpora.guard.index import Index
from clinpeft.corpora.guard.words import Shingler

# Of an example, everything but these is text.
_NOT_TEXT = frozenset({"id", "group", "label", "labels", "tags", "split"})

Say = Callable[[str], object]


class GuardError(Exception):
    """The guard cannot vouch for what is published; the message says why and what to do."""


def folders() -> list[Path]:
    """The folders of prepared credentialed text: those with JSON lines of examples."""
    root = paths.private()
    found = {path.parent for path in root.rglob("*.jsonl")} if root.is_dir() else set()
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts))


def shingler() -> Shingler:
    """Keyed with this machine's salt, which is drawn once and never leaves the private folder."""
    path = folder() / "salt"
    if not path.is_file():
        part = path.with_name(f"salt-{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(os.urandom(32))
        try:
            os.link(part, path)
        except OSError:  # another process was first, and its salt stays; or this is a disk without hard links
            if not path.is_file():
                part.replace(path)
        part.unlink(missing_ok=True)
    return Shingler(path.read_bytes())


def indexes(keyed: Shingler, say: Say) -> list[Index]:
    """An index for each prepared corpus, built anew where its files have changed; ``say`` is told what takes time."""
    made = []
    for source in folders():
        name = source.relative_to(paths.private()).as_posix().replace("/", "-")
        stamp = _stamp(source)
        known = index.open_index(folder(), name, stamp)
        if known is None:
            say(f"Hashing the runs of words of {name} (once, until it is prepared again) …")
            known = index.build_index(folder(), name, stamp, texts(source), keyed)
        made.append(known)
    return made


def texts(source: Path) -> Iterator[str]:
    """The text of a prepared corpus, a string for each patient or document, as far as its lines stand together."""
    for path in sorted(source.glob("*.jsonl")):
        for _, examples in groupby(_lines(path), key=lambda example: example.get("group")):
            yield "\n".join(views.plain(text) for example in examples for text in _strings(example))


def _lines(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                example = json.loads(line)
            except json.JSONDecodeError:
                example = None  # the error would show the line, which is text
            if not isinstance(example, dict):
                raise GuardError(f"{path.name}, line {number}: no JSON object; run `clinpeft data prepare` again")
            yield example


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield " ".join(text for item in value for text in _strings(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_TEXT:
                yield from _strings(item)


def reading_version() -> str:
    """Of the code that reads words out of text: hashes made with another are not comparable."""
    return hashlib.sha256(Path(words.__file__).read_bytes() + Path(views.__file__).read_bytes()).hexdigest()


def _stamp(source: Path) -> dict[str, object]:
    """What an index depends on: the files, by size and time, and how words are read."""
    files = {path.name: [path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(source.glob("*.jsonl"))}
    return {"files": files, "code": reading_version()}


def folder() -> Path:
    """Where the guard keeps salt and hashes."""
    made = paths.guard()
    paths.make_private(made)
    return made
