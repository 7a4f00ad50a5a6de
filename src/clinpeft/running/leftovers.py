"""Remove what killed processes have left behind: leases, half-written files, temporary folders.

Each says in its name whose it is (``processes.tag``), so one rule serves all: it goes when that process has ended.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from clinpeft import paths, processes, store
from clinpeft.running import kernels, leases

def clear_leftovers() -> None:
    """Remove what processes that are gone could not remove themselves; other machines' is left to them."""
    for folder in (paths.tree().runs, store.private_runs()):
        leases.clear_abandoned(folder)
    for path in _half_written():
        if processes.is_dead(path.name.removesuffix(".part").rpartition(".")[2]) or _is_ancient(path):
            path.unlink(missing_ok=True)
    kernels.clear_leftovers()


def _half_written() -> Iterator[Path]:
    """Files under way beside results."""
    for folder in (paths.tree().runs, store.private_runs()):
        yield from folder.glob("*/.*.part")


def _is_ancient(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > leases.ANCIENT_SECONDS
    except FileNotFoundError:
        return False
