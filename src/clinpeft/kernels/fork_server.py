"""The process that forks kernels: it has imported the stack once, and every kernel starts from there.

Run as a script by ``forked.ForkServer``, never imported by the library. Our own code is imported like all other; the
client starts another server once its source has changed. Two kinds of sockets, both of whole messages (SOCK_SEQPACKET):

- *control*, one for the server: requests arrive here, each with a kernel's lifeline attached; its end means that no
  more will come.
- *lifeline*, one for each kernel: the kernel says its pid, the server its exit code. The kernel ends when its client's
  side closes, whoever has died, and so does the server when no client and no kernel is left.
"""

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import random
import select
import selectors
import shutil
import signal
import socket
import sys
import threading
import traceback
import warnings
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

MESSAGE = 1 << 20
"""Longest request in bytes: an environment."""
DYING_SECONDS = 2
"""How long a client that has closed its sockets may take to be seen dead."""


def main(control_fd: int, client_pid: int, folder: str, modules: list[str]) -> None:
    """Import, say so, serve until the client is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_fd)
    control.set_inheritable(False)
    try:
        client = os.pidfd_open(client_pid)
    except ProcessLookupError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    except (AttributeError, OSError) as error:  # an old kernel, or a C library without it
        _say(control, {"refused": f"this system cannot watch a process by pidfd: {error}"})
        return
    _import(modules)
    _say(control, {"threads": len(os.listdir("/proc/self/task"))})
    gc.collect()
    gc.freeze()  # else the collector would touch, and so copy, every page that kernels share
    server = Server(control, client)
    server.serve()
    if server.bereaved:  # else the client removes its folder itself
        shutil.rmtree(folder, ignore_errors=True)


def _say(control: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(ConnectionError):  # a client that is gone is noticed while serving
        control.send(json.dumps(message).encode())


def _import(modules: list[str]) -> None:
    # numpy's and scipy's linear algebra would start threads as it is loaded, and a fork has only the one that forks.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # What the kernel application would set before anything imports matplotlib.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # The kernel's debugger says at its import that it sees no breakpoints in the standard library: here, to nobody.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what an import has to say belongs to no notebook
        for name in modules:
            importlib.import_module(name)
        _warm_up()


def _warm_up() -> None:
    """Compute what the imported modules compute once, at their first use: it would take a second of every run."""
    if "transformers.conversion_mapping" in sys.modules:
        # A thousand regular expressions, compiled at the first load of any model.
        sys.modules["transformers.conversion_mapping"].get_checkpoint_conversion_mapping("bert")
    if "jupytext" in sys.modules:
        # The schema of notebooks is read and compiled for the first cell.
        sys.modules["jupytext"].reads("# %%\n", fmt="py:percent")
    if "seaborn" in sys.modules:
        from matplotlib.figure import Figure

        figure = Figure()
        sys.modules["seaborn"].lineplot(x=[0, 1], y=[0, 1], ax=figure.add_subplot(title="fonts are found"))
        figure.savefig(io.BytesIO(), format="png")
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        finalizer.atexit = False  # of the modules' own tables: a kernel that ends needs none of them tidied


class Server:
    """Forks on request, reaps, reports."""

    def __init__(self, control: socket.socket, client: int) -> None:
        self.control = control
        self.client = client
        self.lifelines: dict[int, socket.socket] = {}
        """By pid; copies of the kernels' own ends, to report exit codes on."""
        self.wakeup = socket.socketpair()
        self.selector = selectors.DefaultSelector()
        self.open = True
        self.bereaved = False

    def serve(self) -> None:
        for end in self.wakeup:
            end.setblocking(False)
        signal.set_wakeup_fd(self.wakeup[1].fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        actions: dict[object, Callable[[], None]] = {
            self.control: self._request,
            self.client: self._client_died,
            self.wakeup[0]: self._reap,
        }
        for source, action in actions.items():
            self.selector.register(source, selectors.EVENT_READ, action)  # type: ignore[arg-type]
        while self.open or self.lifelines:
            for key, _ in self.selector.select():
                key.data()
        # Of a client that is killed the sockets close first: its kernels may be gone before its end can be seen.
        self.bereaved = self.bereaved or bool(select.select([self.client], [], [], DYING_SECONDS)[0])

    def _request(self) -> None:
        try:
            message, ends, _, _ = socket.recv_fds(self.control, MESSAGE, 1)
        except OSError:  # the client was killed while it asked, or the control is broken
            message = b""
        if not message:
            self.open = False
            self.selector.unregister(self.control)
            return
        if not ends:  # no descriptor is free for it; the client's side has closed with it, which tells the client
            return
        lifeline = socket.socket(fileno=ends[0])
        lifeline.set_inheritable(False)  # what a notebook starts would keep it open
        request = json.loads(message)
        try:
            pid = os.fork()
        except OSError:  # too many processes, or no memory, at this moment: the other kernels live on
            lifeline.close()
            return
        if pid == 0:
            self._become_kernel(lifeline, request)
        self.lifelines[pid] = lifeline
        _read_weights(request.get("weights"))

    def _client_died(self) -> None:
        """Kernels see it themselves; this is for one that cannot, stuck in foreign code."""
        self.open, self.bereaved = False, True
        self.selector.unregister(self.client)
        for pid in self.lifelines:
            _kill_group(pid)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.wakeup[0].recv(4096)
        for pid in list(self.lifelines):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            _kill_group(pid)  # what the notebook has started itself; the number is ours until the next line
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            with self.lifelines.pop(pid) as lifeline, contextlib.suppress(OSError):  # nobody may be left to know
                lifeline.send(json.dumps({"exit": code}).encode())

    def _become_kernel(self, lifeline: socket.socket, request: dict[str, Any]) -> NoReturn:
        """In the child: close what belongs to the server, then be an ordinary kernel until it ends."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.selector.close()
            for end in (self.control, *self.wakeup, *self.lifelines.values()):
                end.close()
            code = _kernel(lifeline, self.client, request)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _read_weights(folder: str | None) -> None:
    """Take the weights' sha256 for the kernels to come: they inherit it, and read no unchanged file again."""
    library = sys.modules.get("clinpeft.modelling.weights")
    if folder is not None and library is not None:
        with contextlib.suppress(OSError, ValueError):  # files that cannot be read are the kernel's to name
            library.digest(Path(folder))


def _kernel(lifeline: socket.socket, client: int, request: dict[str, Any]) -> int:
    os.setsid()
    threading.Thread(target=_die_with_client, args=(lifeline, client), daemon=True).start()
    with contextlib.suppress(ConnectionError):  # whoever asked has given up, and the thread ends this kernel
        lifeline.send(json.dumps({"pid": os.getpid()}).encode())
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    _reseed()
    from ipykernel.kernelapp import IPKernelApp

    # A parent of 1 stands for "none to watch": the lifeline is what ends this kernel.
    arguments = [*request["arguments"], "--IPKernelApp.parent_handle=1"]
    sys.argv = ["ipykernel_launcher", *arguments]
    try:
        IPKernelApp.launch_instance(argv=arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        # Closing the application waits for a thread of it, which often waits for one that has ended: 3.4 seconds until
        # the client loses patience and kills. Every message is out by then, and the process ends here anyway.
        atexit.unregister(IPKernelApp.instance().close)
        atexit._run_exitfuncs()
    return 0


def _die_with_client(lifeline: socket.socket, client: int) -> None:
    """Wait for either sign that nobody listens any more, then take the whole process group down."""
    watch = selectors.DefaultSelector()
    watch.register(lifeline, selectors.EVENT_READ)
    watch.register(client, selectors.EVENT_READ)
    watch.select()
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _reseed() -> None:
    """Generators are copied by a fork: without this every kernel would draw the same numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
