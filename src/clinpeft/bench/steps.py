"""Training speed: against the Trainer, and against what the machine could do at most."""

import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from clinpeft import catalogue, modelling, training
from clinpeft.bench import cells, stock
from clinpeft.bench.cells import Size
from clinpeft.bench.verdict import verdict
from clinpeft.modelling import Encoded, attention, hardware
from clinpeft.running.run import run
from clinpeft.specs import RunSpec

LENGTH = 128
"""Tokens of the texts at the limit; those of the cells have about half as many."""
MATRIX = 2048
"""Side of the matrices whose product is the measure of what the machine can do."""
ATTENTIONS = (attention.NAME, "eager", "sdpa")
_FIRST_WORD, _WORDS = 1000, 20000


def train_ratio(size: Size, texts_of_cells: int, known: Sequence[float]) -> float:
    """Examples per second of ours over the Trainer's, as often measured, in turn.

    ``known``: what the Trainer took on the texts of a sweep's cells. Where these are the texts here too, it need not
    train as often again.
    """
    (spec,) = cells.specs(1, size.texts or texts_of_cells)
    ours: list[float] = []
    theirs = [] if size.texts else [*known][: size.repeats]
    for _ in range(size.repeats):
        costs = run(spec, fresh=True).costs
        assert costs is not None
        ours.append(costs.train_time)
        if len(theirs) < size.repeats:
            theirs.append(stock.train(spec, test=False).seconds)
    return min(theirs) / min(ours)  # whatever else the machine does only adds time


def scores_over_seeds(size: Size) -> dict[str, object] | None:
    """Test scores of ours and of the Trainer, and the verdict on them; None where no seeds are asked for."""
    if not size.seeds:
        return None
    chosen = [replace(spec, recipe=size.score_recipe) for spec in cells.specs(size.seeds, size.score_texts)]
    pairs = [(_our_score(spec), stock.train(spec).score) for spec in chosen]
    ours, theirs = zip(*pairs, strict=True)
    metric = catalogue.task(chosen[0].task).main_metric
    return {"metric": metric, **verdict(ours, theirs)}


def _our_score(spec: RunSpec) -> float | None:
    return run(spec, fresh=True).score(catalogue.task(spec.task).main_metric)


def batch_seconds() -> float:
    """Seconds of a LoRA step with one thread on a batch as long as the cells' texts."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _steps(2, LENGTH // 2)
    finally:
        torch.set_num_threads(before)


def limit_share(size: Size) -> float:
    """Achieved FLOP/s of a LoRA step at batch 32 × 128 over the measured peak of a matrix product, same format."""
    with FlopCounterMode(display=False) as counter:
        _steps(1, LENGTH)
    work = counter.get_total_flops()
    shares = []
    for _ in range(size.steps):
        before, seconds, after = _peak(), _steps(1, LENGTH), _peak()
        shares.append(work / seconds / ((before + after) / 2))
    return median(shares)  # each between two measurements of the peak, so a busy machine is busy in both


def attention_times(size: Size) -> dict[str, float] | None:
    """Time of a LoRA step at batch 32 × 128 with each implementation of attention over that with this device's own.

    None where the size asks for no rounds of it.
    """
    if not size.attention_rounds:
        return None
    taken: dict[str, list[float]] = {name: [] for name in ATTENTIONS}
    for _ in range(size.attention_rounds):
        for name, times in taken.items():
            times.append(_steps(1, LENGTH, name))
    own = min(taken[hardware.chosen().attention])
    return {name: round(min(times) / own, 2) for name, times in taken.items()}


def _steps(updates: int, length: int, implementation: str | None = None) -> float:
    """Seconds of an update on texts of so many tokens; None for the device's own implementation of attention."""
    spec = RunSpec("disposition", "neiss", cells.BACKBONE, cells.METHOD, "tuned", 0, cells.BATCH)
    cell = catalogue.resolve(spec)
    shape = (cells.BATCH, length)
    numbers = torch.randint(_FIRST_WORD, _WORDS, shape, generator=torch.Generator().manual_seed(0)).tolist()
    texts = [Encoded(tuple(row), (0,) * length, (index % 2,), ()) for index, row in enumerate(numbers)]
    plan = training.make_plan(
        cell.recipe,
        kind=cell.task.kind,
        texts=cells.BATCH,
        seed=0,
        learning_rate=cells.LEARNING_RATE,
        head_learning_rate=None,
        max_seconds=None,
    )
    loaded = modelling.load(cell.backbone, cell.task, 0)
    if implementation is not None:
        loaded.model.set_attn_implementation(implementation)  # type: ignore[operator]
    adapted = modelling.adapt(loaded, cell.backbone, cell.method)
    return training.fit(adapted, texts, replace(plan, updates=updates), lambda _: None).train_time / updates


def _peak() -> float:
    """FLOP per second of a large matrix product in the machine's number format."""
    machine = hardware.chosen()
    one = torch.randn(MATRIX, MATRIX).to(machine.device, machine.dtype)
    times = []
    for _ in range(3):
        began = time.perf_counter()
        (one @ one)[0, 0].item()
        times.append(time.perf_counter() - began)
    return 2 * MATRIX**3 / min(times)
