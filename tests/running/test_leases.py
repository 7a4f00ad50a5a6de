"""Leases: one holder at a time; the dead are replaced, at once here and later elsewhere; dates do not matter."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from clinpeft import processes, store
from clinpeft.running import leases
from left_leases import dead_pid, files, leave


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
    assert files(result) == [got[0].path.name]


def test_a_dead_process_here_is_replaced_at_once_even_if_its_number_came_round(result: Path) -> None:
    for holder in ({"pid": dead_pid()}, {"started": 1.0}):
        leave(result, 1, **holder)
        lease = leases.acquire(result, leases.Watcher())
        assert lease is not None
        with lease:
            assert files(result) == [lease.path.name]


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
        assert files(result) == [lease.path.name]


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


def test_a_late_taker_leaves_a_lease_that_it_has_not_judged(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One judges a lease abandoned; before it acts, another clears that lease away and takes the run."""
    leave(result, 1, pid=dead_pid())
    create, others = leases._create, []

    def create_late(path: Path) -> None:
        monkeypatch.setattr(leases, "_create", create)
        leases.clear_abandoned(result.parents[1])
        others.append(leases.acquire(result, leases.Watcher()))
        create(path)

    monkeypatch.setattr(leases, "_create", create_late)
    monkeypatch.setattr(leases, "CONTEST_SECONDS", 0.05)
    assert leases.acquire(result, leases.Watcher()) is None
    assert others[0] is not None
    assert files(result) == [others[0].path.name]


def test_a_lease_released_while_it_is_judged_says_nothing_of_the_next(
    result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [leases.acquire(result, leases.Watcher())]

    class Slow(leases.Watcher):
        def is_abandoned(self, path: Path) -> bool:
            assert held[0] is not None
            held[0].remove()
            abandoned = super().is_abandoned(path)
            held.append(leases.acquire(result, leases.Watcher()))
            return abandoned

    monkeypatch.setattr(leases, "CONTEST_SECONDS", 0.05)
    assert leases.acquire(result, Slow()) is None
    assert held[1] is not None
    assert files(result) == [held[1].path.name]


def test_a_holder_that_wakes_up_late_touches_nothing_of_the_next_one(
    result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.01)
    late = leases.acquire(result, leases.Watcher())
    assert late is not None
    with late:
        leases.require(late.environment)
        late.path.unlink()  # somebody has taken it for abandoned
        following = leases.acquire(result, leases.Watcher())
        assert following is not None
        os.utime(following.path, (0, 0))
        threading.Event().wait(0.1)
        assert not late.held
        with pytest.raises(store.NotStored, match=r"lease \S+ is gone"):
            leases.require(late.environment)
    assert following.held
    assert following.path.stat().st_mtime == 0
    leases.require({})


def test_a_stopped_process_here_keeps_its_lease_and_has_a_minute_once_it_goes_on(result: Path) -> None:
    stopped = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        leave(result, 1, pid=stopped.pid, started=processes.started(stopped.pid))
        now = [0.0]
        watcher = leases.Watcher(clock=lambda: now[0])
        os.kill(stopped.pid, signal.SIGSTOP)
        assert os.waitid(os.P_PID, stopped.pid, os.WSTOPPED | os.WNOWAIT) is not None
        for _ in range(3):
            assert leases.acquire(result, watcher) is None
            now[0] += leases.ABANDONED_SECONDS + 1
        assert leases.acquire(result, watcher) is None
        os.kill(stopped.pid, signal.SIGCONT)
        assert os.waitid(os.P_PID, stopped.pid, os.WCONTINUED | os.WNOWAIT) is not None
        now[0] += leases.ABANDONED_SECONDS - 1
        assert leases.acquire(result, watcher) is None
    finally:
        stopped.kill()
        stopped.wait()
    assert leases.acquire(result, watcher) is not None


def test_clearing_spares_the_living_and_other_machines(result: Path) -> None:
    leave(result, 1, pid=dead_pid())
    kept = {leave(result, 2, started=processes.started(os.getpid())).name, leave(result, 3, machine="elsewhere").name}
    os.utime(result.parent / f".{result.stem}.lease2", (0, 0))
    leases.clear_abandoned(result.parents[1])
    assert set(files(result)) == kept


def test_leases_whose_holders_cannot_be_seen_go_when_they_are_silent(result: Path) -> None:
    """Of another machine, or of this one before it started anew; that a run is made does not end who makes it again."""
    other = result.with_name("other.json")
    for run in (result, other):
        leave(run, 1, machine="elsewhere")
    other.write_text("{}")
    now = time.time()
    for age, left in ((leases.ANCIENT_SECONDS - 70, {result, other}), (leases.ANCIENT_SECONDS + 70, set())):
        for path in result.parent.glob(".*.lease1"):
            os.utime(path, (now - age, now - age))
        leases.clear_abandoned(result.parents[1])
        assert set(files(result)) == {other.name, *(f".{run.stem}.lease1" for run in left)}


def test_a_file_is_written_under_a_name_that_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (seen.append(self.name), replace(self, target)))
    store.write_atomically(tmp_path / "a.json", "{}")
    assert seen == [f".a.json.{processes.tag()}.part"]
    assert not processes.is_dead(processes.tag())
