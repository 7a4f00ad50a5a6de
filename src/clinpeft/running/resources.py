"""What this machine can give to runs: cores and memory, as limited by control groups, and what a run will take."""

import os
from pathlib import Path

import psutil

from clinpeft.specs import Backbone

MIB = 1 << 20
STACK = 500 * MIB
"""Resident before a model is there: Python and its modules, shared or not."""
SHARE = 0.9
"""Of what is free; the rest is for everyone else."""
_CGROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Processors that this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, period = [*_words(_CGROUP / "cpu.max"), "max", "max"][:2]
    if quota.isdigit() and period.isdigit():
        allowed = min(allowed, max(1, round(int(quota) / int(period))))
    return allowed


def threads_each(workers: int) -> int:
    """Threads of each of so many runs at once: one a run when runs are many, all cores when there is one."""
    return max(1, cores() // workers)


def free_memory() -> int:
    """Bytes that runs may take now: what the system has left, and this control group's limit where there is one."""
    free = [psutil.virtual_memory().available]
    for limit, used in (
        (_CGROUP / "memory.max", _CGROUP / "memory.current"),
        (_CGROUP / "memory/memory.limit_in_bytes", _CGROUP / "memory/memory.usage_in_bytes"),
    ):
        if _number(limit) is not None:
            free.append((_number(limit) or 0) - (_number(used) or 0))
    return max(0, round(min(free) * SHARE))


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split()
    except OSError:
        return []


def _number(path: Path) -> int | None:
    words = _words(path)
    return int(words[0]) if words and words[0].isdigit() else None


def expected_memory(backbone: Backbone, trained_share: float, batch_size: int, length: int) -> int:
    """Bytes that a run is expected to peak at: stack, weights, gradients and Adam's moments, kept activations."""
    weights = _bytes_of_weights(backbone)
    kept_per_token = 4 * (14 * backbone.hidden_size + 2 * backbone.intermediate_size + 3 * backbone.heads * length)
    activations = backbone.layers * batch_size * length * kept_per_token
    return round(STACK + weights * (1 + 3 * trained_share) + activations)


def _bytes_of_weights(backbone: Backbone) -> int:
    """In memory: four a number, or for the layers' matrices what a rounded backbone's bits take."""
    if backbone.bits is None:
        return 4 * backbone.parameters
    width, keys = backbone.hidden_size, backbone.attention_size or backbone.hidden_size
    feedforward = len(backbone.roles["feedforward_in"]) + len(backbone.roles["feedforward_out"])
    matrices = backbone.layers * width * (2 * width + 2 * keys + feedforward * backbone.intermediate_size)
    return 4 * (backbone.parameters - matrices) + matrices * backbone.bits // 8
