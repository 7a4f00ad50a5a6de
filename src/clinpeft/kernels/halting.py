"""Stop all kernels of this process at once: threads that wait for them come to an end, and start no others."""

import logging
import subprocess
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from clinpeft.kernels.forked import ForkedProcess

Process = ForkedProcess | subprocess.Popen[bytes]


class _Kernels:
    """Those that live, and whether there may be more."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.started: weakref.WeakSet[Process] = weakref.WeakSet()
        self.halted = False


_KERNELS = _Kernels()


def note(kernel: Process) -> None:
    """Remember a kernel that has just been started, to be killed with the others."""
    with _KERNELS.lock:
        _KERNELS.started.add(kernel)
        if _KERNELS.halted:
            kernel.kill()


def refuse_if_halted() -> None:
    """RuntimeError where no kernel may be started."""
    if _KERNELS.halted:
        raise RuntimeError("no kernel is started: this process has been told to stop")


def halted() -> bool:
    """Whether this process's kernels are being killed on purpose."""
    return _KERNELS.halted


@contextmanager
def halt() -> Iterator[None]:
    """Kill this process's kernels, and let none begin while the block lasts."""
    teller = logging.getLogger("papermill")
    told = teller.disabled
    teller.disabled = True  # it would report every kernel's death as an error
    with _KERNELS.lock:
        _KERNELS.halted = True
        for kernel in _KERNELS.started:
            kernel.kill()
    try:
        yield
    finally:
        _KERNELS.halted = False
        teller.disabled = told
