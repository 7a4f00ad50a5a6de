"""A short measurement of this machine's pace on one kind of run, kept until the code or the machine changes."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import torch
from torch import nn

from clinpeft import catalogue, modelling, paths, processes, store, training
from clinpeft.corpora.staging import dispensable
from clinpeft.evaluation.predicting import Evaluator
from clinpeft.modelling import Adapted, Encoded, hardware
from clinpeft.pricing.paces import Timing
from clinpeft.pricing.workload import PASSES, Workload, Workloads, forward_flops, mean_flops
from clinpeft.provenance import code
from clinpeft.specs import RunSpec

UPDATES = 6
TEXTS = 64
SHARES = (0.25, 1.0)
"""Batches of two sizes tell the cost of an update from the cost of its arithmetic."""


def measured(spec: RunSpec, workloads: Workloads) -> list[Timing]:
    """Timings of a few real updates and predictions of this kind of run; a few seconds, the first time."""
    trains = catalogue.method(spec.method).trains
    # A pace is per operation: it holds as long as operations are counted as they were when it was measured.
    counted = round(forward_flops(catalogue.backbone(spec.backbone), 1))
    machine = f"{processes.machine()}-{hardware.chosen().device}-{hardware.chosen().precision}"
    path = paths.pace() / f"{spec.backbone}-{trains}-{machine}-{code()[:12]}-{counted}.json"
    kept = _kept(path)
    if kept is not None:
        return kept
    timings = _measure_on_one_core(spec, workloads)
    with dispensable("the pace is not kept, and the next plan measures it again"):
        store.write_atomically(path, json.dumps([asdict(timing) for timing in timings]))
    return timings


def _kept(path: Path) -> list[Timing] | None:
    """The timings of an earlier measurement; None where there are none, or none that can be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Timing(Workload(**row["work"]), row["train_seconds"], row["other_seconds"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):  # missing, or damaged: measured afresh and written over
        return None


def _measure_on_one_core(spec: RunSpec, workloads: Workloads) -> list[Timing]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as a run has where runs are many
    try:
        return _measure(spec, workloads)
    finally:
        torch.set_num_threads(threads)


def _measure(spec: RunSpec, workloads: Workloads) -> list[Timing]:
    cell = catalogue.resolve(spec)
    samples = workloads.encoded(spec)
    began = time.process_time()
    adapted = modelling.adapt(modelling.load(cell.backbone, cell.task, spec.seed), cell.backbone, cell.method)
    loading = time.process_time() - began
    plan = training.make_plan(
        cell.recipe, kind=cell.task.kind, texts=len(samples["train"]), seed=spec.seed, learning_rate=1e-5,
        head_learning_rate=None, max_seconds=None,
    )  # fmt: skip
    timings = []
    for share in (SHARES[0], *SHARES):  # the first warms up and is thrown away
        size = max(1, round(plan.batch_size * share))
        short = replace(plan, updates=UPDATES, batch_size=size, evaluate_every=UPDATES)
        train_seconds = _alone(partial(_train, adapted, samples["train"], short))
        texts = samples["validation"][: round(TEXTS * share)]
        flops = mean_flops(cell, texts) * len(texts)
        train_flops = PASSES[cell.method.trains] * UPDATES * size * mean_flops(cell, samples["train"])
        predict = partial(_predict, adapted.model, spec, workloads, texts)
        timings.append(
            Timing(Workload(UPDATES, len(texts), train_flops, flops), train_seconds, loading + _alone(predict))
        )
    return timings[1:]


def _train(adapted: Adapted, texts: list[Encoded], plan: training.Plan) -> float:
    return training.fit(adapted, texts, plan, lambda _: 0.0).train_time


def _alone(work: Callable[[], float]) -> float:
    """The seconds that work says it took, less those in which other processes had the core."""
    wall, own = time.perf_counter(), time.process_time()
    seconds = work()
    share = (time.process_time() - own) / (time.perf_counter() - wall)
    return seconds * min(1.0, share)


def _predict(model: nn.Module, spec: RunSpec, workloads: Workloads, texts: list[Encoded]) -> float:
    cell = catalogue.resolve(spec)
    examples = workloads.examples(spec, len(texts))
    evaluator = Evaluator("validation", cell.task, examples, texts, cell.recipe.evaluation_tokens)
    began = time.perf_counter()
    evaluator.scores(model)
    return time.perf_counter() - began
