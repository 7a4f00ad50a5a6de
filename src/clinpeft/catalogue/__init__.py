"""Look up the declared things by name; an unknown name says what was meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from clinpeft.catalogue.backbones import BACKBONES
from clinpeft.catalogue.corpora import CORPORA
from clinpeft.catalogue.methods import METHODS, ON_ROUNDED
from clinpeft.catalogue.recipes import RECIPES
from clinpeft.catalogue.studies import STUDIES
from clinpeft.catalogue.tasks import TASKS
from clinpeft.specs import Backbone, Corpus, Method, Recipe, RunSpec, SpecError, Study, Task, unknown_name

Entry = TypeVar("Entry")


def _find(noun: str, name: str, entries: Mapping[str, Entry]) -> Entry:
    if name not in entries:
        raise unknown_name(noun, name, entries)
    return entries[name]


def task(name: str) -> Task:
    """The task of that name."""
    return _find("task", name, TASKS)


def corpus(name: str) -> Corpus:
    """The corpus of that name."""
    return _find("corpus", name, CORPORA)


def public_corpus(task: str) -> Corpus | None:
    """The first corpus that serves a task and that anyone may read; the task's page shows it."""
    return next((found for found in CORPORA.values() if task in found.tasks and not found.private), None)


def backbone(name: str) -> Backbone:
    """The backbone of that name."""
    return _find("backbone", name, BACKBONES)


def method(name: str) -> Method:
    """The method of that name."""
    return _find("method", name, METHODS)


def recipe(name: str) -> Recipe:
    """The recipe of that name."""
    return _find("recipe", name, RECIPES)


def study(name: str) -> Study:
    """The study of that name."""
    return _find("study", name, STUDIES)


@dataclass(frozen=True)
class Cell:
    """The declared things that a RunSpec names."""

    task: Task
    corpus: Corpus
    backbone: Backbone
    method: Method
    """As it is under the recipe on the backbone: see Method.on."""
    recipe: Recipe


def resolve(spec: RunSpec) -> Cell:
    """Look up everything a run names; SpecError for an unknown name or a corpus that does not serve the task."""
    base = backbone(spec.backbone)
    adapted = method(spec.method).on(recipe(spec.recipe).name, base)
    cell = Cell(task(spec.task), corpus(spec.corpus), base, adapted, recipe(spec.recipe))
    if spec.task not in cell.corpus.tasks:
        raise SpecError(f"corpus {spec.corpus!r} does not serve task {spec.task!r}; it serves: {cell.corpus.tasks}")
    if spec.fold is not None:
        require_fold(cell.corpus, spec.fold)
    if spec.learning_rate is None:
        cell.method.learning_rate(cell.recipe.name, cell.task.kind)
    return cell


@dataclass(frozen=True)
class Rates:
    """The learning rates of a run."""

    learning_rate: float
    head_learning_rate: float | None
    """None where the head learns at the rate of everything else."""


def rates(spec: RunSpec) -> Rates:
    """The learning rates that a run trains with.

    A learning rate given for the run holds for the head too, unless the head is given one; without either, the method's
    own rates under the recipe hold, and the recipe's for the head where the method has none.
    """
    cell = resolve(spec)
    where = (cell.recipe.name, cell.task.kind)
    if spec.learning_rate is not None:
        return Rates(spec.learning_rate, spec.head_learning_rate)
    head = spec.head_learning_rate or cell.method.head_learning_rate(*where) or cell.recipe.head_learning_rate
    return Rates(cell.method.learning_rate(*where), head)


def require_fold(entry: Corpus, fold: int) -> None:
    """Raise SpecError unless the corpus has that fold."""
    if entry.folds is None:
        raise SpecError(f"corpus {entry.name!r} has one split and no folds, got fold={fold}; give fold=None")
    if not 0 <= fold < entry.folds:
        raise SpecError(f"corpus {entry.name!r} has folds 0 to {entry.folds - 1}, got fold={fold}")


def excluded(spec: RunSpec) -> str | None:
    """Why a run cannot be made, in one sentence; None where it can."""
    cell = resolve(spec)
    return cannot_adapt(cell.method, cell.backbone, cell.task.kind)


def cannot_adapt(method: Method, base: Backbone, kind: str) -> str | None:
    """Why a method cannot adapt a backbone for a kind of task, in one sentence; None where it can."""
    if base.bits is not None and method.name not in ON_ROUNDED:
        return f"{method.title} needs the matrices as they are, and {base.name} holds them rounded to {base.bits} bits."
    return method.exclusion(base.architecture, kind)
