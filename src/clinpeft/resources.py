"""What this machine can give to runs: cores and memory, as limited by control groups."""

import os

import psutil

from clinpeft.control_groups import ControlGroups

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
