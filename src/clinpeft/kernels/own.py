"""What this process keeps for its kernels: a folder for their sockets, and the server that forks them."""

import contextlib
import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from clinpeft import processes
from clinpeft.kernels.forked import MODULES, Forks, NoFork

CHOICE = "CLINPEFT_KERNELS"
"""Set to "ordinary" to start every kernel afresh."""
THREADS = ("CLINPEFT_THREADS", "OMP_NUM_THREADS")
"""What says how many threads a kernel takes: to a run of ours, and to the libraries below."""
PRELOAD = "CLINPEFT_PRELOAD"
"""Names of the modules, separated by commas, that kernels are forked with; the study's whole stack if unset."""
SCRATCH = "CLINPEFT_SCRATCH"
"""A folder for large files of a moment, told to a kernel; whoever has started that removes it, however it ends."""
LONGEST_FOLDER = 80
"""Bytes; a socket's whole path may have 107."""
RANDOM_CHARACTERS = 8
"""What tempfile puts at the end of a folder's name."""
SHORT_BASE = Path("/tmp")
"""Where temporary folders lie whose paths must be short, whatever $TMPDIR says."""


def temporary_prefix(what: str) -> str:
    """How the names of this process's temporary folders for something begin; whatever follows has no hyphen."""
    return f"clinpeft-{what}-{processes.tag()}-"


class _Own:
    """What this process keeps for its kernels, made at the first one; threads may ask at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._forks: Forks | None = None

    def folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                base = tempfile.gettempdir()
                prefix = temporary_prefix("kernels")
                if len(os.path.join(base, prefix)) > LONGEST_FOLDER - RANDOM_CHARACTERS and SHORT_BASE.is_dir():
                    base = str(SHORT_BASE)
                # It goes with its object, at the latest when the process ends.
                self._folder = tempfile.TemporaryDirectory(prefix=prefix, dir=base)
            return Path(self._folder.name)

    def forks(self) -> Forks:
        place = self.folder()
        with self._lock:
            if self._forks is None:
                asked = os.environ.get(PRELOAD)
                self._forks = Forks(place, tuple(asked.split(",")) if asked else MODULES)
            return self._forks


_OWN = _Own()


def folder() -> Path:
    """Where this process keeps its kernels' connection files; gone when the process is, however it ends."""
    return _OWN.folder()


def scratch() -> Path:
    """Where a run leaves large files for a moment: they go when its kernel has ended, even if that was killed."""
    return Path(os.environ.get(SCRATCH) or folder())


def forks() -> Forks:
    """This process's fork server, started at the first kernel."""
    return _OWN.forks()


def may_fork() -> bool:
    """Whether kernels are to be forked where that can be."""
    return os.environ.get(CHOICE) != "ordinary"


def thread_limits(threads: int) -> dict[str, str]:
    """The variables that give a kernel so many threads."""
    return dict.fromkeys(THREADS, str(threads))


def start_ahead(environment: Mapping[str, str]) -> None:
    """Begin to start the fork server for kernels with these variables beside this process's own; returns at once.

    Whoever asks for a kernel meanwhile waits for it. Where there can be none, the first kernel finds that out itself.
    """

    def start() -> None:
        with contextlib.suppress(NoFork, OSError):
            forks().start({**os.environ, **environment})

    if may_fork():
        threading.Thread(target=start, daemon=True).start()
