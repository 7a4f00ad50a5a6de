"""How a command ends where something fails: exit 1, and the reason instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def listed(*kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds into their message and exit code 1; for a block, or as a command's decorator."""
    try:
        yield
    except kinds as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
