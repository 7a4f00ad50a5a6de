"""The client's side of the fork server: start it, ask it for kernels, hold their lifelines."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from clinpeft.kernels.import_key import import_key

WEIGHTS = "CLINPEFT_WEIGHTS"
"""The folder of the weights that a run reads: told to a kernel so that their sha256 is taken once for many kernels."""
SERVER = Path(__file__).with_name("fork_server.py")
START_SECONDS = 120
"""Longest that the imports may take."""
LAUNCH_SECONDS = 20
MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "torch",
    "transformers.models.bert.modeling_bert",
    "transformers.models.bert.tokenization_bert",
    "transformers.models.llama.modeling_llama",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "peft",
    "peft.utils.transformers_weight_conversion",
    "safetensors.torch",
    "pandas",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "seaborn",
    "sklearn.linear_model",
    "sklearn.feature_extraction.text",
    "scipy.stats",
    "seqeval.metrics",
    "papermill",
    "jupytext",
    "jsonschema",
    "pooch",
    "clinpeft.running",
    "clinpeft.results.figures",
    "clinpeft.results.tables",
    "clinpeft.showing.modules",
    "clinpeft.showing.names",
)
"""What every kernel of a method page needs, modules that others import late among them. Ours come with all that they
import; a server that was started before their source changed is not used again."""


class NoFork(Exception):
    """A kernel cannot be forked here and now; the message says why, and an ordinary kernel will do."""


class NeverForks(NoFork):
    """No kernel can be forked in such an environment: asking again would be a long wait for the same answer."""


class ForkedProcess:
    """What jupyter_client uses of a Popen, for a process that is not our child: its lifeline tells all."""

    stdin = stdout = stderr = None

    def __init__(self, lifeline: socket.socket) -> None:
        self.lifeline = lifeline
        self.returncode: int | None = None
        self._lock = threading.Lock()
        self.pid: int = self._first_message()

    def _first_message(self) -> int:
        self.lifeline.settimeout(LAUNCH_SECONDS)
        try:
            message = json.loads(self.lifeline.recv(4096) or "{}")
        except OSError:  # no answer in time, or the server was killed
            message = {}
        if "pid" not in message:
            self.lifeline.close()
            raise NoFork("the fork server did not start a kernel")
        self.lifeline.setblocking(False)
        return message["pid"]

    def poll(self) -> int | None:
        """The exit code (negative for a signal), None while the kernel lives."""
        with self._lock:
            if self.returncode is None:
                self._read()
            return self.returncode

    def _read(self) -> None:
        try:
            message = self.lifeline.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        # Silence and an end: the server was killed, and then the kernel. How it died, nobody saw.
        self.returncode = json.loads(message)["exit"] if message else -signal.SIGKILL
        self.lifeline.close()

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end, at most so many seconds; returns what ``poll`` does."""
        if self.poll() is None:
            select.select([self.lifeline], [], [], timeout)
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it has started, if it still lives."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """One server process; NoFork where it cannot be had, OSError where not at this moment."""

    def __init__(self, folder: Path, environment: Mapping[str, str], modules: tuple[str, ...] = MODULES) -> None:
        if sys.platform != "linux":
            raise NeverForks(f"kernels are forked on Linux only, not on {sys.platform}")
        self.key = import_key(environment)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self.process = subprocess.Popen(
                    # -P: the folder of the script, which is ours, must not be searched for modules.
                    [sys.executable, "-P", str(SERVER), str(theirs.fileno()), str(os.getpid()), str(folder), *modules],
                    env={**environment},
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            except OSError:
                self.control.close()
                raise
        self._await_ready()

    def _await_ready(self) -> None:
        self.control.settimeout(START_SECONDS)
        try:
            answer = self.control.recv(4096)
        except (TimeoutError, ConnectionError):
            answer = b""
        if not answer:
            self.close(kill=True)
            raise NoFork("the fork server did not start")  # killed, or too slow on a busy machine: that passes
        said = json.loads(answer)
        if "refused" in said or said["threads"] != 1:
            self.close(kill=True)
            raise NeverForks(said.get("refused") or f"a process of {said['threads']} threads cannot be forked safely")

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Whether it lives and would be the same if it were started now."""
        return self.process.poll() is None and self.key == import_key(environment)

    def launch(self, arguments: list[str], environment: Mapping[str, str], folder: str) -> ForkedProcess:
        """A new kernel; NoFork where the server does not answer."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request: dict[str, object] = {"arguments": arguments, "environment": {**environment}, "folder": folder}
        request["weights"] = environment.get(WEIGHTS)
        with theirs:
            try:
                socket.send_fds(self.control, [json.dumps(request).encode()], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise NoFork(f"the fork server does not answer: {error}") from error
        return ForkedProcess(ours)

    def close(self, kill: bool = False) -> None:
        """Ask for no more kernels: the server ends when its last kernel has ended, or at once."""
        self.control.close()
        if kill:
            self.process.kill()
            self.process.wait()


class Forks:
    """The current server of this process: started at the first kernel, again when it no longer fits."""

    def __init__(self, folder: Path, modules: tuple[str, ...] = MODULES) -> None:
        self.folder = folder
        self.modules = modules
        self._lock = threading.Lock()
        self._server: ForkServer | None = None
        self._refusals: dict[tuple[object, ...], NeverForks] = {}

    def launch(self, arguments: list[str], environment: Mapping[str, str], folder: str) -> ForkedProcess:
        """A forked kernel; NoFork where there can be none."""
        try:
            return self.start(environment).launch(arguments, environment, folder)
        except OSError as error:  # no descriptor or process is free; that passes, so it is not remembered as a refusal
            raise NoFork(f"no kernel can be forked at this moment: {error}") from error

    def start(self, environment: Mapping[str, str]) -> ForkServer:
        """The server for such an environment, started unless it is there; NoFork or OSError where none can be had."""
        with self._lock:
            if self._server is not None and self._server.fits(environment):
                return self._server
            key = import_key(environment)
            if key in self._refusals:  # not another long wait for every run
                raise self._refusals[key]
            if self._server is not None:
                self._server.close()
                self._server = None
            try:
                self._server = ForkServer(self.folder, environment, self.modules)
            except NeverForks as refusal:
                self._refusals[key] = refusal
                raise
            return self._server

    @property
    def pid(self) -> int | None:
        """The server's process, None where none was started."""
        return None if self._server is None else self._server.process.pid
