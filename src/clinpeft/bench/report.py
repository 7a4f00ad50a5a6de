"""All measurements as one plain record."""

import time
from dataclasses import asdict

import torch

from clinpeft.bench import cells, scheduling, steps, sweeps
from clinpeft.bench.environment import own_runs
from clinpeft.evaluation import costs


def bench(quick: bool) -> dict[str, object]:
    """Measure this machine; ``quick`` takes about a minute, one seed and four cells, and claims nothing of scores."""
    began = time.perf_counter()
    size = cells.QUICK if quick else cells.LONG
    texts = cells.texts_of_seconds(steps.batch_seconds())
    found = sweeps.measure(size, texts)
    constancy = scheduling.constancy(size)
    with own_runs():
        ratio = steps.train_ratio(size)
        scores = steps.scores_over_seeds(size)
    task, corpus = cells.text()
    return {
        "train_ratio": round(ratio, 2),
        "sweep_ratio": round(found.sweep_ratio, 2),
        "notebook_overhead_s": {"ours": round(found.overhead_ours, 2), "stock": round(found.overhead_stock, 2)},
        "limit_share": round(steps.limit_share(size), 3),
        "attention": steps.attention_times(size),
        "scaling": None if found.scaling is None else round(found.scaling, 2),
        "cost_per_run": {"runs": [size.few, size.many], "ratio": round(constancy, 3)},
        "workers": found.workers,
        "kernel_start_s": round(found.start, 2),
        "peak_rss_mb": None if found.peak_rss_mb is None else round(found.peak_rss_mb),
        "kernel_private_mb": None if found.kernel_private_mb is None else round(found.kernel_private_mb, 1),
        "scores": scores,
        "cell": {"task": task, "corpus": corpus, "backbone": cells.BACKBONE, "method": cells.METHOD, "texts": texts},
        "size": asdict(size),
        "threads": torch.get_num_threads(),
        "machine": costs.machine(),
        "versions": costs.versions(),
        "seconds": round(time.perf_counter() - began, 1),
    }
