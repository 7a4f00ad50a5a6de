"""Hashes that say whether a finished result is still the answer to its specification."""

import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path

import jupytext

from clinpeft import catalogue, corpora, paths
from clinpeft.catalogue import Cell
from clinpeft.corpora import Splits
from clinpeft.modelling import weights
from clinpeft.specs import RunSpec, as_plain

CODE_ROOMS = ("modelling", "training", "evaluation")
_FIRST_ROLES = ("query", "key", "value", "block_outputs")
_WHERE_GIVEN = ("fitted", "selected", "top_layers", "held", "rate_factors", "training")
"""Declared of a method only where it needs them: a setting that says nothing does not change a hash."""


def code() -> str:
    """sha256 over the source of the library's modelling, training and evaluation rooms."""
    package = Path(__file__).resolve().parents[1]
    return paths.digest((path for room in CODE_ROOMS for path in sorted((package / room).rglob("*.py"))), package)


def library() -> str:
    """sha256 over all that the library declares and does: its source, and the tables beside it."""
    package = Path(__file__).resolve().parents[1]
    return paths.digest(sorted(path for kind in ("*.py", "*.json") for path in package.rglob(kind)), package)


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
            # Only where it is so: the settings of the recipes that came before stay as they were.
            if (value := getattr(recipe, f.name)) is not False
        },
        **asdict(catalogue.rates(spec)),
    }


def _roles(cell: Cell) -> dict[str, object]:
    """Names of the modules that the method touches, and of those that every result has recorded from the first on."""
    touched = {*_FIRST_ROLES, *cell.method.targets, *cell.method.feedforward}
    if cell.method.top_layers < 1:
        touched |= {"layers", "embeddings"}
    return {role: as_plain(names) for role, names in cell.backbone.roles.items() if role in touched}


def of(content: object) -> str:
    """sha256 of plain content, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(as_plain(content), sort_keys=True).encode()).hexdigest()


def notebook(method_notebook: str) -> str | None:
    """sha256 of a method notebook's code cells, None where there is no such notebook; prose does not count."""
    path = paths.tree().notebooks / "methods" / f"{method_notebook}.py"
    if not path.is_file():
        return None
    cells = [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]
    return hashlib.sha256("\n\n".join(cells).encode()).hexdigest()


class Fingerprints:
    """Hashes of runs; corpora and weights are read once however many runs ask."""

    def __init__(self) -> None:
        self._splits: dict[tuple[str, str, int | None], Splits] = {}
        self._weights: dict[str, str] = {}
        self._code = code()

    def splits(self, spec: RunSpec) -> Splits:
        """The texts of the run's task."""
        key = (spec.task, spec.corpus, spec.fold)
        if key not in self._splits:
            self._splits[key] = corpora.load(*key)
        return self._splits[key]

    def of(self, spec: RunSpec) -> dict[str, str | None]:
        """The hashes that a result of the run made now would carry."""
        cell = catalogue.resolve(spec)
        if spec.backbone not in self._weights:
            self._weights[spec.backbone] = weights.digest(weights.folder(cell.backbone))
        return {
            "corpus": self.splits(spec).sha256,
            "weights": self._weights[spec.backbone],
            "code": self._code,
            "settings": of(settings(spec, cell)),
            "notebook": notebook(cell.method.notebook),
        }
