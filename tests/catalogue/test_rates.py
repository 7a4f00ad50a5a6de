"""Which learning rates a run trains with."""

from dataclasses import replace

import pytest

from clinpeft import catalogue
from clinpeft.catalogue import Rates
from clinpeft.specs import RunSpec

LORA = catalogue.method("lora")
QUICK = catalogue.recipe("quick")


def spec(recipe: str, learning_rate: float | None = None, head_learning_rate: float | None = None) -> RunSpec:
    return RunSpec(
        "disposition", "neiss", "minilm_l6", "lora", recipe, 0, 800,
        learning_rate=learning_rate, head_learning_rate=head_learning_rate,
    )  # fmt: skip


def test_without_a_given_rate_the_methods_own_hold() -> None:
    expected = Rates(LORA.learning_rate("tuned", "sequence"), LORA.head_learning_rate("tuned", "sequence"))
    assert catalogue.rates(spec("tuned")) == expected


def test_where_the_method_has_no_head_rate_the_recipes_holds() -> None:
    assert catalogue.rates(spec("quick")) == Rates(LORA.learning_rates["quick"], QUICK.head_learning_rate)
    assert catalogue.rates(spec("paper")).head_learning_rate is None  # one rate for all, as in the paper


@pytest.mark.parametrize("recipe", ["quick", "tuned", "paper"])
def test_a_given_rate_holds_for_everything_unless_the_head_is_given_one(recipe: str) -> None:
    assert catalogue.rates(spec(recipe, learning_rate=1e-3)) == Rates(1e-3, None)
    assert catalogue.rates(spec(recipe, learning_rate=1e-3, head_learning_rate=0.1)) == Rates(1e-3, 0.1)
    assert catalogue.rates(spec(recipe, head_learning_rate=0.1)).head_learning_rate == 0.1


def test_a_rate_of_its_own_is_a_larger_one() -> None:
    """The study of the head's rate compares two trainings, and in one of them the head learns faster."""
    runs = catalogue.study("head_rate").runs
    own = [spec for spec in runs if spec.head_learning_rate is not None]
    assert len(own) == len(runs) / 2
    for spec in own:
        assert catalogue.rates(spec).learning_rate < (spec.head_learning_rate or 0)
        assert replace(spec, head_learning_rate=None) in runs
