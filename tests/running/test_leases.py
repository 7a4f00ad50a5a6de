"""Leases: one holder at a time; the dead are replaced, at once here and later elsewhere; dates do not matter."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from clinpeft import processes, store
from clinpeft.running import leases


@pytest.fixture
def result(tmp_path: Path) -> Path:
    (tmp_path / "task").mkdir()
    return tmp_path / "task" / "run-lr0.001-s1.json"


def files(result: Path) -> list[str]:
    return sorted(path.name for path in result.parent.iterdir())


def leave(result: Path, number: int, **holder: object) -> Path:
    """A lease that somebody left."""
    path = result.with_name(f".{result.stem}.lease{number}")
    path.write_text(json.dumps({"machine": processes.machine(), "pid": os.getpid(), "started": 0.0, **holder}))
    return path


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_one_holder_at_a_time_and_nothing_left(result: Path) -> None:
    lease = leases.acquire(result, leases.Watcher())
    assert lease is not None
    with lease:
        assert leases.acquire(result, leases.Watcher()) is None
        other = result.with_name("run-lr0.001-s10.json")
        second = leases.acquire(other, leases.Watcher())
        assert second is not None
        with second:
            assert len(files(result)) == 2
    assert files(result) == []


def test_of_many_at_once_exactly_one_gets_it(result: Path) -> None:
    leave(result, 3, pid=dead_pid())
    barrier, got = threading.Barrier(16), []

    def take() -> None:
        barrier.wait()
        lease = leases.acquire(result, leases.Watcher())
        if lease is not None:
            got.append(lease)

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert files(result) == [f".{result.stem}.lease4"]


def test_a_dead_process_here_is_replaced_at_once_even_if_its_number_came_round(result: Path) -> None:
    for holder in ({"pid": dead_pid()}, {"started": 1.0}):
        leave(result, 1, **holder)
        lease = leases.acquire(result, leases.Watcher())
        assert lease is not None
        with lease:
            assert files(result) == [f".{result.stem}.lease2"]


@pytest.mark.parametrize("content", [None, "", '{"machine": "els', "[]", "alive"])
def test_silence_is_measured_by_this_process_and_not_by_dates(result: Path, content: str | None) -> None:
    path = leave(result, 1, machine="elsewhere")
    if content == "alive":  # here, but it could not remove its lease or does nothing any more
        leave(result, 1, started=processes.started(os.getpid()))
    elif content is not None:
        path.write_text(content)
    now = [0.0]
    watcher = leases.Watcher(clock=lambda: now[0])
    for date in (0, 2**31, 0):  # a clock that jumps is still a heart that beats
        os.utime(path, (date, date))
        assert leases.acquire(result, watcher) is None
        now[0] += leases.ABANDONED_SECONDS - 1
    assert leases.acquire(result, watcher) is None
    now[0] += 2
    lease = leases.acquire(result, watcher)
    assert lease is not None
    with lease:
        assert files(result) == [f".{result.stem}.lease2"]


def test_a_held_lease_beats(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.01)
    lease = leases.acquire(result, leases.Watcher())
    assert lease is not None
    os.utime(lease.path, (0, 0))
    with lease:
        for _ in range(500):
            if lease.path.stat().st_mtime > 0:
                break
            threading.Event().wait(0.01)
        assert lease.path.stat().st_mtime > 0
        lease.path.unlink()  # as when it was taken over: the holder goes on


def test_without_links_the_file_is_still_made_by_one(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", no_link)
    lease = leases.acquire(result, leases.Watcher())
    assert lease is not None
    with lease:
        assert leases.acquire(result, leases.Watcher()) is None


def test_clearing_spares_the_living_and_other_machines(result: Path) -> None:
    me = processes.tag()
    leave(result, 1, pid=dead_pid())
    kept = {leave(result, 2, started=processes.started(os.getpid())).name, leave(result, 3, machine="elsewhere").name}
    for name in (f".a.{processes.machine()}-{dead_pid()}.part", f".a.{me}.part", ".a.elsewhere-1.part", ".a.99.part"):
        (result.parent / name).touch()
    os.utime(result.parent / ".a.99.part", (0, 0))
    leases.clear_abandoned(result.parents[1], leases.Watcher())
    assert set(files(result)) == kept | {f".a.{me}.part", ".a.elsewhere-1.part"}


def test_a_file_is_written_under_a_name_that_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (seen.append(self.name), replace(self, target)))
    store.write_atomically(tmp_path / "a.json", "{}")
    assert seen == [f".a.json.{processes.tag()}.part"]
    assert not processes.is_dead(processes.tag())
