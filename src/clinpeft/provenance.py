"""What a result's hashes say of the code and the settings that made it, and whether these are today's.

Texts and weights have hashes too, but those of this machine are ``running.fingerprints``' to know.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from clinpeft import catalogue, paths
from clinpeft.catalogue import Cell
from clinpeft.specs import RunResult, RunSpec, SpecError, as_plain

CODE_ROOMS = ("modelling", "training", "evaluation")
_FIRST_ROLES = ("query", "key", "value", "block_outputs")
_WHERE_GIVEN = ("fitted", "selected", "top_layers", "held", "rate_factors", "training")
"""Declared of a method only where it needs them: a setting that says nothing does not change a hash."""


_LATER = ("spread", "length_window")
"""Fields of a recipe that came after the first results: at their default, the settings stay as they were."""


@dataclass(frozen=True)
class Descent:
    """One version whose results are those of another, and which runs showed it."""

    code: str
    """Hash of the later version."""
    gives_results_of: str
    """Hash of the earlier version."""
    why: str
    runs: tuple[str, ...]
    """Made by both versions, with the same answers."""


@cache
def code() -> str:
    """sha256 over the source of the library's modelling, training and evaluation rooms, as this process found it."""
    package = Path(__file__).resolve().parent
    return paths.digest((path for room in CODE_ROOMS for path in sorted((package / room).rglob("*.py"))), package)


def declared() -> tuple[Descent, ...]:
    """What ``data/lineage.json`` declares; nothing where there is no such file."""
    file = paths.tree().lineage
    if not file.is_file():
        return ()
    return tuple(Descent(**{**entry, "runs": tuple(entry["runs"])}) for entry in json.loads(file.read_text("utf-8")))


def versions_like(code: str | None) -> frozenset[str | None]:
    """The version and all known to give the same results, be it by way of a third: sameness has no direction."""
    found, pairs = {code}, [{entry.code, entry.gives_results_of} for entry in declared()]
    while more := {version for pair in pairs if pair & found for version in pair} - found:
        found |= more
    return frozenset(found)


def settings(spec: RunSpec, cell: Cell) -> dict[str, object]:
    """Everything declared that shapes a run: prose about the entries is left out, so editing it never retrains."""
    method, recipe, task = cell.method, cell.recipe, cell.task
    return {
        "task": {
            "kind": task.kind,
            "labels": task.labels,
            "main_metric": task.main_metric,
            "max_length": task.max_length,
            # Only where there is one: the settings, and so the hashes, of all other tasks stay as they were.
            **({} if task.none_label is None else {"none_label": task.none_label}),
        },
        "backbone": {
            "hub_id": cell.backbone.hub_id,
            "roles": _roles(cell),
            # Only where it is made of another: the settings, and so the hashes, of all others stay as they were.
            **({} if cell.backbone.made_from is None else {"layers": cell.backbone.layers}),
            **({} if cell.backbone.bits is None else {"bits": cell.backbone.bits}),
        },
        "method": {
            "trains": method.trains,
            "peft_type": method.peft_type,
            "options": as_plain(method.options),
            "targets": method.targets,
            "feedforward": method.feedforward,
            **{name: as_plain(value) for name in _WHERE_GIVEN if (value := getattr(method, name)) not in ((), {}, 1)},
        },
        "recipe": {
            f.name: as_plain(value)
            for f in fields(recipe)
            if f.name not in ("name", "title")
            if (value := getattr(recipe, f.name)) != f.default or f.name not in _LATER
        },
        **asdict(catalogue.rates(spec)),
    }


def _roles(cell: Cell) -> dict[str, object]:
    """Names of the modules that the method touches, and of those that every result has recorded from the first on."""
    touched = {*_FIRST_ROLES, *cell.method.targets, *cell.method.feedforward}
    if cell.method.top_layers < 1:
        touched |= {"layers", "embeddings"}
    return {role: as_plain(names) for role, names in cell.backbone.roles.items() if role in touched}


def settings_hash(spec: RunSpec, cell: Cell) -> str:
    """sha256 of the settings, independent of the order of their keys."""
    return hashlib.sha256(json.dumps(as_plain(settings(spec, cell)), sort_keys=True).encode()).hexdigest()


def is_todays(result: RunResult) -> bool:
    """Whether a run made now would be made by code that gives the same results, and from the same settings.

    Not so of a run whose entry has left the catalogue.
    """
    try:
        cell = catalogue.resolve(result.spec)
    except SpecError:
        return False
    same_settings = result.hashes.get("settings") == settings_hash(result.spec, cell)
    return same_settings and result.hashes.get("code") in versions_like(code())
