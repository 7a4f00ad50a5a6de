"""Which methods of the course speak is read from the runs: rates that are tuned anew silence some of them."""

from dataclasses import replace

import mini_study

from clinpeft.results import course_sentences
from clinpeft.results.tables import StudyResults
from clinpeft.specs import RunResult, Study


def stored(*scores: tuple[str, float], asked: tuple[str, ...] = ("full", "lora", "frozen")) -> StudyResults:
    runs: list[RunResult] = [mini_study.result("disposition", method, 0, value) for method, value in scores]
    wanted = tuple(mini_study.spec("disposition", method, 0) for method in asked)
    return StudyResults(Study(name="course", title="", question="", runs=wanted), (), tuple(runs))


def test_methods_without_runs_are_named() -> None:
    assert course_sentences.silent_words(stored(("full", 0.7), ("lora", 0.6), ("frozen", 0.65))) == ""
    said = course_sentences.silent_words(stored(("full", 0.7)))
    assert said == "Without a run at today's learning rates are LoRA and Frozen encoder on disposition."


def test_who_stays_below_the_frozen_encoder_is_read_from_the_runs() -> None:
    found = stored(("full", 0.7), ("lora", 0.6), ("frozen", 0.65))
    own_head = replace(found.published[0], settings={"head_learning_rate": 0.1})
    said = course_sentences.below_frozen_words(replace(found, published=(own_head, *found.published[1:])))
    assert said.startswith("Below the frozen encoder, by more than two seeds of one method lie apart, are LoRA on")
    assert said.endswith("in 2 of 3 runs head and adapter share a rate.")
    assert course_sentences.below_frozen_words(stored(("full", 0.7), ("frozen", 0.65))) == ""
    assert course_sentences.below_frozen_words(stored(("full", 0.7), ("lora", 0.6))) == "", "no frozen encoder beside"
    assert course_sentences.below_frozen_words(stored()) == ""
    near = stored(("full", 0.7), ("lora", 0.64), ("frozen", 0.65))
    assert course_sentences.below_frozen_words(near) == "", "seeds differ by more"
