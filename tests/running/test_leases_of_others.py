"""Leases that others have left: of processes that are hidden from here, and of those that may not be removed."""

import os
import sys
from pathlib import Path

import pytest

from clinpeft import processes
from clinpeft.running import leases
from left_leases import dead_pid, files, leave


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> int:
    """A number in use by another user's process, on a system that shows nothing of it."""
    pid, kill = dead_pid(), os.kill

    def refuse(asked: int, signum: int) -> None:
        if (asked, signum) == (pid, 0):
            raise PermissionError(1, "Operation not permitted")
        kill(asked, signum)

    monkeypatch.setattr(processes.os, "kill", refuse)
    return pid


@pytest.mark.skipif(sys.platform != "linux", reason="/proc hides processes on Linux")
def test_of_a_hidden_process_only_the_beats_are_judged(result: Path, hidden: int) -> None:
    path = leave(result, 1, pid=hidden)
    now = [0.0]
    watcher = leases.Watcher(clock=lambda: now[0])
    assert leases.acquire(result, watcher) is None
    leases.clear_abandoned(result.parents[1])
    assert path.exists()
    assert not processes.is_dead(f"{processes.machine()}-{hidden}")
    assert leases.who_holds(result) == f"process {hidden} of this machine"
    now[0] += leases.ABANDONED_SECONDS + 1
    assert leases.acquire(result, watcher) is not None
    assert not path.exists()


def test_a_dead_lease_that_may_not_be_removed_stops_nobody(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, unlink = leave(result, 1, pid=dead_pid()), Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError(1, "Operation not permitted")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    leases.clear_abandoned(result.parents[1])
    lease = leases.acquire(result, leases.Watcher())
    assert lease is not None
    with lease:
        assert files(result) == sorted([old.name, lease.path.name])
        assert leases.acquire(result, leases.Watcher()) is None
    assert files(result) == [old.name]


def test_who_is_stopped_while_it_takes_a_run_leaves_no_lease(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = leave(result, 1, pid=dead_pid())

    unlink = Path.unlink

    def stop(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", stop)
    with pytest.raises(KeyboardInterrupt):
        leases.acquire(result, leases.Watcher())
    assert files(result) == [old.name]
