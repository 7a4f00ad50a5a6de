"""Where a kernel cannot be forked, now or ever, the fork server lives on and an ordinary kernel is started."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import papermill
import pytest

from clinpeft import kernels
from clinpeft.kernels import fork_server, forked, own
from clinpeft.kernels.forked import Forks, NoFork

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def test_a_system_without_pidfd_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.pidfd_open\n")
    forks = Forks(tmp_path / "kernels", ("json",))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with pytest.raises(NoFork, match="cannot watch a process"):
        forks.launch([], environment, "/")
    monkeypatch.setattr(forked.subprocess, "Popen", None)
    with pytest.raises(NoFork, match="cannot watch a process"):
        forks.launch([], environment, "/")


def test_a_server_that_was_killed_while_it_imports_is_started_again(tmp_path: Path) -> None:
    (tmp_path / "disturbed.py").write_text(
        f"import os\nif not os.path.exists({str(tmp_path / 'calm')!r}): os._exit(9)\n"
    )
    forks = Forks(tmp_path / "kernels", ("disturbed",))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with pytest.raises(NoFork, match="did not start"):
        forks.start(environment)
    (tmp_path / "calm").touch()
    server = forks.start(environment)
    assert server.fits(environment)
    server.close()


@pytest.fixture
def served() -> Iterator[tuple[fork_server.Server, socket.socket]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield fork_server.Server(theirs, -1), ours


def asked(ours: socket.socket, attached: bool) -> socket.socket:
    """The client's side of a lifeline after a request for a kernel."""
    end, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        socket.send_fds(ours, [json.dumps({"environment": {}}).encode()], [theirs.fileno()] if attached else [])
    end.settimeout(5)
    return end


@pytest.mark.parametrize("attached", [True, False])
def test_the_server_survives_a_fork_that_fails(
    served: tuple[fork_server.Server, socket.socket], attached: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_fork() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(fork_server.os, "fork", no_fork)
    server, ours = served
    with asked(ours, attached) as end:
        server._request()
        assert end.recv(10) == b"", "the client sees at once that it gets none"
    assert server.open
    assert server.lifelines == {}


def test_a_lifeline_is_not_inherited(
    served: tuple[fork_server.Server, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork_server.os, "fork", lambda: 7)
    server, ours = served
    with asked(ours, True):
        server._request()
        assert not server.lifelines[7].get_inheritable()
        server.lifelines[7].close()


@pytest.mark.parametrize("dies", [True, False])
def test_a_client_is_seen_dead_though_its_sockets_have_closed_before(
    dies: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of a killed client removes its folder; that of a client that wants no more kernels does not."""
    for name in ("signal", "set_wakeup_fd"):
        monkeypatch.setattr(fork_server.signal, name, lambda *_, **__: None)
    monkeypatch.setattr(fork_server, "DYING_SECONDS", 5 if dies else 0.1)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    alive, client = os.pipe()
    server = fork_server.Server(theirs, alive)
    ours.close()
    end = threading.Timer(0.3, os.close, [client])
    if dies:
        end.start()
    with theirs:
        server.serve()
    assert server.bereaved == dies
    for left in (alive, *([] if dies else [client])):
        os.close(left)


def broken(*_: object, **__: object) -> None:
    raise OSError(24, "Too many open files")


@pytest.mark.parametrize("place", ["socket", "subprocess"])
def test_a_shortage_makes_an_ordinary_kernel_and_is_forgotten(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = {
        "socket": SimpleNamespace(**{**vars(socket), "socketpair": broken}),
        "subprocess": SimpleNamespace(**{**vars(subprocess), "Popen": broken}),
    }
    forks, end = Forks(tmp_path, ("ipykernel.kernelapp",)), kernels.KernelEnd()
    monkeypatch.setattr(own, "forks", lambda: forks)
    with monkeypatch.context() as patch:
        patch.setattr(forked, place, faults[place])
        executed(end)
        assert not end.forked
    executed(end)
    assert end.forked, "once there is room again"
    assert forks._server is not None
    forks._server.close()


def executed(end: kernels.KernelEnd) -> None:
    papermill.execute_notebook(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]),
        None,
        kernel_name="python3",
        progress_bar=False,
        kernel_manager_class=kernels.manager_for({}, end),
    )
