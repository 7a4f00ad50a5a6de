"""A lease on a run: a small file beside its result says which process is making it, so that no other does.

Every lease has a name of its own that never comes again, so what was judged under a name and what is then removed under
it are one lease. To take a run, a process

1. lists the run's leases, and goes away unless all of them are abandoned;
2. makes its own;
3. lists again, and goes away, removing its own, while there is one that it has not judged;
4. removes those that it has judged.

Why no two take a run: one of them has made its lease later. When that one listed again, the earlier lease was there or
had been removed, so either it or a third process has judged the earlier one abandoned. All that this asks of the file
system is that a process which has made a file in a folder sees what others had made there before.

A holder is gone when its process is, if that can be seen from this machine, or when its file has not been touched for a
while *as watched from here*: clocks are never compared. The first is certain. The second may be wrong about a machine
that slept or lost the folder: when it wakes, two make one run. So whoever writes an ending of a run looks first whether
its lease is still there, and writes nothing if not (``require``, in the kernel as in the sweep). What is left is the
moment between that look and the renaming of a file.
"""

import json
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from errno import ENOENT
from pathlib import Path
from types import TracebackType

from clinpeft import processes, store

BEAT_SECONDS = 5.0
ABANDONED_SECONDS = 60.0
"""Twelve missed beats."""
ANCIENT_SECONDS = 24 * 3600.0
"""After so long a file of another machine is nobody's, whatever is wrong with the clocks."""
CONTEST_SECONDS = 2.0
"""Longest that the first of several at once waits for the others to go."""
VARIABLE = "CLINPEFT_LEASE"
"""Tells a kernel the path of the lease under which it makes its run."""


@dataclass(frozen=True)
class Holder:
    """Who a lease says it belongs to."""

    machine: str
    pid: int
    started: float | None

    @property
    def is_here(self) -> bool:
        """Whether it is a process of this machine."""
        return self.machine == processes.machine()

    @property
    def is_seen(self) -> bool:
        """Whether it can be told from here if the process lives: of others only the beats can be watched."""
        return self.is_here and not processes.is_hidden(self.pid)

    @property
    def has_ended(self) -> bool:
        """Whether it is seen to have ended, even if its number has come round to another."""
        return self.is_seen and processes.started(self.pid) != self.started

    @property
    def is_stopped(self) -> bool:
        return self.is_here and processes.is_stopped(self.pid)


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
        except FileNotFoundError:  # released; another holder's has another name
            self.seen.pop(path, None)
            return True
        if holder is not None and holder.has_ended:
            return True
        last, since = self.seen.setdefault(path, (beat, self.clock()))
        if last != beat or (holder is not None and holder.is_stopped):  # one that goes on has its minute from then
            self.seen[path] = (beat, self.clock())
            return False
        return self.clock() - since > ABANDONED_SECONDS


def _holder(path: Path) -> Holder | None:
    """None for half a file, whose process may be writing still, or have died at it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Holder(content["machine"], content["pid"], content["started"])
    except (ValueError, KeyError, TypeError):
        return None


class Lease:
    """A held lease; touched now and then until it is released."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._released = threading.Event()
        self._beating = threading.Thread(target=self._beat, name=f"lease {path.name}", daemon=True)

    @property
    def environment(self) -> dict[str, str]:
        """The variable for the kernel that makes the run."""
        return {VARIABLE: str(self.path)}

    @property
    def held(self) -> bool:
        """False once another process has taken the run over, and while the folder is away."""
        return self.path.exists()

    def __enter__(self) -> "Lease":
        self._beating.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._released.set()
        self._beating.join()
        self.remove()

    def remove(self) -> None:
        store.discard(self.path)  # a lease without a beat ends by itself

    def _beat(self) -> None:
        while not self._released.wait(BEAT_SECONDS):
            with suppress(OSError):  # taken over while this process slept, or the folder is away: the end will tell
                os.utime(self.path)


def require(environment: Mapping[str, str]) -> None:
    """NotStored where this process makes a run under a lease that is gone: the ending is no longer its to write."""
    path = environment.get(VARIABLE)
    if path is not None and not Path(path).exists():
        raise store.NotStored(
            ENOENT,
            f"nothing is written of this run: its lease {Path(path).name} is gone. Another process has taken the run "
            "over, or the folder is away; sweep again",
        )


def acquire(result: Path, watcher: Watcher) -> Lease | None:
    """The lease on the run of this result file; None while another process holds it."""
    judged = _leases_on(result)
    abandoned = [watcher.is_abandoned(path) for path in judged]  # of all: each is watched from now on
    if not all(abandoned):
        return None
    lease = Lease(result.with_name(f".{result.stem}.lease{secrets.token_hex(8)}"))
    _create(lease.path)
    try:
        if _is_alone(lease.path, result, judged):
            for old in judged:
                store.discard(old)
            return lease
    except BaseException:
        lease.remove()
        raise
    lease.remove()
    return None


def _is_alone(own: Path, result: Path, judged: set[Path]) -> bool:
    """Whether nobody else has come; of several at once the first by name stays until the others have gone."""
    end = time.monotonic() + CONTEST_SECONDS
    while True:
        there = _leases_on(result) - judged
        if there == {own}:
            return True
        if own not in there or min(there) != own or time.monotonic() > end:
            return False
        time.sleep(0.01)


def _leases_on(result: Path) -> set[Path]:
    wanted = re.compile(re.escape(f".{result.stem}.lease") + "[0-9a-f]+")
    return {result.with_name(name) for name in os.listdir(result.parent) if wanted.fullmatch(name)}


def _create(path: Path) -> None:
    """Make a lease of this process; the file appears whole or not at all."""
    pid = os.getpid()
    content = {"machine": processes.machine(), "pid": pid, "started": processes.started(pid)}
    part = path.with_name(f"{path.name}.{processes.tag()}.part")
    try:
        part.write_text(json.dumps(content), encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def clear_abandoned(folder: Path) -> None:
    """Remove the leases that nobody holds, those too on runs that nobody will ask for again."""
    for path in folder.glob("*/.*.lease*"):
        if re.search(r"\.lease[0-9a-f]+$", path.name) and _is_nobodys(path):
            store.discard(path)


def _is_nobodys(path: Path) -> bool:
    """Of a process that has ended; or silent for a day, where the process cannot be seen.

    Some shared disks date files by the clock of whoever writes, and clocks may differ by minutes: a lease that is alive
    elsewhere may look silent here. Where it is in the way of a run, the watcher's beats decide, not this.
    """
    try:
        holder = _holder(path)
        if holder is not None and holder.is_seen:
            return holder.has_ended
        silent = _time_in(path.parent) - path.stat().st_mtime
    except OSError:  # released meanwhile, or a folder that is full or away: the runs will tell
        return False
    return silent > ANCIENT_SECONDS


def _time_in(folder: Path) -> float:
    """What time it is by the clock that dates this folder's files: on a shared disk, the server's."""
    mark = folder / f".now.{threading.get_ident()}.{processes.tag()}.part"
    try:
        mark.touch()
        return mark.stat().st_mtime
    finally:
        mark.unlink(missing_ok=True)


def who_holds(result: Path) -> str:
    """Who holds the lease on the run of this result file, for a sentence."""
    for path in sorted(_leases_on(result)):
        try:
            holder = _holder(path)
        except FileNotFoundError:  # released since it was listed
            continue
        if holder is not None:
            return f"process {holder.pid} of {'this' if holder.is_here else 'another'} machine"
    return "another process"
