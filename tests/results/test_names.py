"""A method's own learning rate never shows in its name, whichever kind of task it is for."""

import pytest

from clinpeft import catalogue
from clinpeft.results.names import variant


@pytest.mark.parametrize("task", ["disposition", "case_concepts"])
@pytest.mark.parametrize("recipe", ["quick", "tuned"])
def test_the_own_rate_is_silent_and_another_is_shown(task: str, recipe: str) -> None:
    method = catalogue.method("full")
    own = method.learning_rate(recipe, catalogue.task(task).kind)
    assert variant(task, "full", recipe, own) == method.title
    assert variant(task, "full", recipe, 0.5) == f"{method.title} at 0.5"
