"""Numbers into prose: {value}`name:format` in markdown cells is replaced in executed copies, never in the source."""

import re

from nbformat import NotebookNode

from clinpeft.running.recording import VALUES_MIME
from clinpeft.specs import SpecError, unknown_name

ROLE = re.compile(r"\{value\}`([^`:]+)(?::([^`]*))?`")
UNDEFINED = "(undefined)"


def collect(notebook: NotebookNode) -> dict[str, object]:
    """Every value that the executed cells made available, later ones winning."""
    values: dict[str, object] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            values.update(output.get("data", {}).get(VALUES_MIME, {}))
    return values


def substitute(notebook: NotebookNode) -> None:
    """Replace the roles in the markdown cells, in place, and drop the outputs that only carried values."""
    values = collect(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = ROLE.sub(lambda match: _shown(match[1], match[2], values), cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if VALUES_MIME not in output.get("data", {})]


def _shown(name: str, form: str | None, values: dict[str, object]) -> str:
    if name not in values:
        raise unknown_name("value in the prose", name, values)
    value = values[name]
    if value is None:
        return UNDEFINED
    try:
        return format(value, form or "")
    except (ValueError, TypeError) as error:
        raise SpecError(f"value {name!r} is {value!r} and cannot be written as {form!r}") from error
