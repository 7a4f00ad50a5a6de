"""Tell apart how runs fail: by their own fault, or by an accident of the machine that another attempt may not meet."""

import errno
import os
import re
from pathlib import Path

_NO_MEMORY = re.compile(r"out of memory|(can't|cannot) allocate memory|not enough memory", re.IGNORECASE)
_STORAGE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG),  # full
    *(errno.EROFS, errno.EACCES, errno.EPERM),  # closed
    *(errno.EIO, errno.ESTALE, errno.ENOENT, errno.ENOTDIR, errno.ENOTCONN, errno.ETIMEDOUT),  # broken, or away
    *(errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOLCK),  # too much at once
}
"""What has little to do with a run. Where it has after all, as a file that is nowhere, it is tried again in vain."""
_UNMISTAKABLE = (
    *(errno.ENOSPC, errno.EROFS, errno.EIO),
    *(errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOLCK),
)
"""Those of them whose words stand in no message about anything else, and are known to every system."""
_ERRNO = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)")
"""As Python says it, and as Rust does, in which safetensors and tokenizers are written."""
_SAID = re.compile("|".join(["can't start new thread", *(re.escape(os.strerror(number)) for number in _UNMISTAKABLE)]))
"""What passes, said without its number, as by zmq and by Python's threads."""
_SIGKILL = -9
UNAVAILABLE = ("CorpusUnavailable", "WeightsUnavailable")
"""Errors that say what a machine lacks, and no run has failed by; of an error inside a kernel only the name arrives."""


def error_kind(name: str, message: str) -> str:
    """The kind (one of ``specs.ERROR_KINDS``) of an exception of this class name and message."""
    if name == "AssertionError":
        return "assertion"
    if name == "KeyboardInterrupt":  # from outside: no notebook interrupts itself
        return "dead_kernel"
    if name in ("MemoryError", "OutOfMemoryError") or _NO_MEMORY.search(message):
        return "out_of_memory"
    number = _ERRNO.search(message)
    numbered = number is not None and int(number[1] or number[2]) in _STORAGE
    if name == "NotStored" or numbered or _SAID.search(message):
        return "storage"
    return "exception"


def kills_for_memory() -> int:
    """How many processes the system has killed for want of memory so far: here and in this process's own group."""
    return sum(_counter(path) for path in (Path("/proc/vmstat"), _group() / "memory.events", *_old_groups()))


def _group() -> Path:
    """The control group (version 2) of this process."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return Path("/sys/fs/cgroup")
    own = [line.removeprefix("0::/") for line in lines if line.startswith("0::/")]
    return Path("/sys/fs/cgroup", *own)


def _old_groups() -> tuple[Path, ...]:
    return (Path("/sys/fs/cgroup/memory/memory.oom_control"),)


def _counter(path: Path) -> int:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


def dead_kernel(code: int | None, kills_before: int, said: str) -> tuple[str, str]:
    """Kind and message for a kernel that ended with this exit code (negative for a signal, None where unknown)."""
    if code == _SIGKILL and kills_for_memory() > kills_before:
        return "out_of_memory", "the system killed the kernel for want of memory"
    if not code:
        return "dead_kernel", f"the kernel does not answer: {said}"
    return "dead_kernel", f"the kernel died of signal {-code}" if code < 0 else f"the kernel ended with code {code}"
