"""The published results of a cell, with all its seeds."""

from dataclasses import astuple, replace

from clinpeft import catalogue, store
from clinpeft.paths import tree
from clinpeft.specs import RunResult, RunSpec


def of_cell(cell: RunSpec) -> tuple[RunResult, ...]:
    """Published results that differ from the run in nothing but the seed, by seed.

    Those at rates that the catalogue no longer declares are left out.
    """
    found = (store.read(path) for path in (tree().published / cell.task).glob(f"{cell.stem}-*.json"))
    same = [result for result in found if replace(result.spec, seed=cell.seed) == cell and at_todays_rates(result)]
    return tuple(sorted(same, key=lambda result: result.spec.seed))


def siblings(spec: RunSpec) -> tuple[RunResult, ...]:
    """Published successes that differ from the run in nothing but the seed."""
    return tuple(result for result in of_cell(spec) if result.status == "success")


def at_todays_rates(result: RunResult) -> bool:
    """Whether a run that names no rate has the catalogue's: they change when rates are tuned, and it is another run."""
    if result.spec.learning_rate is not None or "learning_rate" not in result.settings:
        return True
    used = (result.settings["learning_rate"], result.settings["head_learning_rate"])
    return used == astuple(catalogue.rates(result.spec))
