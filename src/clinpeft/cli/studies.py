"""The commands that make runs: plan, sweep, run, status."""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from clinpeft import catalogue, corpora, provenance, resources
from clinpeft.cli.ahead import lack_results, start_kernels
from clinpeft.cli.endings import as_usage, listed
from clinpeft.cli.settings import require_hardware
from clinpeft.specs import RunSpec, SpecError, Study

Name = Annotated[str, typer.Argument(metavar="STUDY", help="A study of the catalogue.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
Draw = Annotated[int | None, typer.Option(min=1, help="Only so many of the published runs, chosen at random.")]
DrawSeed = Annotated[int, typer.Option(help="Another number draws other runs.")]
Outcomes = Generator[tuple[RunSpec, str | None], None, None]
NEW_LINE = "\n"


def find_study(name: str) -> Study:
    with as_usage():
        return catalogue.study(name)


def find_drawn(name: str, draw: int | None, seed: int) -> Study:
    """The study, or so many of its published runs."""
    from clinpeft.results import comparison

    study = find_study(name)
    with as_usage():
        return study if draw is None else comparison.drawn(study, draw, seed)


def find_states(study: Study) -> list:  # type: ignore[type-arg]
    from clinpeft.running.sweep import cell_states

    return cell_states(study)


def plan(
    study: Name,
    workers: Annotated[int | None, typer.Option(min=1, help="Runs at once; as many as cores if not given.")] = None,
    price: Annotated[bool, typer.Option(help="Say what the pending runs will take.")] = True,
) -> None:
    """What a study holds, cell by cell with reasons, and what its pending runs will take in time, energy and money."""
    from clinpeft.running import sweep as sweeping

    chosen = find_study(study)
    typer.echo(f"{chosen.title}\n{chosen.question}")
    states = find_states(chosen)
    pending = [cell.spec for cell in states if cell.state == "pending"]
    seconds = {}
    if price and pending:
        require_hardware()
        seconds = _print_prices(pending, workers or sweeping.default_workers(len(pending)))
    table = Table("run", "state", "seconds", "reason")
    for cell in states:
        expected = f"{seconds[cell.spec]:.0f}" if cell.spec in seconds else ""
        table.add_row(cell.spec.slug, cell.state, expected, (cell.reason or "").partition(NEW_LINE)[0])
    Console().print(table)


def _print_prices(pending: list[RunSpec], workers: int) -> dict[RunSpec, float]:
    """Print what the runs take on three machines; returns the expected seconds of each."""
    from clinpeft import pricing
    from clinpeft.running import fingerprints

    pricer = pricing.Pricer(pricing.Workloads(fingerprints.Fingerprints()), provenance.code())
    estimates = [pricer.estimate(spec) for spec in pending]
    largest = max(estimate.memory for estimate in estimates)
    workers = max(1, min(workers, resources.free_memory() // largest))  # as the sweep starts no more than fit
    table = Table("machine", "hours", "kWh", "GBP", title=f"What the {len(pending)} pending runs will take")
    for price in pricing.prices(estimates, workers):
        table.add_row(price.machine, f"{price.hours:.2f}", f"{price.kilowatt_hours:.3f}", f"{price.pounds:.2f}")
    Console().print(table)
    typer.echo(f"The largest run needs about {largest / 2**20:,.0f} MiB.")
    return {estimate.spec: estimate.seconds for estimate in estimates}


def status(study: Name) -> None:
    """How many runs are in which state; failed, excluded and unavailable ones with the reason. Exit 1 on failures."""
    states = find_states(find_study(study))
    counts = Counter(cell.state for cell in states)
    typer.echo(f"{study}: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    for cell in states:
        if cell.reason is not None:
            typer.echo(f"  {cell.state}: {cell.spec.slug}: {cell.reason.partition(NEW_LINE)[0]}")
    if counts["failed"]:
        raise typer.Exit(1)


def sweep(
    study: Name,
    workers: Annotated[int | None, typer.Option(min=1, help="Runs at once; as many as cores if not given.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS|FILE", help="A dask scheduler, whose workers make the runs.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many runs now.")] = None,
    run_limit: Annotated[float, typer.Option(min=1, help="Longest that one run may take, in seconds.")] = 4 * 3600.0,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Make failed runs again.")] = False,
    draw: Draw = None,
    draw_seed: DrawSeed = 0,
    quiet: Quiet = False,
) -> None:
    """Make the runs that a study lacks on this machine; exit 1 where any has failed or lacks its backbone."""
    if scheduler is not None and workers is not None:
        raise typer.BadParameter("with --scheduler, its own workers make the runs: start as many as you want there")
    chosen = find_drawn(study, draw, draw_seed)
    if scheduler is None and lack_results(chosen.runs):
        start_kernels(workers)
    from clinpeft.running import sweep as sweeping

    require_hardware(here=scheduler is None)
    states = find_states(chosen)
    unavailable = Counter(cell.reason for cell in states if cell.state == "unavailable")
    for reason, count in unavailable.items():
        typer.echo(f"{count} runs need what is unavailable here: {reason}", err=True)
    specs = sweeping.runs_to_make(states, retry_failed, limit)
    failures = {cell.spec.slug: cell.reason or "" for cell in states if cell.state == "failed" and not retry_failed}
    make = partial(sweeping.sweep, specs, workers or sweeping.default_workers(len(specs)))
    ways = sweeping.Ways(run_limit, retry_failed, partial(typer.echo, err=True))
    new = _make(partial(make, ways=ways), specs, scheduler, study, quiet)
    failures |= new
    done = sum(cell.state == "done" and cell.spec not in specs for cell in states)
    typer.echo(
        f"{study}: {len(specs) - len(new)} made now, {done} done before, {len(failures)} failed, "
        f"{unavailable.total()} unavailable"
    )
    _list_failures(study, failures)
    if failures or _without_weights(states):
        raise typer.Exit(1)


def _list_failures(study: str, failures: dict[str, str]) -> None:
    for slug, error in failures.items():
        typer.echo(f"failed: {slug}: {error.partition(NEW_LINE)[0]}", err=True)
    if failures:
        typer.echo(f"`clinpeft sweep {study} --retry-failed` makes them again", err=True)


def _without_weights(states: list) -> bool:  # type: ignore[type-arg]
    """Whether a run lacks its backbone: unlike text that needs a licence, weights can be fetched by anyone."""
    from clinpeft.modelling import weights

    lacking = {cell.spec.backbone for cell in states if cell.state == "unavailable"}
    return any(weights.state(catalogue.backbone(name)) == "missing" for name in lacking)


def _make(
    make: Callable[..., Outcomes], specs: list[RunSpec], scheduler: str | None, study: str, quiet: bool
) -> dict[str, str]:
    """Make the runs here or on a cluster; returns the errors by slug."""
    from clinpeft.running import cluster

    private = any(catalogue.corpus(spec.corpus).private for spec in specs)
    try:
        if not specs or scheduler is None:
            return _shown(specs, make(), study, quiet)
        told = partial(typer.echo, err=True)
        with listed(cluster.NoCluster), cluster.cluster_pool(scheduler, private, told) as pool:
            return _shown(specs, make(pool=pool), study, quiet)
    except KeyboardInterrupt as error:
        typer.echo(f"stopped: finished runs are kept, and `clinpeft sweep {study}` makes the others", err=True)
        raise typer.Exit(130) from error


def _shown(specs: list[RunSpec], outcomes: Outcomes, study: str, quiet: bool) -> dict[str, str]:
    """Show runs as they end under a bar whose time left knows that some take longer; returns the errors by slug."""
    from clinpeft.running.past import usual_seconds

    usual = usual_seconds()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[ended]}/{task.fields[runs]}"))
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(elapsed_when_finished=False))
    failures = {}
    console = Console(stderr=True)
    with (
        closing(outcomes),  # at once where this is interrupted
        Progress(*columns, *times, console=console, disable=quiet, speed_estimate_period=3600) as progress,
    ):
        bar = progress.add_task(f"sweep {study}", total=sum(map(usual, specs)), ended=0, runs=len(specs))
        for ended, (spec, error) in enumerate(outcomes, start=1):
            progress.update(bar, advance=usual(spec), ended=ended)
            progress.console.print(f"{'failed' if error else 'done'}: {spec.slug}", highlight=False)
            if error:
                failures[spec.slug] = error
    return failures


def run(
    task: Annotated[str, typer.Option()],
    corpus: Annotated[str, typer.Option()],
    backbone: Annotated[str, typer.Option()],
    method: Annotated[str, typer.Option()],
    recipe: Annotated[str, typer.Option()] = "quick",
    seed: Annotated[int, typer.Option()] = 0,
    train_size: Annotated[int | None, typer.Option(help="Training texts; all if not given.")] = None,
    fold: Annotated[int | None, typer.Option(help="Test fold, where the corpus has folds.")] = None,
    per_class: Annotated[int | None, typer.Option()] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Of everything that has none of its own.")] = None,
    head_learning_rate: Annotated[float | None, typer.Option(help="Of the new head.")] = None,
    max_seconds: Annotated[float | None, typer.Option()] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Train again even if a result holds.")] = False,
) -> None:
    """Make one run and print its scores beside its floor."""
    from clinpeft.modelling import WeightsUnavailable
    from clinpeft.running import run as make
    from clinpeft.running import turns
    from clinpeft.running.recording import scores_table

    try:
        spec = RunSpec(
            task, corpus, backbone, method, recipe, seed, train_size,
            fold=fold, per_class=per_class, learning_rate=learning_rate, head_learning_rate=head_learning_rate,
            max_seconds=max_seconds,
        )  # fmt: skip
        catalogue.resolve(spec)
    except SpecError as error:
        raise typer.BadParameter(str(error)) from error
    require_hardware()
    refused = (SpecError, WeightsUnavailable, corpora.CorpusUnavailable, FloatingPointError, OSError)
    with listed(*refused), turns.wait_for(spec, partial(typer.echo, err=True)) as lease:
        result = make(spec, fresh, lease)
    typer.echo(f"{spec.slug}\n{scores_table(result).to_string()}")
