"""The learning rates of tuned recipes: from a published study where there is one, else as declared with the method.

The table is a file that ``clinpeft publish`` writes from the study; nothing in it is typed by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from clinpeft.specs import Method

RECIPE = "tuned"
ALIKE = ("main",)
"""Recipes that train at the tuned recipe's rates."""
FILE = Path(__file__).with_name("tuned_rates.json")

Rates = Mapping[str, float | None]
"""``learning_rate``, and ``head_learning_rate``: None where the head shares the first."""
Table = Mapping[str, Mapping[str, Rates]]
"""Method, then kind of task, to its rates."""


def table() -> Table:
    """The rates that are chosen by results; empty as long as the study is not published whole."""
    read: Table = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def as_text(chosen: Table) -> str:
    """The table as its file holds it."""
    return json.dumps(chosen, indent=1, sort_keys=True) + "\n"


def with_chosen_rates(method: Method, chosen: Mapping[str, Rates]) -> Method:
    """The method with its declared rates under the tuned recipe replaced, kind by kind, by those that results chose.

    >>> from clinpeft.catalogue.methods.paper import LORA
    >>> chosen = {"token": {"learning_rate": 0.001, "head_learning_rate": 0.01}}
    >>> with_chosen_rates(LORA, chosen).learning_rate("tuned", "token")
    0.001
    """
    own, heads = dict(method.learning_rates), dict(method.head_learning_rates)
    for kind, rates in chosen.items():
        rate, head = rates["learning_rate"], rates["head_learning_rate"]
        if rate is None:
            raise ValueError(f"{FILE.name}: method {method.name!r} has no learning rate for {kind!r}")
        own[f"{RECIPE}/{kind}"] = rate
        heads[f"{RECIPE}/{kind}"] = rate if head is None else head
    return replace(method, learning_rates=_for_all(own), head_learning_rates=_for_all(heads))


def _for_all(rates: Mapping[str, float]) -> dict[str, float]:
    """The rates, those of the tuned recipe under the names of the recipes alike too."""
    named = {key: rate for key, rate in rates.items() if key.split("/")[0] == RECIPE}
    copies = {key.replace(RECIPE, alike, 1): rate for alike in ALIKE for key, rate in named.items()}
    return {**rates, **copies}
