"""What the catalogue declares of backbones, as tables."""

import pandas as pd

from clinpeft import catalogue


def backbones() -> pd.DataFrame:
    """A row a backbone, the smallest first; ``offline`` where the Python package index carries its weights.

    ``made from`` names the backbone that was cut or rounded; None for one that is as it was published.
    """
    rows = [
        {
            "backbone": entry.name,
            "title": entry.title,
            "architecture": entry.architecture,
            "domain": entry.domain,
            "size group": entry.size_group,
            "parameters": entry.parameters,
            "layers": entry.layers,
            "width": entry.hidden_size,
            "licence": entry.licence,
            "offline": entry.package is not None,
            "made from": entry.made_from,
            "bits": entry.bits,
        }
        for entry in catalogue.BACKBONES.values()
    ]
    return pd.DataFrame(rows).sort_values("parameters", kind="stable", ignore_index=True)


def notes() -> pd.DataFrame:
    """A row for each thing that a reader of a score must know about a backbone's weights, without Markdown's marks."""
    rows = [
        {"backbone": entry.name, "note": note.replace("`", "")}
        for entry in catalogue.BACKBONES.values()
        for note in (*entry.notes, *((f"To get it: {entry.gate}.",) if entry.gate else ()))
    ]
    return pd.DataFrame(rows, columns=["backbone", "note"])
