"""A lease on a run: a small file beside its result says which process is making it, so that no other does.

Lease files are numbered. Whoever finds the highest one abandoned makes the next number, which only one can; its own
file must then be the highest. So there is no moment in which two processes take the same run, however slow one of them
is. A holder is gone when its process is, if that can be seen from this machine, or when its file has not been touched
for a while *as watched from here*: clocks are never compared.
"""

import json
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from clinpeft import processes

BEAT_SECONDS = 5.0
ABANDONED_SECONDS = 60.0
"""Twelve missed beats."""
ANCIENT_SECONDS = 24 * 3600.0
"""After so long a half-written file of another machine is nobody's, whatever is wrong with the clocks."""


@dataclass
class Watcher:
    """What this process has seen of other machines' leases, by its own clock that never goes back."""

    seen: dict[Path, tuple[int, float]] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic

    def is_abandoned(self, path: Path) -> bool:
        """Whether the holder has ended: seen at once on this machine, by a minute without a beat on any."""
        try:
            beat = path.stat().st_mtime_ns
            holder = _holder(path)
        except FileNotFoundError:
            return True
        if holder is not None and holder[0] == processes.machine() and processes.started(holder[1]) != holder[2]:
            return True
        last, since = self.seen.setdefault(path, (beat, self.clock()))
        if last != beat:
            self.seen[path] = (beat, self.clock())
            return False
        return self.clock() - since > ABANDONED_SECONDS


def _holder(path: Path) -> tuple[str, int, float | None] | None:
    """Machine, process and its start; None for half a file, whose process may be writing still, or have died at it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return content["machine"], content["pid"], content["started"]
    except (ValueError, KeyError, TypeError):
        return None


class Lease:
    """A held lease; touched now and then until it is released."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._released = threading.Event()
        self._beating = threading.Thread(target=self._beat, name=f"lease {path.name}", daemon=True)

    def __enter__(self) -> "Lease":
        self._beating.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._released.set()
        self._beating.join()
        with suppress(OSError):  # the folder may be away for the moment; a lease without a beat ends by itself
            self.path.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._released.wait(BEAT_SECONDS):
            try:
                os.utime(self.path)
            except OSError:
                continue  # taken over while this process slept, or the folder is away: the run's end will tell


def acquire(result: Path, watcher: Watcher) -> Lease | None:
    """The lease on the run of this result file; None while another process holds it."""
    held = _numbered(result)
    if held and not watcher.is_abandoned(held[max(held)]):
        return None
    number = max(held, default=0) + 1
    path = result.with_name(f".{result.stem}.lease{number}")
    if not _create(path):
        return None
    if max(_numbered(result), default=number) != number:
        path.unlink(missing_ok=True)
        return None
    for old in held.values():
        old.unlink(missing_ok=True)
    return Lease(path)


def _numbered(result: Path) -> dict[int, Path]:
    wanted = re.compile(re.escape(f".{result.stem}.lease") + r"(\d+)")
    found = ((wanted.fullmatch(name), name) for name in os.listdir(result.parent))
    return {int(match[1]): result.with_name(name) for match, name in found if match}


def _create(path: Path) -> bool:
    """Whether this process has made the file; it appears whole or not at all, where the file system can link."""
    pid = os.getpid()
    content = json.dumps({"machine": processes.machine(), "pid": pid, "started": processes.started(pid)})
    part = path.with_name(f"{path.name}.{threading.get_ident()}.{processes.tag()}.part")
    try:
        part.write_text(content, encoding="utf-8")
        try:
            os.link(part, path)
        except FileExistsError:
            return False
        except OSError:
            return _create_plainly(path, content)
        return True
    finally:
        part.unlink(missing_ok=True)


def _create_plainly(path: Path, content: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def clear_abandoned(folder: Path, watcher: Watcher) -> None:
    """Remove leases whose holders are gone, and half-written files of processes that are."""
    for path in folder.glob("*/.*.lease*"):
        if re.search(r"\.lease\d+$", path.name) and watcher.is_abandoned(path):
            path.unlink(missing_ok=True)
    for path in folder.glob("*/.*.part"):
        if processes.is_dead(path.name.removesuffix(".part").rpartition(".")[2]) or _is_ancient(path):
            path.unlink(missing_ok=True)


def _is_ancient(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > ANCIENT_SECONDS
    except FileNotFoundError:
        return False
