"""What killed processes have left is removed, wherever it lies; what belongs to the living and to others is not."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from clinpeft import kernels, paths, processes
from clinpeft.running import leases, leftovers, sweep


@pytest.fixture(scope="module")
def dead() -> str:
    """The tag of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{processes.machine()}-{process.pid}"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone."""
    for name in ("PROJECT", "HOME", "RUNS"):
        monkeypatch.setenv(f"CLINPEFT_{name}", str(tmp_path / name.lower()))
    for name in ("tmp", "short"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(leftovers, "SHORT_BASE", tmp_path / "short")
    return tmp_path


def written_folders() -> list[Path]:
    home, tree = paths.home(), paths.tree()
    runs = [tree.runs, tree.runs / "task", paths.private_runs() / "task"]
    kept = [home / "tokens", home / "pace", home / "private" / "tokens"]
    return [
        *runs,
        *kept,
        tree.executed,
        tree.executed / "methods",
        tree.notebook_copies / "tasks",
        tree.published / "t",
    ]


def test_half_written_files_of_the_dead_go_from_every_folder(dead: str) -> None:
    for folder in written_folders():
        folder.mkdir(parents=True, exist_ok=True)
        for tag in (dead, processes.tag(), "elsewhere-1", "99"):
            (folder / f".a.json.{tag}.part").touch()
        os.utime(folder / ".a.json.99.part", (0, 0))
    leftovers.clear_leftovers()
    for folder in written_folders():
        kept = {f".a.json.{processes.tag()}.part", ".a.json.elsewhere-1.part"}
        assert {path.name for path in folder.iterdir() if path.is_file()} == kept, folder


def test_what_may_not_be_removed_stops_no_sweep(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = paths.tree().runs / "task"
    folder.mkdir(parents=True)
    part = folder / f".a.json.{dead}.part"
    part.touch()

    def refuse(path: Path, missing_ok: bool = False) -> None:
        del missing_ok
        raise OSError(30, "Read-only file system", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        assert list(sweep.sweep([], 1)) == []
    assert part.exists()


def test_temporary_folders_of_the_dead_go_from_both_places_and_no_others(project: Path, dead: str) -> None:
    pid = dead.rpartition("-")[2]
    kept = {f"{kernels.temporary_prefix('kernels')}a", f"clinpeft-kernels-elsewhere-{pid}-a", "clinpeft-of-others"}
    for base in ("tmp", "short"):
        for name in (*kept, *(f"clinpeft-{what}-{dead}-a" for what in ("kernels", "adapter", "bench", "wheel"))):
            (project / base / name).mkdir()
            (project / base / name / "file").touch()
    leftovers.clear_leftovers()
    for base in ("tmp", "short"):
        assert {path.name for path in (project / base).iterdir()} == kept


def test_a_sweep_with_nothing_to_do_clears_too(dead: str) -> None:
    result = paths.tree().runs / "task" / "run.json"
    result.parent.mkdir(parents=True)
    result.write_text("{}")
    machine, _, pid = dead.rpartition("-")
    lease = result.with_name(".run.lease1")
    lease.write_text(json.dumps({"machine": machine, "pid": int(pid), "started": 0.0}))
    result.with_name(f".run.json.{dead}.part").touch()
    assert list(sweep.sweep([], 1)) == []
    assert list(result.parent.iterdir()) == [result]


def test_a_folder_that_cannot_be_written_stops_no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    lease = paths.tree().runs / "task" / ".run.lease1"
    lease.parent.mkdir(parents=True)
    lease.touch()
    os.utime(lease, (0, 0))

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "touch", full)
        leases.clear_abandoned(paths.tree().runs)
    assert lease.exists()
    leases.clear_abandoned(paths.tree().runs)
    assert not lease.exists()
