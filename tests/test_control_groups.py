"""Limits of control groups, read from folders as systemd, Slurm and containers lay them out."""

from pathlib import Path

import pytest

from clinpeft import resources
from clinpeft.control_groups import ControlGroups

MIB = 1 << 20


def groups(root: Path, membership: str, files: dict[str, str]) -> ControlGroups:
    """A machine of these files below its folder of groups."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    (root / "membership").write_text(membership)
    return ControlGroups(root, root / "membership")


def test_a_limit_on_any_group_around_counts(tmp_path: Path) -> None:
    job = "system.slice/slurm/job_7"
    files = {
        "memory.max": "max\n",
        f"{job}/memory.max": f"{3000 * MIB}\n",
        f"{job}/memory.current": f"{1000 * MIB}\n",
        f"{job}/cpu.max": "150000 100000\n",
        f"{job}/step_0/task_0/memory.max": "max\n",
        f"{job}/step_0/task_0/cpu.max": "max 100000\n",
        "elsewhere/memory.max": "1\n",
    }
    found = groups(tmp_path, f"0::/{job}/step_0/task_0\n", files)
    assert found.free_memory() == 2000 * MIB
    assert found.processors() == 1.5


def test_memory_that_only_keeps_read_files_is_free(tmp_path: Path) -> None:
    files = {
        "memory.max": f"{1000 * MIB}\n",
        "memory.current": f"{990 * MIB}\n",
        "memory.stat": f"anon {100 * MIB}\ninactive_anon 5\nfile {890 * MIB}\ninactive_file {700 * MIB}\n",
    }
    found = groups(tmp_path, "0::/\n", files)
    assert found.free_memory() == 710 * MIB
    assert resources.free_memory(found) <= 0.9 * 710 * MIB


def test_memory_that_systemd_only_slows_down_beyond_is_a_limit(tmp_path: Path) -> None:
    files = {"user/memory.max": "max\n", "user/memory.high": f"{500 * MIB}\n", "user/memory.current": f"{600 * MIB}\n"}
    assert groups(tmp_path, "0::/user\n", files).free_memory() == 0


def test_groups_of_the_first_version(tmp_path: Path) -> None:
    files = {
        "memory/memory.limit_in_bytes": "9223372036854771712\n",
        "memory/docker/a/memory.limit_in_bytes": f"{800 * MIB}\n",
        "memory/docker/a/memory.usage_in_bytes": f"{700 * MIB}\n",
        "memory/docker/a/memory.stat": f"inactive_file 1\ntotal_inactive_file {400 * MIB}\n",
        "cpu/docker/cpu.cfs_quota_us": "200000\n",
        "cpu/docker/cpu.cfs_period_us": "100000\n",
        "cpu/docker/a/cpu.cfs_quota_us": "-1\n",
        "cpu/docker/a/cpu.cfs_period_us": "100000\n",
    }
    membership = "4:memory:/docker/a\n2:cpu,cpuacct:/docker/a\n1:name=systemd:/docker/a\n0::/\n"
    found = groups(tmp_path, membership, files)
    assert found.free_memory() == 500 * MIB
    assert found.processors() == 2


@pytest.mark.parametrize("path", ["/kubepods/pod1/abc", "/../../pod1/abc"])
def test_in_a_container_the_hosts_path_leads_to_what_is_mounted(path: str, tmp_path: Path) -> None:
    found = groups(tmp_path, f"0::{path}\n", {"memory.max": f"{MIB}\n", "memory.current": "0\n", "cpu.max": "50 100\n"})
    assert found.free_memory() == MIB
    assert resources.cores(found) == 1


def test_without_groups_nothing_is_limited(tmp_path: Path) -> None:
    found = ControlGroups(tmp_path / "none", tmp_path / "no membership")
    assert (found.free_memory(), found.processors()) == (None, None)
    assert resources.free_memory(found) > 0
