"""What a method puts into a backbone: the tables that the method pages show."""

from dataclasses import dataclass

import pandas as pd
from torch import nn

from clinpeft import catalogue
from clinpeft.modelling.adapting import adapt
from clinpeft.modelling.loading import load
from clinpeft.specs import RunSpec, Structure


@dataclass(frozen=True)
class Description:
    """A model as a run would train it, before the first step."""

    model: nn.Module
    structure: Structure
    inserted: pd.DataFrame
    """One row per trained tensor outside the head: parameter, shape, parameters."""
    head: pd.DataFrame
    """The same for the head."""


def describe(spec: RunSpec) -> Description:
    """Build the model of a run without training it."""
    cell = catalogue.resolve(spec)
    adapted = adapt(load(cell.backbone, cell.task, spec.seed), cell.backbone, cell.method)
    rows = [
        {"parameter": name, "shape": tuple(p.shape), "parameters": p.numel(), "head": name in adapted.head_parameters}
        for name, p in adapted.model.named_parameters()
        if p.requires_grad
    ]
    table = pd.DataFrame(rows, columns=["parameter", "shape", "parameters", "head"])
    return Description(
        adapted.model,
        adapted.structure,
        table.loc[~table["head"]].drop(columns="head").reset_index(drop=True),
        table.loc[table["head"]].drop(columns="head").reset_index(drop=True),
    )
