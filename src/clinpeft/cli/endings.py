"""How a command ends where something fails: with the reason, not with a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from clinpeft.specs import SpecError


@contextmanager
def listed(*kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds into their message and exit code 1; for a block, or as a command's decorator."""
    try:
        yield
    except kinds as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@contextmanager
def as_usage() -> Iterator[None]:
    """Turn what the catalogue refuses into a usage error, exit code 2."""
    try:
        yield
    except SpecError as error:
        raise typer.BadParameter(str(error)) from error
