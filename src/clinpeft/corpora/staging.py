"""A place to make files that are moved to where they belong only once they are whole."""

import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinpeft import processes

_PREFIX = ".unfinished-"
_ANCIENT = 24 * 3600.0  # seconds after which nobody can still be at work in a folder, be it another machine's


@contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """A fresh folder inside ``parent``, on the same disk, that is gone when the block ends, however it ends."""
    for place in (parent, *parent.parents):
        if place.is_symlink() and not place.exists():
            raise FileNotFoundError(f"{place} is a link to {place.readlink()}, which is not there; remove the link")
    parent.mkdir(parents=True, exist_ok=True)
    for leftover in parent.glob(f"{_PREFIX}*"):
        maker = leftover.name.removeprefix(_PREFIX).rpartition("-")[0]
        if processes.is_dead(maker) or _age(leftover) > _ANCIENT:
            shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{processes.tag()}-", dir=parent) as folder:
        yield Path(folder)


def install(made: Path, place: Path) -> Path:
    """Move a finished file or folder out of a ``staged`` one to its place, for whatever stands there, a link included.

    What stood there comes back where the move fails or is broken off, and else goes with the staged folder.
    """
    aside = made.with_name(f"{made.name}.replaced")
    try:
        if os.path.lexists(place):
            place.rename(aside)
        return made.rename(place)
    except BaseException:
        if os.path.lexists(aside) and not os.path.lexists(place):
            aside.rename(place)
        raise


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:  # another process has just finished with it
        return 0.0


@contextmanager
def dispensable(what: str) -> Iterator[None]:
    """For what is kept only to save work: where the disk does not take it, a warning says so and no run fails of it."""
    try:
        yield
    except OSError as error:
        warnings.warn(f"{what}: {error}", stacklevel=3)


def make_room(folder: Path, limit: int) -> None:
    """Remove a folder's oldest files until the rest takes no more than so many bytes; others may be at it too."""
    found = []
    for path in folder.glob("[!.]*"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append((status.st_mtime_ns, status.st_size, path))
    taken = 0
    for _, size, path in sorted(found, reverse=True):
        taken += size
        if taken > limit:
            path.unlink(missing_ok=True)
