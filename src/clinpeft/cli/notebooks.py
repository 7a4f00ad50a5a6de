"""``clinpeft notebooks`` and ``clinpeft pages``: the pairs, and the executed copies that the book shows."""

from typing import Annotated

import typer

from clinpeft.catalogue.recipes import PROFILES
from clinpeft.cli.ahead import lack_pages, start_kernels
from clinpeft.cli.endings import as_usage, listed
from clinpeft.cli.settings import require_hardware

app = typer.Typer(no_args_is_help=True, help="The jupytext pairs: sync, check.")


@app.command()
def sync() -> None:
    """Make notebooks/ipynb/ anew from notebooks/py/."""
    from clinpeft.running import pairing

    for name in pairing.sync():
        typer.echo(f"made {name}")


@app.command()
def check() -> None:
    """Exit 1 where a copy in notebooks/ipynb/ differs from its source."""
    from clinpeft.running import pairing

    wrong = pairing.out_of_step()
    for name in wrong:
        typer.echo(f"{name} is out of step with its source; run `clinpeft notebooks sync`", err=True)
    if wrong:
        raise typer.Exit(1)


def pages(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help='Pages, as "methods/lora".')] = None,
    profile: Annotated[str, typer.Option(help=f"How much is trained: {', '.join(PROFILES)}.")] = "quick",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Execute the walk-throughs for the book; a page whose sources and results are unchanged is kept."""
    if profile not in PROFILES:
        raise typer.BadParameter(f"unknown profile {profile!r}; allowed: {', '.join(PROFILES)}")
    if lack_pages():
        start_kernels(None)
    from clinpeft.running.pages import PagesFailed, execute_all

    require_hardware()
    with as_usage(), listed(PagesFailed):
        execute_all(names, quiet, profile)
