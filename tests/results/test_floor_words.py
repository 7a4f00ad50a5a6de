"""A run against its floor, in a word; an undefined score stops no page."""

from dataclasses import replace

import jupytext
import pytest
from mini_study import FLOOR, result

from clinpeft import catalogue
from clinpeft.paths import PROJECT
from clinpeft.results.figures import alt_curve, plot_curve
from clinpeft.results.floor_words import beside_floor, chance
from clinpeft.results.pivots import scores_beside_floor
from clinpeft.running.recording import result_values, scores_table
from clinpeft.specs import Floor, RunResult, Score

METHODS = sorted({method.notebook for method in catalogue.METHODS.values()})


def undefined() -> RunResult:
    """A run whose test texts have one label: neither it nor its floor has a score there."""
    scores = tuple(
        Score(split=split, metric="auroc", value=None, reason="one class") for split in ("validation", "test")
    )
    run = result("disposition", "lora", 0, 0.7)
    curve = tuple(replace(point, validation=None) for point in run.curve)
    return replace(run, scores=scores, floor=Floor(name="words", strength=1.0, scores=scores), curve=curve)


@pytest.mark.parametrize(("step", "words"), [(0.01, "above"), (0.0, "not above"), (-0.01, "not above")])
def test_a_run_is_above_its_floor_or_not(step: float, words: str) -> None:
    assert beside_floor(result("disposition", "lora", 0, FLOOR["disposition"] + step)) == words


def test_an_undefined_score_is_compared_with_nothing() -> None:
    assert beside_floor(undefined()) == "not comparable with"
    scored = result("disposition", "lora", 0, 0.7)
    assert beside_floor(replace(scored, floor=undefined().floor)) == "not comparable with"
    assert beside_floor(replace(scored, floor=None)) == "not comparable with"


def test_chance_lies_in_the_seed_and_in_the_test_texts() -> None:
    assert "one seed, scored on 8 test texts:" in chance(result("disposition", "lora", 0, 0.7))
    assert "scored on 4 test documents:" in chance(result("case_concepts", "lora", 0, 0.4))
    untold = replace(result("disposition", "lora", 0, 0.7), predictions=None)
    assert "scored on one set of test texts:" in chance(untold)


def test_what_a_method_page_shows_of_an_undefined_score() -> None:
    run = undefined()
    assert "no validation scores" in alt_curve(run)
    assert plot_curve(run)
    assert "one class" in scores_table(run).to_string()
    assert result_values(run)["test.main"] is None
    scores_beside_floor(run)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_page_says_it_so(method: str) -> None:
    page = jupytext.read(PROJECT / "notebooks" / "py" / "methods" / f"{method}.py")
    code = "\n".join(cell.source for cell in page.cells if cell.cell_type == "code")
    assert "note(beside=beside_floor(result))" in code
    assert "note(chance=chance(result))" in code
    assert "floor_score(" not in code
    prose = " ".join(" ".join(cell.source for cell in page.cells if cell.cell_type == "markdown").split())
    assert "By {value}`metric`, this run is {value}`beside` its floor" in prose
    assert "{value}`chance`" in prose
