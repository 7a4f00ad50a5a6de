"""What is published of `quick` and `longer`: every run is there, none failed, and all reach the bar set beforehand."""

from functools import cache

import pytest

from clinpeft import catalogue
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.results import tables
from clinpeft.specs import RunResult

SEEDS = pytest.mark.parametrize("seed", [0, 1])
OWN_RATE = 2e-3
CLOSE = 0.02
CLEARLY = 0.02
TEST_TEXTS = 3000


@cache
def published(study: str) -> tuple[RunResult, ...]:
    return tables.study_results(study).own().published


def run(task: str, method: str, size: int | None, seed: int, rate: float | None = None) -> RunResult:
    """The one run of `longer` that is this."""
    (found,) = [
        result
        for result in published("longer")
        if (result.spec.task, result.spec.method, result.spec.train_size, result.spec.seed)
        == (task, method, size, seed)
        and rate in (None, result.spec.learning_rate)
    ]
    return found


def score(result: RunResult) -> float:
    value = result.score(catalogue.task(result.spec.task).main_metric)
    assert value is not None
    return value


def floor(result: RunResult) -> float:
    value = result.floor_score(catalogue.task(result.spec.task).main_metric)
    assert value is not None
    return value


@pytest.mark.parametrize(("study", "runs"), [("quick", 7 * 4), ("quick_seeds", 7 * 4 * 2), ("longer", 20)])
def test_every_run_is_published_and_none_failed(study: str, runs: int) -> None:
    tables.refuse_holes(published(study), catalogue.study(study), "published")
    assert len(published(study)) == runs
    assert [result.spec.slug for result in published(study) if result.status != "success"] == []


@SEEDS
@pytest.mark.parametrize(("method", "rate"), [("full", None), ("lora", OWN_RATE)])
def test_with_8000_texts_a_model_is_not_below_counting_words(method: str, rate: float | None, seed: int) -> None:
    result = run("disposition", method, 8000, seed, rate)
    assert score(result) >= floor(result)
    assert result.predictions is not None
    assert len(result.predictions["labels"]) >= TEST_TEXTS


@SEEDS
def test_with_2000_texts_lora_at_its_own_rate_is_close_to_full_and_clearly_above_the_papers(seed: int) -> None:
    full = score(run("disposition", "full", 2000, seed))
    own, papers = (score(run("disposition", "lora", 2000, seed, rate)) for rate in (OWN_RATE, PAPER))
    assert own >= full - CLOSE
    assert own >= papers + CLEARLY


@SEEDS
@pytest.mark.parametrize(
    ("method", "rate", "least"), [("full", None, 0.53), ("lora", OWN_RATE, 0.50), ("ia3", None, 0.45)]
)
def test_entities_are_found_as_well_as_was_asked(method: str, rate: float | None, least: float, seed: int) -> None:
    assert score(run("case_concepts", method, None, seed, rate)) >= least


@SEEDS
def test_a_frozen_encoder_finds_far_fewer_entities(seed: int) -> None:
    assert score(run("case_concepts", "frozen", None, seed)) < score(run("case_concepts", "ia3", None, seed))
