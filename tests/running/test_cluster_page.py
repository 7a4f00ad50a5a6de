"""The scripts printed on the page about many machines, run as they stand with stand-ins for the programs they call."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from clinpeft import paths, processes

STUBS = {
    "dask": """case $1 in
scheduler) [ -z "$SCHEDULER_FAILS" ] || exit 1; echo "$$" >>started; echo {} >"$3"; exec sleep 60 ;;
worker) echo "$$" >>started; exec sleep 60 ;;
esac""",
    "srun": 'shift; exec "$@"',
    "clinpeft": 'while [ "$(wc -l <started)" -lt "$PROCESSES" ]; do sleep 0.05; done; exit "$SWEEP_ENDS_WITH"',
    # As ssh does, it returns only when nobody holds the other end's output any more.
    "ssh": 'said=$(bash -c "$2"); echo "$1$said"',
}


def script(title: str, number: int) -> str:
    """A code block under a heading of the page."""
    text = (paths.PROJECT / "book" / "many_machines.md").read_text(encoding="utf-8")
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"```bash\n(.*?)```", section, re.DOTALL)[number]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose environment holds the stand-ins."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "activate").write_text(f"PATH={tmp_path}/.venv/bin:$PATH\n")
    for name, content in STUBS.items():
        stub = tmp_path / ".venv" / "bin" / name
        stub.write_text(f"#!/bin/bash\n{content}\n")
        stub.chmod(0o755)
    return tmp_path


def run(text: str, folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": f"{folder}/.venv/bin:{os.environ['PATH']}", "SLURM_JOB_ID": "7", **variables}
    return subprocess.run(
        ["bash", "-c", text], cwd=folder, env=environment, capture_output=True, text=True, timeout=40, check=False
    )


def alive(pid: int) -> bool:
    return processes.started(pid) is not None


def started(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "started").read_text().split()]


@pytest.mark.parametrize(("title", "number"), [("Under Slurm", 0), ("Over ssh", 0), ("Over ssh", 1)])
def test_printed_scripts_are_bash(title: str, number: int) -> None:
    subprocess.run(["bash", "-n"], input=script(title, number), text=True, check=True)


@pytest.mark.parametrize("code", [0, 1])
def test_a_slurm_job_ends_as_its_sweep_does_and_leaves_nothing(code: int, folder: Path) -> None:
    made = run(script("Under Slurm", 0), folder, {"PROCESSES": "2", "SWEEP_ENDS_WITH": str(code)})
    assert made.returncode == code, made.stderr
    assert not list(folder.glob("scheduler-*"))
    pids = started(folder)
    deadline = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (len(pids), [pid for pid in pids if alive(pid)]) == (2, [])


def test_a_slurm_job_does_not_wait_for_a_scheduler_that_has_ended(folder: Path) -> None:
    made = run(script("Under Slurm", 0), folder, {"SCHEDULER_FAILS": "1"})
    assert made.returncode == 1
    assert "The scheduler has ended" in made.stderr


def test_ssh_comes_back_from_every_host_while_the_workers_run(folder: Path) -> None:
    text = script("Over ssh", 1).replace("/shared/clinpeft", str(folder))
    (folder / "started").touch()
    made = run(text, folder, {"PROCESSES": "3", "SWEEP_ENDS_WITH": "0"})
    try:
        assert (made.returncode, made.stdout.split()) == (0, ["first", "second", "third"])
        assert all(map(alive, started(folder)))
    finally:
        for pid in started(folder):
            os.kill(pid, 9)
