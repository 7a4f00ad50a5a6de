"""Splits kept on this machine: raw files are read, checked and split once, and every run after that takes a moment."""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from clinpeft import catalogue, paths
from clinpeft.corpora.examples import Example, Splits, TextExample, TokenExample
from clinpeft.corpora.staging import dispensable, make_room, staged

LIMIT = 256 * 2**20
"""Bytes that the kept files may take; beyond it the oldest go."""


def kept(task: str, corpus: str, fold: int | None, raw: Path, make: Callable[[], Splits]) -> Splits:
    """The splits made of raw files: read if the same files were split by the same code before, else made and kept."""
    # Prepared credentialed text is never copied here.
    path = paths.splits() / f"{task}-{corpus}-{_key(task, corpus, fold, raw)}.splits"
    found = _read(path)
    if found is not None:
        return found
    made = make()
    with dispensable("split texts are not kept, and the next run splits them again"):
        _write(path, made)
        make_room(path.parent, LIMIT)
    return made


def _key(task: str, corpus: str, fold: int | None, raw: Path) -> str:
    """Short sha256 over the raw files, the code that reads them, and what is declared of task and corpus."""
    texts = paths.digest((path for path in sorted(raw.rglob("*")) if path.is_file()), raw)
    asked = repr((catalogue.task(task), catalogue.corpus(corpus), fold))
    return hashlib.sha256("\n".join((_code(), asked, texts)).encode()).hexdigest()[:32]


@cache
def _code() -> str:
    room = Path(__file__).parent
    return paths.digest(sorted(room.rglob("*.py")), room)


def _read(path: Path) -> Splits | None:
    """The kept splits; None where there are none, or where the file is not as it was written."""
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if checksum != _checksum(body):
            return None
        content = json.loads(body)
        train, validation, test = (tuple(map(_example, content[name])) for name in ("train", "validation", "test"))
        return Splits(train, validation, test, content["sha256"])
    except (OSError, ValueError, TypeError, KeyError):  # missing, or of another form: made afresh and written over
        return None


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _example(row: dict[str, object]) -> Example:
    if "words" in row:
        return TokenExample(**{**row, "words": tuple(row["words"]), "tags": tuple(row["tags"])})  # type: ignore[arg-type]
    return TextExample(**row)  # type: ignore[arg-type]


def _write(path: Path, splits: Splits) -> None:
    """First a line with the checksum of all that follows, then the texts and their hash."""
    content = {name: [vars(example) for example in examples] for name, examples in splits.items()}
    body = json.dumps({**content, "sha256": splits.sha256}, separators=(",", ":")).encode()
    with staged(path.parent) as place:
        made = place / path.name
        made.write_bytes(_checksum(body) + b"\n" + body)
        made.replace(path)
