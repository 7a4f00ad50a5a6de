"""Nothing is left of a forked kernel or its server, whoever is killed first."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from simulated import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


CLIENT = """
import json, os, sys, time
from pathlib import Path
from clinpeft.kernels.forked import Forks
folder = Path(sys.argv[1]); folder.mkdir()
forks = Forks(folder, ("ipykernel.kernelapp",))
(folder / "k.json").write_text(json.dumps(dict(
    shell_port=1, iopub_port=2, stdin_port=3, control_port=4, hb_port=5, ip=str(folder / "k"), key="", transport="ipc",
    signature_scheme="hmac-sha256", kernel_name="")))
kernel = forks.launch(["-f", str(folder / "k.json")], os.environ, "/")
print(json.dumps([forks.pid, kernel.pid]), flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""


class Client:
    """A process with a fork server and a kernel, to be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.server, self.kernel = json.loads(self.process.stdout.readline())

    def ask(self, expression: str) -> object:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path / "kernels")
    yield made
    made.process.kill()
    made.process.communicate()
    assert until(lambda: not alive(made.server) and not alive(made.kernel))


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_nothing_is_left_of_a_killed_client(client: Client) -> None:
    client.process.kill()
    assert until(lambda: not alive(client.server) and not alive(client.kernel) and not client.folder.exists())


def test_nothing_is_left_of_a_client_killed_while_its_kernel_is_stuck_in_foreign_code(client: Client) -> None:
    os.kill(client.kernel, signal.SIGSTOP)
    client.process.kill()
    assert until(lambda: not alive(client.server) and not alive(client.kernel))


def test_a_kernel_outlives_its_server_but_not_both(client: Client) -> None:
    os.kill(client.server, signal.SIGKILL)
    assert until(lambda: not alive(client.server))
    assert client.ask("kernel.poll()") is None
    assert client.ask("forks.launch(['-f', str(folder / 'k.json')], os.environ, '/').poll()") is None, "a new server"
    assert client.ask("forks.pid") != client.server
    client.process.kill()
    assert until(lambda: not alive(client.kernel))


def test_a_killed_kernel_is_reported(client: Client) -> None:
    os.kill(client.kernel, signal.SIGKILL)
    assert client.ask("kernel.wait(20)") == -signal.SIGKILL
    assert alive(client.server)


def test_without_client_and_kernels_the_server_ends(client: Client) -> None:
    client.ask("forks._server.close()")
    assert alive(client.server), "its kernel lives"
    client.ask("kernel.kill()")
    assert until(lambda: not alive(client.server))
    assert client.folder.exists(), "still the client's"
