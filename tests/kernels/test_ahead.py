"""The server that begins to start before a command has imported what it needs."""

import os
import subprocess
import sys

import pytest

from clinpeft.kernels.import_key import SET_AT_IMPORT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

SCRIPT = """
import os, sys, time
from clinpeft import kernels, resources
from clinpeft.cli.ahead import start_kernels
cores, at_once, threads = map(int, sys.argv[1:])
resources.cores = lambda: cores
start_kernels(at_once or None)
forks, end = kernels.forks(), time.monotonic() + 60
while cores > 1 and forks.pid is None and time.monotonic() < end:
    time.sleep(0.05)
early = forks.pid
import clinpeft.bench.report, clinpeft.running.sweep
server = forks.start({**os.environ, **kernels.thread_limits(threads)})
print("same" if early == server.process.pid else "another", early is not None)
server.close(kill=True)
"""


@pytest.mark.parametrize(
    ("cores", "at_once", "threads", "said"),
    [
        (2, None, 1, "same True"),
        (8, 2, 4, "same True"),
        (8, None, 8, "another True"),
        (1, None, 1, "another False"),
    ],
)
def test_the_first_kernel_finds_a_server_that_has_begun_to_start(
    cores: int, at_once: int | None, threads: int, said: str
) -> None:
    """Imports must not change what the server is keyed on; on one core nothing is begun."""
    command = [sys.executable, "-c", SCRIPT, str(cores), str(at_once or 0), str(threads)]
    told = {**os.environ, "CLINPEFT_PRELOAD": "ipykernel.kernelapp"}
    for name in ("OMP_NUM_THREADS", "CLINPEFT_THREADS", *SET_AT_IMPORT):
        told.pop(name, None)  # this process has imported what sets the latter
    assert subprocess.run(command, env=told, check=True, capture_output=True, text=True).stdout.strip() == said
