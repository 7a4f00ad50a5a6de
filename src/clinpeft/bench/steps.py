"""Training against what the machine could do at most, and its scores against the Trainer's."""

import time
from dataclasses import replace
from itertools import pairwise
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from clinpeft import catalogue, modelling
from clinpeft.bench import cells, step_times, stock
from clinpeft.bench.cells import Size
from clinpeft.bench.verdict import verdict
from clinpeft.modelling import Adapted, Encoded, attention, hardware
from clinpeft.running.run import run
from clinpeft.specs import RunSpec
from clinpeft.training import Plan

LENGTH = 128
"""Tokens of the texts at the limit; those of the cells have about half as many."""
MATRIX = 2048
"""Side of the matrices whose product is the measure of what the machine can do."""
ATTENTIONS = (attention.NAME, "eager", "sdpa")
_FIRST_WORD, _WORDS = 1000, 20000


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


def limit_share(size: Size) -> float:
    """Achieved FLOP/s of a LoRA step at batch 32 × 128 over the measured peak of a matrix product, same format.

    Each step stands between two measurements of the peak, so a busy machine is busy in both; the median over steps.
    """
    adapted, texts, how = _at_the_limit()
    with FlopCounterMode(display=False) as counter:
        step_times.timed(adapted, texts, replace(how, updates=1))
    peaks: list[float] = []
    taken = step_times.timed(adapted, texts, replace(how, updates=size.steps + 1), lambda: peaks.append(_peak()))
    work = counter.get_total_flops()
    return median(
        work / seconds / ((before + after) / 2) for seconds, (before, after) in zip(taken, pairwise(peaks), strict=True)
    )


def attention_times(size: Size) -> dict[str, float] | None:
    """Time of a LoRA step at batch 32 × 128 with each implementation of attention over that with this device's own.

    None where the size asks for no rounds of it.
    """
    if not size.attention_rounds:
        return None
    taken: dict[str, list[float]] = {name: [] for name in ATTENTIONS}
    for _ in range(size.attention_rounds):
        for name, times in taken.items():
            adapted, texts, how = _at_the_limit(name)
            times += step_times.timed(adapted, texts, replace(how, updates=2))
    own = min(taken[hardware.chosen().attention])
    return {name: round(min(times) / own, 2) for name, times in taken.items()}


def _at_the_limit(implementation: str | None = None) -> tuple[Adapted, list[Encoded], Plan]:
    """A LoRA model, a batch of 32 × 128 and how it is trained; None for the device's own attention."""
    spec = RunSpec("disposition", "neiss", cells.BACKBONE, cells.METHOD, "tuned", 0, cells.BATCH)
    cell = catalogue.resolve(spec)
    shape = (cells.BATCH, LENGTH)
    numbers = torch.randint(_FIRST_WORD, _WORDS, shape, generator=torch.Generator().manual_seed(0)).tolist()
    texts = [Encoded(tuple(row), (0,) * LENGTH, (index % 2,), ()) for index, row in enumerate(numbers)]
    loaded = modelling.load(cell.backbone, cell.task, 0)
    if implementation is not None:
        loaded.model.set_attn_implementation(implementation)  # type: ignore[operator]
    return modelling.adapt(loaded, cell.backbone, cell.method), texts, step_times.plan(spec, cells.BATCH)


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
