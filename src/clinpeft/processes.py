"""Which process on which machine: names that stay true when folders are shared and process numbers come round again."""

import hashlib
import os
import platform
import sys
from functools import cache
from pathlib import Path

import psutil


@cache
def machine() -> str:
    """This machine's mark: 10 hex digits, shared by the processes that can see each other, until it starts anew."""
    marks = [platform.node()]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        try:
            marks.append(os.readlink(path) if "ns" in path else Path(path).read_text())
        except OSError:
            marks.append("")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:10]


def started(pid: int) -> float | None:
    """When a process began, in units that only compare; None where it is dead, or only waits to be buried."""
    try:
        if sys.platform == "linux":
            # Ticks since boot: unlike psutil's, they do not move with the clock.
            state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if state in "ZX" else float(fields[18])
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else round(process.create_time())
    except (OSError, psutil.Error):
        return None


def is_hidden(pid: int) -> bool:
    """Whether another user's process lives that /proc does not show, as where it is mounted with hidepid.

    Nothing says when it began: it may be the one that left a file, or one to which the number came round.
    """
    if sys.platform != "linux" or Path(f"/proc/{pid}").exists():
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):  # there is none of that number
        return False
    return False  # one's own is never hidden: it has begun just now


def is_stopped(pid: int) -> bool:
    """Whether a process is halted, by Ctrl-Z or a debugger, and may go on."""
    try:
        return psutil.Process(pid).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except psutil.Error:
        return False


def tag() -> str:
    """Marks a half-written file as this process's: ``machine-pid``."""
    return f"{machine()}-{os.getpid()}"


def is_dead(tag_of_file: str) -> bool:
    """Whether the process of a tag has certainly ended; of another machine's that cannot be said from here."""
    where, _, pid = tag_of_file.rpartition("-")
    return where == machine() and pid.isdigit() and started(int(pid)) is None and not is_hidden(int(pid))
