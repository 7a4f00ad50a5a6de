"""What the system's control groups allow this process: those of its own group and of every group around it.

A container sees its own group at the root. Under systemd or Slurm the process lies some folders deep, and the limit may
stand on any of them: of the job, of its step, of the user.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ControlGroups:
    """The groups of this process, of both versions; folders that are not there limit nothing."""

    root: Path = Path("/sys/fs/cgroup")
    membership: Path = Path("/proc/self/cgroup")

    def processors(self) -> float | None:
        """Processors' worth of time that may be taken; None where there is no limit."""
        limits = []
        for folder in self._around(""):
            limits.append(_ratio(_words(folder / "cpu.max")))
        for folder in self._around("cpu"):
            limits.append(_ratio([*_words(folder / "cpu.cfs_quota_us"), *_words(folder / "cpu.cfs_period_us")]))
        return min((limit for limit in limits if limit is not None), default=None)

    def free_memory(self) -> int | None:
        """Bytes that may still be taken; None where there is no limit.

        What a group has read of files counts as used, but the part that nobody has touched for a while is given up at
        once when memory is asked for.
        """
        free = []
        for folder in self._around(""):
            used = _used(folder / "memory.current", folder / "memory.stat", "inactive_file")
            free += [limit - used for name in ("max", "high") for limit in _numbers(folder / f"memory.{name}")]
        for folder in self._around("memory"):
            used = _used(folder / "memory.usage_in_bytes", folder / "memory.stat", "total_inactive_file")
            free += [limit - used for limit in _numbers(folder / "memory.limit_in_bytes")]
        return max(0, min(free)) if free else None

    def _around(self, controller: str) -> Iterator[Path]:
        """The folders of the process's group and of all around it; of version 2 where no controller is named."""
        roots = (self.root / controller,) if controller else (self.root, self.root / "unified")
        for line in _lines(self.membership):
            number, _, rest = line.partition(":")
            controllers, _, path = rest.partition(":")
            if controller not in controllers.split(",") or (number == "0") == bool(controller):
                continue
            own = Path(path.lstrip("/"))
            # Seen from a container, ".." leads out of what is mounted, and a path may be the host's: the root remains.
            inside = [group for group in (own, *own.parents) if ".." not in group.parts]
            yield from (root / group for root in roots for group in inside)


def _ratio(words: list[str]) -> float | None:
    quota, period = [*words, "max", "max"][:2]
    return int(quota) / int(period) if quota.isdigit() and period.isdigit() else None  # "max", or -1, for no limit


def _used(total: Path, parts: Path, given_up: str) -> int:
    spare = sum(int(line.split()[1]) for line in _lines(parts) if line.startswith(f"{given_up} "))
    return max(0, sum(_numbers(total)) - spare)


def _numbers(path: Path) -> list[int]:
    """The number in a file; none where the file is not there or says "max"."""
    return [int(word) for word in _words(path)[:1] if word.isdigit()]


def _words(path: Path) -> list[str]:
    return " ".join(_lines(path)).split()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:  # another system, or a group without this controller
        return []
