"""Execute a notebook through papermill and leave a clean copy: numbers in the prose, nothing of this machine."""

import math
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import jupytext
import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from clinpeft import kernels, paths, store
from clinpeft.running import accidents, leases, values

KERNEL = "python3"
RUN_SECONDS = 4 * 3600.0
"""Longest that a notebook may take where nothing else is said."""
OUTPUT_SECONDS = 300
"""How long a cell's outputs may take to arrive after its end; a busy machine soon needs more than nbclient's four."""
KERNEL_OPTIONS = ["--log-level=50", "--HistoryManager.enabled=False"]
"""No history to fight over between kernels, and nothing on the terminal beside what cells say."""
_ASSIGNMENT = re.compile(r"(?P<name>\w+)(?P<type>:[^=]*?)? = (?P<value>.+?)(?P<comment>  #.*)?")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(Exception):
    """A cell raised, or took too long, or its kernel died; the message says which, without colours and paths."""

    def __init__(self, message: str, kind: str, unavailable: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        """One of ``specs.ERROR_KINDS``."""
        self.unavailable = unavailable
        """Whether the run has not failed, but lacks its corpus or its weights on this machine."""


def execute(
    source: Path,
    target: Path,
    parameters: Mapping[str, object],
    note: str | None = None,
    seconds: float = RUN_SECONDS,
    environment: Mapping[str, str] | None = None,
    result: Path | None = None,
) -> NotebookNode:
    """Run a py:percent notebook with parameters and put the executed copy in place in one step.

    ``note`` becomes a notice at the top of the copy; ``seconds`` limits all cells together; ``environment`` is added to
    the kernel's; ``result`` is the file of the run that the copy shows, for ``shows``. NotebookFailed where a cell
    raised, time ran out or the kernel died, NotStored where the lease named in the environment is gone; the target is
    then untouched.
    """
    with tempfile.TemporaryDirectory(prefix="s", dir=kernels.folder(), ignore_cleanup_errors=True) as scratch:
        told = {**(environment or {}), kernels.SCRATCH: scratch}
        executed = _executed(jupytext.read(source), parameters, seconds, told)
    clean(executed, source, parameters, note)
    leases.require(environment or {})
    if result is not None:
        executed.metadata["clinpeft"]["result_sha256"] = paths.sha256_of(result)
    store.write_atomically(target, nbformat.writes(executed))
    return executed


class _Limit:
    """Seconds for all cells together, counted from the first: a kernel that is slow to start takes none of them."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def left(self, cell: NotebookNode) -> int:
        """Whole seconds that the cell may take."""
        del cell  # papermill asks for each, when it begins it
        if self._end is None:
            self._end = time.monotonic() + self._seconds
        return max(1, math.ceil(self._end - time.monotonic()))

    @property
    def is_over(self) -> bool:
        return self._end is not None and time.monotonic() >= self._end


def _executed(
    notebook: NotebookNode, parameters: Mapping[str, object], seconds: float, environment: Mapping[str, str]
) -> NotebookNode:
    end = kernels.KernelEnd()
    limit = _Limit(seconds)
    kills = accidents.kills_for_memory()
    try:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=dict(parameters),
            kernel_name=KERNEL,
            progress_bar=False,
            timeout_func=limit.left,
            iopub_timeout=OUTPUT_SECONDS,
            kernel_manager_class=kernels.manager_for(environment, end),
            extra_arguments=KERNEL_OPTIONS,
        )
    except papermill.PapermillExecutionError as error:
        message = _ANSI.sub("", f"{error.ename}: {error.evalue}")
        kind = accidents.error_kind(error.ename, message)
        raise NotebookFailed(message, kind, unavailable=error.ename in accidents.UNAVAILABLE) from error
    except CellTimeoutError as error:
        if not limit.is_over:  # the outputs did not arrive: an accident, whatever nbclient calls it
            raise NotebookFailed("the kernel ended a cell and then fell silent", "dead_kernel") from error
        raise NotebookFailed(f"it took longer than {seconds:.0f} seconds", "timeout") from error
    # The second where it died before its first answer, the third where the client has lost its channels: what a
    # notebook asserts arrives as an error of its cell.
    except (DeadKernelError, RuntimeError, AssertionError) as error:
        kind, message = accidents.dead_kernel(end.code, kills, str(error))
        raise NotebookFailed(message, kind) from error


def made_from(executed: Path, source: Path) -> bool:
    """Whether an executed copy is there and was made from the source as it is now."""
    if not executed.is_file():
        return False
    made = nbformat.read(executed, as_version=4).metadata.get("clinpeft", {})
    return made.get("source_sha256") == paths.sha256_of(source)


def shows(executed: Path, result: Path) -> bool:
    """Whether an executed copy is there and shows the result as its file is now, not an earlier one."""
    try:
        # A study has hundreds of copies full of figures: they are searched, not parsed. The digest stands in the
        # metadata, and 64 hexadecimal digits stand nowhere else by chance.
        return paths.sha256_of(result).encode() in executed.read_bytes()
    except OSError:
        return False


def clean(notebook: NotebookNode, source: Path, parameters: Mapping[str, object], note: str | None = None) -> None:
    """Substitute the values, show the parameters used, drop what belongs to this machine or to the tools, in place."""
    values.substitute(notebook)
    _show_parameters(notebook, parameters)
    for cell in notebook.cells:
        cell.metadata = {name: kept for name, kept in cell.metadata.items() if name not in ("papermill", "execution")}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    kernel = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
    made = {"source": source.name, "source_sha256": paths.sha256_of(source)}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": kernel, "language_info": {"name": "python"}, "clinpeft": made}
    )
    if note is not None:
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(f"```{{admonition}} The run shown here\n{note}\n```"))


def _show_parameters(notebook: NotebookNode, parameters: Mapping[str, object]) -> None:
    """Write the injected values into the parameters cell, so that the copy is the program that was run."""
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(_assigned(line, parameters) for line in cell.source.split("\n"))


def _assigned(line: str, parameters: Mapping[str, object]) -> str:
    match = _ASSIGNMENT.fullmatch(line)
    if match is None or match["name"] not in parameters:
        return line
    return f"{match['name']}{match['type'] or ''} = {parameters[match['name']]!r}{match['comment'] or ''}"
