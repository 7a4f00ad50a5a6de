"""All measurements as one plain record."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict

import torch

from clinpeft.bench import cells, scheduling, step_times, steps, sweeps
from clinpeft.bench.cells import Size
from clinpeft.bench.environment import own_runs
from clinpeft.evaluation import costs


def bench(size: Size, told: Callable[[str], object] = lambda _: None) -> dict[str, object]:
    """Measure this machine; ``cells.QUICK`` takes a minute, one seed and four cells, and claims nothing of scores.

    ``told`` hears each finding at once: the whole takes long, and what is known is not lost where it is broken off.
    """
    began = time.perf_counter()
    found: dict[str, object] = {}

    def note(findings: Mapping[str, object]) -> None:
        found.update(findings)
        told(json.dumps(findings))

    first = sweeps.first_kernel(size)  # first of all: its server may be importing still, which would slow the rest
    texts = cells.texts()
    swept = sweeps.measure(size, texts, first)
    note(_of_sweeps(swept))
    note({"cost_per_run": _constancy(size)})
    with own_runs():
        note({"train_ratio": round(step_times.train_ratio(size, texts), 2)})
        note({"limit_share": round(steps.limit_share(size), 3), "attention": steps.attention_times(size)})
        note({"scores": steps.scores_over_seeds(size)})
    task, corpus = cells.text()
    return {
        **found,
        "cell": {"task": task, "corpus": corpus, "backbone": cells.BACKBONE, "method": cells.METHOD, "texts": texts},
        "size": asdict(size),
        "threads": torch.get_num_threads(),
        "machine": costs.machine(),
        "versions": costs.versions(),
        "seconds": round(time.perf_counter() - began, 1),
    }


def _constancy(size: Size) -> dict[str, object] | None:
    if not size.rounds:
        return None
    return {"runs": [size.few, size.many], "ratio": round(scheduling.constancy(size), 3)}


def _of_sweeps(found: sweeps.Sweeps) -> dict[str, object]:
    return {
        "sweep_ratio": round(found.sweep_ratio, 2),
        "notebook_overhead_s": {"ours": round(found.overhead_ours, 2), "stock": round(found.overhead_stock, 2)},
        "beside_training_s": {"ours": round(found.beside_ours, 2), "stock": round(found.beside_stock, 2)},
        "scaling": None if found.scaling is None else round(found.scaling, 2),
        "workers": found.workers,
        "kernel_start_s": round(found.first.seconds, 2),
        "peak_rss_mb": None if found.peak_rss_mb is None else round(found.peak_rss_mb),
        "kernel_private_mb": None if found.first.private_mb is None else round(found.first.private_mb, 1),
    }
