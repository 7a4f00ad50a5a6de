"""Kernels for papermill: forked where that can be had, ordinary ones elsewhere; nothing of them outlives this process.

papermill and nbclient start a kernel through a manager, and the manager through a provisioner; both are extended here
in the places that jupyter_client provides for it.
"""

import math
import os
import sys
import time
import uuid
from collections.abc import Mapping
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import default

from clinpeft.kernels import halting, own
from clinpeft.kernels.forked import NoFork

POLL_SECONDS = 0.01
"""How often a kernel is asked whether it has ended; jupyter_client's tenth of a second is paid once or twice a run."""
RECONNECT_MILLISECONDS = 5
"""How soon a socket tries again when the kernel has not opened its end yet; every run pays zmq's tenth of a second."""
SILENCE_SECONDS = 0.2
"""How long IOPub may be silent before the kernel is asked again."""


class KernelEnd:
    """How a kernel ended, known once it has."""

    def __init__(self) -> None:
        self.code: int | None = None
        """Exit code, negative for a signal; None while it runs."""
        self.forked = False


class Provisioner(LocalProvisioner):
    """Forks the kernel if it can, else starts it as jupyter_client does."""

    parent: "Manager"

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        halting.refuse_if_halted()  # before a server is started for nothing
        information = await self._launched(cmd, **kwargs)
        assert self.process is not None
        halting.note(self.process)
        return information

    async def _launched(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        environment = {**kwargs["env"], **self.parent.environment}
        try:
            if not own.may_fork():
                raise NoFork(f"${own.CHOICE} asks for ordinary kernels")
            folder = str(kwargs.get("cwd") or os.getcwd())
            process = own.forks().launch(arguments_of(cmd), environment, folder)
        except NoFork:
            return await super().launch_kernel(cmd, **{**kwargs, "env": environment})
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = folder
        self.parent.end.forked = True
        return self.connection_info

    async def poll(self) -> int | None:
        code = await super().poll()
        if self.process is not None and code is not None:
            self.parent.end.code = code
        return code


def arguments_of(command: list[str]) -> list[str]:
    """The kernel application's own arguments; NoFork where the kernel is not this Python's."""
    if command[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
        raise NoFork(f"the kernel is started by {command[0]!r}, not by this Python")
    return [argument for argument in command[3:] if not argument.startswith("-X")]


class Client(AsyncKernelClient):
    """The client that the manager makes for nbclient: the kernel's own words tell it when all is ready."""

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel has answered and said that it is idle; RuntimeError where it dies or stays silent.

        jupyter_client waits until nothing has come for a fifth of a second, in every run; the idle status of the
        question is the last message that it causes, and so says the same at once.
        """
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while not await self._answered(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("the kernel died before its first answer")
            if time.monotonic() > end:
                raise RuntimeError(f"the kernel did not answer within {timeout} seconds")

    async def _answered(self, question: str) -> bool:
        """Whether the answer, and after it the idle status, arrives; IOPub may not have been connected in time."""
        try:
            while (reply := await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != question:
                pass
            self._handle_kernel_info_reply(reply)
            while not _says_idle(await self.get_iopub_msg(timeout=SILENCE_SECONDS), question):
                pass
        except Empty:
            return False
        return True


def _says_idle(message: dict[str, Any], question: str) -> bool:
    return (
        message["parent_header"].get("msg_id") == question
        and message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
    )


class Manager(AsyncKernelManager):
    """The manager that nbclient makes for one notebook; ``manager_for`` says whose it is."""

    environment: Mapping[str, str] = {}
    end = KernelEnd()

    @default("client_factory")
    def _client_factory_default(self) -> type[Client]:
        return Client

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            if sys.platform != "win32":
                self.transport = "ipc"  # no ports that two kernels could take at once
            self.connection_file = str(own.folder() / f"{self.kernel_id[:8]}.json")
            self.provisioner = Provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = POLL_SECONDS, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)


def manager_for(environment: Mapping[str, str], end: KernelEnd) -> type[Manager]:
    """A manager class for one notebook: these variables on top of the environment, and the kernel's end noted there."""
    return type("NotebookManager", (Manager,), {"environment": environment, "end": end})
