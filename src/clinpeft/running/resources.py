"""What this machine can give to runs: cores and memory, as limited by control groups, and what a run will take."""

import os

import psutil

from clinpeft.running.control_groups import ControlGroups
from clinpeft.specs import Backbone

MIB = 1 << 20
STACK = 500 * MIB
"""Resident before a model is there: Python and its modules, shared or not."""
SHARE = 0.9
"""Of what is free; the rest is for everyone else."""
_OWN_GROUPS = ControlGroups()


def cores(groups: ControlGroups = _OWN_GROUPS) -> int:
    """Processors that this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    share = groups.processors()
    return allowed if share is None else min(allowed, max(1, round(share)))


def threads_each(workers: int) -> int:
    """Threads of each of so many runs at once: one a run when runs are many, all cores when there is one."""
    return max(1, cores() // workers)


def free_memory(groups: ControlGroups = _OWN_GROUPS) -> int:
    """Bytes that runs may take now: what the system has left, and what its control groups leave this process."""
    free, share = psutil.virtual_memory().available, groups.free_memory()
    return round(SHARE * (free if share is None else min(free, share)))


def expected_memory(backbone: Backbone, trained_share: float, batch_size: int, length: int) -> int:
    """Bytes that a run is expected to peak at: stack, weights, gradients and Adam's moments, kept activations."""
    weights = _bytes_of_weights(backbone)
    kept_per_token = 4 * (14 * backbone.hidden_size + 2 * backbone.intermediate_size + 3 * backbone.heads * length)
    activations = backbone.layers * batch_size * length * kept_per_token
    return round(STACK + weights * (1 + 3 * trained_share) + activations)


def numbers_of_a_layer(backbone: Backbone) -> int:
    """Numbers in the matrices of one layer: keys and values may be narrower, the feed-forward part may be gated."""
    width, keys = backbone.hidden_size, backbone.attention_size or backbone.hidden_size
    feedforward = len(backbone.roles["feedforward_in"]) + len(backbone.roles["feedforward_out"])
    return width * (2 * width + 2 * keys + feedforward * backbone.intermediate_size)


def _bytes_of_weights(backbone: Backbone) -> int:
    """In memory: four a number, or for the layers' matrices what a rounded backbone's bits take."""
    if backbone.bits is None:
        return 4 * backbone.parameters
    matrices = backbone.layers * numbers_of_a_layer(backbone)
    return 4 * (backbone.parameters - matrices) + matrices * backbone.bits // 8
