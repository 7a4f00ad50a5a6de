"""Remove what killed processes have left behind: leases, half-written files, temporary folders.

Each says in its name whose it is (``processes.tag``), so one rule serves all: it goes when that process has ended.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from clinpeft import paths, processes, store
from clinpeft.kernels import SHORT_BASE
from clinpeft.running import leases


def clear_leftovers() -> None:
    """Remove what processes that are gone could not remove themselves; other machines' is left to them."""
    for folder in (paths.tree().runs, paths.private_runs()):
        leases.clear_abandoned(folder)
    for path in _half_written():
        if processes.is_dead(path.name.removesuffix(".part").rpartition(".")[2]) or _is_ancient(path):
            store.discard(path)
    for base in {Path(tempfile.gettempdir()), SHORT_BASE}:
        for left in base.glob("clinpeft-*-*-*"):
            if processes.is_dead("-".join(left.name.split("-")[2:4])):
                shutil.rmtree(left, ignore_errors=True)


def _half_written() -> Iterator[Path]:
    """Files under way in every folder that ``store.write_atomically`` writes to while runs and pages are made."""
    tree = paths.tree()
    kept = (paths.tokens(), paths.private_tokens(), paths.pace())
    pages = (tree.executed, tree.notebook_copies, tree.published)
    for folder in (tree.runs, paths.private_runs(), *kept, *pages):
        for pattern in (".*.part", "*/.*.part"):
            yield from folder.glob(pattern)


def _is_ancient(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > leases.ANCIENT_SECONDS
    except OSError:  # gone meanwhile, or out of sight
        return False
