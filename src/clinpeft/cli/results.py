"""The commands on results: results, publish, inherit, compare."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

import typer

from clinpeft import catalogue, paths, provenance, store
from clinpeft.cli.endings import listed
from clinpeft.cli.studies import Draw, DrawSeed, Name, find_drawn, find_states, find_study
from clinpeft.specs import RunSpec, SpecError

FORMATS = ("table", "csv", "json")


@listed(store.ResultError)
def results(
    study: Name, output: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "table"
) -> None:
    """The scores of a study: one row per run, split and metric; "here" are this machine's runs."""
    from clinpeft.results import tables

    if output not in FORMATS:
        raise typer.BadParameter(f"unknown format {output!r}; allowed: {', '.join(FORMATS)}")
    frame = tables.study_frame(find_study(study).name)
    if output == "json":
        typer.echo(json.dumps(json.loads(tables.to_json(frame)), indent=1))
    elif output == "csv":
        typer.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        typer.echo(frame.to_string(index=False))


@listed(store.ResultError, store.NotStored)
def publish(study: Name) -> None:
    """Copy this machine's finished results of a study to data/results/, where the book reads them.

    Results on credentialed corpora are refused: they hold a prediction for each patient's text.
    """
    chosen = find_study(study)
    public = tuple(spec for spec in chosen.runs if not catalogue.corpus(spec.corpus).private)
    withheld = sorted({spec.corpus for spec in chosen.runs} - {spec.corpus for spec in public})
    reason = (
        f"results on credentialed corpora are never published: {', '.join(withheld)}. They stay in "
        f"{paths.private_runs()}; `clinpeft results {study}` shows their scores, which your agreement may let you tell"
    )
    if not public:
        raise typer.BadParameter(reason)
    states = find_states(replace(chosen, runs=public))
    # A failure is a result as well; what an accident has left counts as pending.
    finished = [cell.spec for cell in states if cell.state in ("done", "failed")]
    for spec in finished:
        store.write(store.read(store.own_result_path(spec)), paths.tree().published)
    failed = sum(cell.state == "failed" for cell in states)
    typer.echo(
        f"{study}: {len(finished)} results published{f' ({failed} of them failures)' if failed else ''}, "
        f"{len(states) - len(finished)} not finished"
    )
    _name_versions(public)
    if chosen.chooses_rates:
        _write_chosen_rates(study)
    if withheld:
        typer.echo(reason, err=True)
    if len(finished) < len(states):
        raise typer.Exit(1)


def _name_versions(runs: Iterable[RunSpec]) -> None:
    """Say where published results that will stand side by side were made with different training code."""
    present = provenance.code()
    like = provenance.versions_like(present)
    files = (store.result_path(paths.tree().published, spec) for spec in runs)
    made_by = (store.read(path).hashes["code"] for path in files if path.is_file())
    versions = Counter((present if code in like else code or "unknown")[:12] for code in made_by)
    if len(versions) > 1:
        shares = ", ".join(f"{count} by {version}" for version, count in versions.most_common())
        typer.echo(
            f"The published results come from {len(versions)} versions of the training code: {shares}.", err=True
        )


def _write_chosen_rates(study: str) -> None:
    from clinpeft.catalogue.methods import tuned
    from clinpeft.results import tuning

    whole = tuning.published_whole(study)
    if whole is None:
        typer.echo(
            f"The tuned recipe's rates stay: {study} is not published whole by today's code and settings.",
            err=True,
        )
        return
    edges = tuning.at_the_edge(whole, tuning.seed_deviations())
    for method, kind, rate in edges:
        typer.echo(
            f"{method} on {kind} tasks: the chosen rate, {rate:g}, ends its grid, and a better one may lie beyond; "
            "add the next to _BEYOND in catalogue/pilot.py, sweep and publish again",
            err=True,
        )
    if edges:
        typer.echo("The tuned recipe's rates stay until no grid has to be made longer.", err=True)
        return
    text = tuned.as_text(tuning.best_per_kind(whole))
    if text != tuned.FILE.read_text(encoding="utf-8"):
        store.write_atomically(tuned.FILE, text)
        typer.echo(f"The tuned recipe's rates are now those that {study} chooses: earlier runs under it are stale.")


@listed(store.ResultError, store.NotStored, SpecError)
def inherit(why: Annotated[str, typer.Argument(help="What has changed, and why no score depends on it.")]) -> None:
    """Let published results of earlier training code count as the present code's: runs made again must be the same.

    Make some again first, of every kind that the change touches and others at random (`clinpeft sweep STUDY --draw N`).
    """
    from clinpeft.running import lineage

    code = provenance.code()
    made_again = list(lineage.reruns(code))
    for run in made_again:
        typer.echo(f"{run.earlier[:12]} {'same' if run.same else 'DIFFERENT'} {run.slug}")
    declared = lineage.declare(code, why, made_again)
    for entry in declared:
        typer.echo(f"{len(entry.runs)} runs are the same: {entry.gives_results_of[:12]} counts as this version.")
    lacking = {run.earlier for run in made_again} - {entry.gives_results_of for entry in declared}
    for earlier in sorted(lacking):
        typer.echo(f"Too few runs of {earlier[:12]} were made again: it takes {lineage.needed(earlier)}.", err=True)
    if lacking or not made_again:
        typer.echo("Make more runs again: clinpeft sweep STUDY --draw N", err=True)
        raise typer.Exit(1)


@listed(store.ResultError)
def compare(study: Name, draw: Draw = None, draw_seed: DrawSeed = 0) -> None:
    """This machine's scores against the published ones, cell by cell: inside the seeds' interval or not."""
    from clinpeft.results import comparison

    table = comparison.compare(find_drawn(study, draw, draw_seed))
    typer.echo(table.dropna(axis="columns", how="all").to_string(index=False))
    typer.echo(comparison.agreement(table))
