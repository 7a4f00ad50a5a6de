"""The settings that a result is filed under."""

from dataclasses import replace

from clinpeft import catalogue, provenance
from clinpeft.specs import Recipe, RunSpec

SPEC = RunSpec("disposition", "neiss", "minilm_l6", "lora", "tuned", 0, 800)


def settings(**changes: object) -> dict[str, object]:
    cell = catalogue.resolve(SPEC)
    changed = replace(cell, recipe=replace(cell.recipe, **changes))  # type: ignore[arg-type]
    recipe = provenance.settings(SPEC, changed)["recipe"]
    assert isinstance(recipe, dict)
    return recipe


def test_every_field_that_shapes_a_run_is_among_the_settings() -> None:
    told = settings(spread=True, length_window=3)
    assert set(told) == set(Recipe.__dataclass_fields__) - {"name", "title"}
    assert told["length_window"] == 3


def test_a_later_field_at_its_default_leaves_earlier_settings_as_they_were() -> None:
    assert set(settings(spread=False, length_window=16)) == set(settings(spread=True, length_window=3)) - {
        "spread", "length_window",
    }  # fmt: skip
    assert "head_learning_rate" in settings(head_learning_rate=None), "among the first, and always told"
