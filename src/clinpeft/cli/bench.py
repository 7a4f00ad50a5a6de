"""The command that measures this machine."""

import json
from functools import partial
from typing import Annotated

import typer

from clinpeft.cli.ahead import start_kernels
from clinpeft.cli.endings import listed
from clinpeft.cli.settings import require_hardware


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="About a minute: one seed, four cells, no scores.")] = False,
) -> None:
    """Print how fast this machine runs studies: ratios to the usual way, as JSON; each on stderr once it is known."""
    from clinpeft.bench import cells

    size = cells.QUICK if quick else cells.LONG
    start_kernels(size.cells)
    from clinpeft.bench import report
    from clinpeft.modelling import WeightsUnavailable

    require_hardware()
    with listed(WeightsUnavailable):
        typer.echo(json.dumps(report.bench(size, partial(typer.echo, err=True)), indent=2))
