"""The command that measures this machine."""

import json
from functools import partial
from typing import Annotated

import typer

from clinpeft.cli.endings import listed
from clinpeft.cli.settings import require_hardware


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="About a minute: one seed, four cells, no scores.")] = False,
) -> None:
    """Print how fast this machine runs studies: ratios to the usual way, as JSON; each on stderr once it is known."""
    from clinpeft import bench as measuring
    from clinpeft.modelling import WeightsUnavailable

    require_hardware()
    with listed(WeightsUnavailable):
        typer.echo(json.dumps(measuring.bench(quick, partial(typer.echo, err=True)), indent=2))
