"""A dask scheduler and workers on this machine, each a process of its own as on a real cluster."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from simulated import Simulation

WORKER = "from distributed.cli.dask_worker import main; main()"


@dataclass
class Loopback:
    """A cluster for a simulation; whoever joins is a process whose number is returned."""

    simulation: Simulation
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.simulation.root / "scheduler.json"

    def schedule(self) -> int:
        """Start the scheduler, and return once its file is there."""
        pid = self._start("from distributed.cli.dask_scheduler import main; main()", ["--port", "0"], {})
        while not self.file.is_file():
            assert self.processes[0].poll() is None
            time.sleep(0.1)
        return pid

    def join(self, environment: Mapping[str, str] | None = None, before: str = "") -> int:
        """Start a worker; these variables and this line of code tell it from the others."""
        options = ["--no-nanny", "--nthreads", "1", "--local-directory", str(self.simulation.root)]
        return self._start(f"{before}\n{WORKER}", options, environment or {})

    def _start(self, program: str, options: list[str], environment: Mapping[str, str]) -> int:
        common = ["--scheduler-file", str(self.file), "--host", "127.0.0.1", "--no-dashboard"]
        process = subprocess.Popen(
            [sys.executable, "-c", program, *common, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**self.simulation.environment, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", **environment},
        )
        self.processes.append(process)
        return process.pid


@contextmanager
def cluster_of(simulation: Simulation, workers: int) -> Iterator[tuple[Loopback, list[int]]]:
    """A scheduler and so many workers; all of them are gone after the block."""
    made = Loopback(simulation)
    try:
        made.schedule()
        yield made, [made.join() for _ in range(workers)]
    finally:
        for process in made.processes[::-1]:
            process.kill()
            process.wait()
