"""Seconds of each training step, ours and the Trainer's on the same cell, and what one is of the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from torch import nn

from clinpeft import catalogue, modelling, training
from clinpeft.bench import cells, stock
from clinpeft.bench.cells import Size
from clinpeft.modelling import Adapted, Encoded
from clinpeft.specs import RunSpec
from clinpeft.training import Plan

Steps = tuple[float, ...]


def train_ratio(size: Size, texts: int) -> float:
    """Examples per second of ours over the Trainer's, each measured so often, in turn, its first step left out.

    A processor prepares for every length of batch that it meets for the first time, which in a training of hours is
    nothing and in one of four batches is half: a first pass of each side over the same batches is thrown away. A step
    takes the median over the repeats.
    """
    (spec,) = cells.specs(1, texts)
    passes = [(of_ours(spec), stock.train(spec, test=False).steps) for _ in range(1 + size.repeats)]
    ours, theirs = zip(*passes[1:], strict=True)
    return _typical(theirs) / _typical(ours)


def _typical(repeats: Sequence[Steps]) -> float:
    return sum(median(step) for step in zip(*repeats, strict=True))


def of_ours(spec: RunSpec) -> Steps:
    """Seconds of each step but the first when this library trains a cell; nothing is evaluated."""
    cell = catalogue.resolve(spec)
    texts = cells.training_texts(spec)
    adapted = modelling.adapt(modelling.load(cell.backbone, cell.task, spec.seed), cell.backbone, cell.method)
    return timed(adapted, texts, plan(spec, len(texts)))


def plan(spec: RunSpec, texts: int) -> Plan:
    """How the cell is trained on so many texts."""
    cell = catalogue.resolve(spec)
    return training.make_plan(
        cell.recipe,
        kind=cell.task.kind,
        texts=texts,
        seed=spec.seed,
        learning_rate=cells.LEARNING_RATE,
        head_learning_rate=None,
        max_seconds=None,
    )


def timed(adapted: Adapted, texts: Sequence[Encoded], how: Plan, between: Callable[[], None] = lambda: None) -> Steps:
    """Seconds of each step but the first; ``between`` is called after every step, and its time does not count."""

    def look(model: nn.Module) -> None:
        del model
        between()

    curve = training.fit(adapted, texts, replace(how, evaluate_every=1), look).curve
    return tuple(after.seconds - before.seconds for before, after in pairwise(curve))
