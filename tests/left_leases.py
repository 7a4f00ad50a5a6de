"""Leases that a test leaves beside a run, and what lies there afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

from clinpeft import processes


def files(result: Path) -> list[str]:
    return sorted(path.name for path in result.parent.iterdir())


def leave(result: Path, name: int | str, **holder: object) -> Path:
    """A lease that somebody left."""
    path = result.with_name(f".{result.stem}.lease{name}")
    path.write_text(json.dumps({"machine": processes.machine(), "pid": os.getpid(), "started": 0.0, **holder}))
    return path


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
