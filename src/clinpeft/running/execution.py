"""Execute a notebook through papermill and leave a clean copy: numbers in the prose, nothing of this machine."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import jupytext
import nbformat
import papermill
from nbformat import NotebookNode

from clinpeft import store
from clinpeft.modelling.weights import sha256_of
from clinpeft.running import values

KERNEL = "python3"
CELL_SECONDS = 4 * 3600
"""Longest that one cell may take."""
_ASSIGNMENT = re.compile(r"(?P<name>\w+)(?P<type>:[^=]*?)? = (?P<value>.+?)(?P<comment>  #.*)?")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(Exception):
    """A cell raised; the message is its error, without colours and paths."""


def execute(source: Path, target: Path, parameters: Mapping[str, object], note: str | None = None) -> NotebookNode:
    """Run a py:percent notebook with parameters and put the executed copy in place in one step.

    ``note`` becomes a notice at the top of the copy. NotebookFailed where a cell raised; the target is then untouched.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.stem}.{os.getpid()}.part.ipynb")
    try:
        executed = papermill.execute_notebook(
            jupytext.read(source),
            str(part),
            parameters=dict(parameters),
            kernel_name=KERNEL,
            progress_bar=False,
            execution_timeout=CELL_SECONDS,
        )
    except papermill.PapermillExecutionError as error:
        raise NotebookFailed(_ANSI.sub("", f"{error.ename}: {error.evalue}")) from error
    finally:
        part.unlink(missing_ok=True)
    clean(executed, source, parameters, note)
    store.write_atomically(target, nbformat.writes(executed))
    return executed


def made_from(executed: Path, source: Path) -> bool:
    """Whether an executed copy is there and was made from the source as it is now."""
    if not executed.is_file():
        return False
    made = nbformat.read(executed, as_version=4).metadata.get("clinpeft", {})
    return made.get("source_sha256") == sha256_of(source)


def clean(notebook: NotebookNode, source: Path, parameters: Mapping[str, object], note: str | None = None) -> None:
    """Substitute the values, show the parameters used, drop what belongs to this machine or to the tools, in place."""
    values.substitute(notebook)
    _show_parameters(notebook, parameters)
    for cell in notebook.cells:
        cell.metadata = {name: kept for name, kept in cell.metadata.items() if name not in ("papermill", "execution")}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    kernel = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
    made = {"source": source.name, "source_sha256": sha256_of(source)}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": kernel, "language_info": {"name": "python"}, "clinpeft": made}
    )
    if note is not None:
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(f"```{{admonition}} On this page\n{note}\n```"))


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
