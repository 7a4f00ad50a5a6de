"""Kernels for papermill that cost next to nothing to start, and of which nothing is left, whoever dies first."""

from clinpeft.kernels.forked import WEIGHTS
from clinpeft.kernels.manager import KernelEnd, manager_for
from clinpeft.kernels.own import (
    CHOICE,
    SCRATCH,
    SHORT_BASE,
    folder,
    forks,
    scratch,
    start_ahead,
    temporary_prefix,
    thread_limits,
)

__all__ = [
    "CHOICE",
    "SCRATCH",
    "SHORT_BASE",
    "WEIGHTS",
    "KernelEnd",
    "folder",
    "forks",
    "manager_for",
    "scratch",
    "start_ahead",
    "temporary_prefix",
    "thread_limits",
]
