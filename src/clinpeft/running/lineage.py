"""Versions of the training code that give the same results to the last digit, as runs made again have shown.

A change that only another device notices, or only a message, would otherwise make every published result stale. Such a
change is declared in ``data/lineage.json`` after runs were made again with it; nothing is believed on its word.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from clinpeft import paths, store
from clinpeft.provenance import Descent, declared, versions_like
from clinpeft.specs import RunResult, SpecError

APART_FROM_CODE = ("corpus", "weights", "settings")
"""Hashes of what a run is made from beside the code."""
ALIKE = ("processor", "instructions", "precision")
"""What two machines must share for their digits to be comparable."""
LEAST_RUNS = 10
"""Runs made again that stand for all results of a version; a third of them where that is fewer."""


@dataclass(frozen=True)
class Rerun:
    """A published run of another version that was made again with the present one."""

    earlier: str
    slug: str
    same: bool


def from_the_same(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> bool:
    """Whether two runs are made from the same things, whatever code made them."""
    return all(one.get(name) == other.get(name) for name in APART_FROM_CODE)


def same_answer(one: RunResult, other: RunResult) -> bool:
    """Whether two results agree in all but when, where and how fast they were made."""
    return _answer(one) == _answer(other)


def _answer(result: RunResult) -> RunResult:
    curve = tuple(replace(point, seconds=0.0) for point in result.curve)
    return replace(result, created_at="", hashes={}, versions={}, machine={}, costs=None, curve=curve)


def reruns(code: str) -> Iterator[Rerun]:
    """The published runs of versions not known to agree that were made again from the same things on a like machine."""
    known = versions_like(code)
    for published in _published():
        own_path = store.own_result_path(published.spec)
        earlier = published.hashes["code"]
        if earlier is None or earlier in known or not own_path.is_file():
            continue
        own = store.read(own_path)
        alike = all(own.machine.get(name) == published.machine.get(name) for name in ALIKE)
        if alike and own.hashes["code"] == code and from_the_same(own.hashes, published.hashes):
            yield Rerun(earlier, published.spec.slug, same_answer(own, published))


def _published() -> Iterator[RunResult]:
    return (store.read(path) for path in sorted(paths.tree().published.glob("*/*.json")))


def needed(earlier: str) -> int:
    """How many runs of a version must be made again before its results count."""
    published = sum(result.hashes["code"] == earlier for result in _published())
    return min(LEAST_RUNS, math.ceil(published / 3))


def declare(code: str, why: str, made_again: Iterable[Rerun]) -> tuple[Descent, ...]:
    """Add the versions that enough runs, and every one of them, have shown to agree; SpecError where one differs."""
    runs = list(made_again)
    if different := [run.slug for run in runs if not run.same]:
        raise SpecError(f"{len(different)} of {len(runs)} runs made again give other answers: {', '.join(different)}")
    new = []
    for earlier in sorted({run.earlier for run in runs}):
        slugs = tuple(sorted(run.slug for run in runs if run.earlier == earlier))
        if len(slugs) >= needed(earlier):
            new.append(Descent(code, earlier, why, slugs))
    _write(paths.tree().lineage, (*declared(), *new))
    return tuple(new)


def _write(file: Path, entries: tuple[Descent, ...]) -> None:
    store.write_atomically(file, json.dumps([asdict(entry) for entry in entries], indent=1) + "\n")
