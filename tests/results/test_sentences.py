from dataclasses import replace

import mini_study
import pandas as pd
import pytest

from clinpeft import store
from clinpeft.results import longer_sentences, sentences, tables
from clinpeft.specs import RunResult, RunSpec


@pytest.mark.usefixtures("mini_project")
def test_coverage_names_what_failed() -> None:
    assert sentences.coverage(tables.study_results("quick")) == (
        "On this machine 5 of the study's 28 runs are finished; 11 published runs stand beside them, "
        "11 of them of an earlier version, to be made again. "
        "Failed here: IA3 on disposition (seed 0); `clinpeft status quick` gives the errors."
    )


@pytest.mark.usefixtures("mini_project")
def test_coverage_where_nothing_was_made_here() -> None:
    elsewhere = replace(tables.study_results("quick"), here=())
    assert sentences.coverage(elsewhere).startswith(
        "None of the study's 28 runs was made on this machine; 11 published runs stand here, 11 of them of an earlier"
    )


@pytest.mark.usefixtures("mini_project")
def test_published_seeds_of_other_studies_are_counted_apart() -> None:
    assert sentences.further_seeds(tables.study_results("quick")) == (
        "5 of the published runs are further seeds of the study's cells, made for other studies."
    )
    assert sentences.further_seeds(tables.study_results("quick").own()) == ""


@pytest.mark.usefixtures("mini_project")
@pytest.mark.parametrize("name", ["code", "settings"])
def test_a_run_of_an_earlier_version_does_not_speak_for_this_machine(name: str) -> None:
    result = tables.study_results("quick").here[0]
    store.write_own(replace(result, hashes={**result.hashes, name: "0" * 64}))
    stored = tables.study_results("quick")
    assert stored.outdated == (result.spec,)
    assert result.spec not in {other.spec for other in stored.here}
    said = sentences.coverage(stored)
    assert said.startswith("On this machine 4 of")
    assert said.endswith("Left out: 1 run made here by an earlier version; `clinpeft sweep quick` makes them again.")


def test_where_words_suffice(frame: pd.DataFrame) -> None:
    disposition, concepts = sentences.words_suffice(frame).split("\n")
    assert "words suffice here: the floor reaches 0.780" in disposition
    assert "Full fine-tuning, 0.750" in disposition
    assert "2 of 2 methods beat the floor" in concepts


def test_published_runs_speak_where_nothing_ran_here() -> None:
    frame = tables.frame(mini_study.results("published"), "quick", "published")
    disposition = sentences.best_methods(frame).split("\n")[0]
    assert "(published)" in disposition
    assert "LoRA leads with AUROC 0.800" in disposition
    assert "Frozen encoder closes with 0.700" in disposition


def test_lean_and_cost_sentences(frame: pd.DataFrame, costs: pd.DataFrame) -> None:
    assert "LoRA is within 0.02 of the best with 222,000" in sentences.lean_words(frame)
    words = sentences.cost_words(costs)
    assert "Frozen encoder takes the least time to train, 0.25" in words
    assert "and of the others LoRA the most, 0.80" in words
    assert "90.9 MB for full fine-tuning and 0.59 MB for Frozen encoder" in words


def test_nothing_to_say_is_said() -> None:
    empty, costs = tables.frame([], "quick", "here"), tables.costs([], "quick", "here")
    for sentence in (
        sentences.words_suffice,
        sentences.best_methods,
        longer_sentences.size_effect,
        longer_sentences.rate_cost,
    ):
        assert sentence(empty) == sentences.NO_RUNS
    assert sentences.cost_words(costs) == sentences.NO_RUNS


def test_unavailable_corpora_are_those_that_neither_are_here_nor_ran(frame: pd.DataFrame) -> None:
    names = sentences.unavailable_corpora(frame, "quick", lambda name: "ready" if name == "synthetic" else "missing")
    assert names == (), "neiss and maccrobat have runs here"
    assert sentences.unavailable_corpora(frame, "quick", lambda _: "missing") == ("synthetic",)
    assert "(`neiss`)" in sentences.unavailable_words(["neiss"])
    assert "at hand" in sentences.unavailable_words([])


def _long(method: str, size: int, value: float, rate: float | None = None) -> RunResult:
    spec = RunSpec("disposition", "neiss", "minilm_l6", method, "tuned", 0, size, learning_rate=rate)
    return replace(mini_study.result("disposition", method, 0, value), spec=spec)


def test_size_and_rate() -> None:
    results = [
        _long("full", 2000, 0.773),
        _long("lora", 2000, 0.775),
        _long("lora", 2000, 0.721, 3e-4),
        _long("full", 8000, 0.818),
        _long("lora", 8000, 0.81),
        _long("lora", 8000, 0.79, 3e-4),
    ]
    frame = tables.frame(results, "longer", "here")
    size = longer_sentences.size_effect(frame)
    assert "the order of the methods changes" in size
    assert "with 2,000 texts: LoRA 0.775, Full fine-tuning 0.773, LoRA at 0.0003 0.721, floor 0.780" in size
    assert "floor 0.780, with none of them above it" in size
    rate = longer_sentences.rate_cost(frame)
    assert "LoRA reaches 0.775 and LoRA at 0.0003 0.721 (-0.054)" in rate
    one_size = tables.frame(results[:3], "longer", "here")
    assert longer_sentences.size_effect(one_size) == longer_sentences.ONE_SIZE


def test_an_order_is_that_of_the_methods_of_every_size() -> None:
    results = [
        _long("full", 2000, 0.80),
        _long("lora", 2000, 0.775),
        _long("lora", 2000, 0.79, 3e-4),
        _long("full", 8000, 0.818),
        _long("lora", 8000, 0.81),
    ]
    assert "the order of the methods stays the same" in longer_sentences.size_effect(
        tables.frame(results, "longer", "here")
    )
    assert "there is no order" in longer_sentences.size_effect(tables.frame(results[1:4], "longer", "here"))
    both = [tables.frame(results[:1], "longer", "here"), tables.frame(results, "longer", "published")]
    assert longer_sentences.size_effect(pd.concat(both)).startswith("In the published runs, on disposition")


def test_the_shared_rate_stands_second_whatever_the_own_one_is_called() -> None:
    made = _long("lora", 2000, 0.775, 0.5)
    own = replace(made, spec=replace(made.spec, head_learning_rate=5e-3))
    said = longer_sentences.rate_cost(tables.frame([own, _long("lora", 2000, 0.721, 3e-4)], "longer", "here"))
    assert "LoRA at 0.5, head at 0.005 reaches 0.775 and LoRA at 0.0003 0.721 (-0.054)" in said
