"""Every method beside every other on one backbone, before any training: where it sits, what it trains and costs."""

import pandas as pd

from clinpeft import catalogue
from clinpeft.modelling.loading import load
from clinpeft.showing.counting import adapter_parameters
from clinpeft.specs import Backbone, Method, Task

IN_PLACE = "in the backbone's own weights"
MERGED = "beside the weights, can be merged into them"
BESIDE = "beside the weights, stays there"
IN_FRONT = "in front of the text"
_FLOAT_BYTES = 4


def survey(backbone: Backbone, task: Task, recipe: str = "tuned") -> pd.DataFrame:
    """One row per method of the catalogue, indexed by title.

    Columns: ``method``, ``family``, ``sits`` (one of the four places above), ``roles`` (what it adapts), ``formula``
    (numbers trained outside the head), ``trained`` (by that formula, missing where excluded), ``kilobytes`` (those
    numbers in float32), ``at_prediction`` (what stays to be computed) and ``excluded`` (why it cannot run here).
    """
    loaded = load(backbone, task, seed=0)
    rows = []
    for declared in catalogue.METHODS.values():
        method = declared.on(recipe, backbone)
        reason = catalogue.cannot_adapt(method, backbone, task.kind)
        count = None if reason else adapter_parameters(loaded, backbone, method)
        rows.append(
            {
                "title": method.title,
                "method": method.name,
                "family": method.family,
                "sits": place(method),
                "roles": ", ".join(method.targets),
                "formula": formula_text(method),
                "trained": count,
                "kilobytes": None if count is None else count * _FLOAT_BYTES / 1000,
                "at_prediction": at_prediction(method),
                "excluded": reason,
            }
        )
    table = pd.DataFrame(rows).set_index("title")
    return table.astype({"trained": "Int64", "kilobytes": "Float64"})


def place(method: Method) -> str:
    """Where a method's trained numbers sit."""
    if method.peft_type is None and method.trains != "prefix":
        return IN_PLACE
    if method.virtual_tokens:
        return IN_FRONT
    return MERGED if method.mergeable else BESIDE


def at_prediction(method: Method) -> str:
    """What a trained method costs at every prediction, beyond the backbone and its head."""
    if method.virtual_tokens:
        return f"{method.virtual_tokens} more positions to attend to"
    return "nothing" if place(method) == IN_PLACE else "nothing, once merged" if method.mergeable else "its own layers"


def formula_text(method: Method) -> str:
    """The formula of a method's trained numbers as one line."""
    each = "" if method.formula.each == "0" else f"per module: {method.formula.each}"
    once = "" if method.formula.once == "0" else f"per model: {method.formula.once}"
    return "; ".join(part for part in (each, once) if part) or "nothing"
