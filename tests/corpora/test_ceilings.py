"""The best scores that can be expected on made-up text: right by hand, by simulation, above the floor, on the card."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from clinpeft import catalogue, corpora
from clinpeft.corpora.synthetic import ceiling, outcomes
from clinpeft.corpora.synthetic.annotators import annotate
from clinpeft.corpora.synthetic.best_scores import best_f1_macro, expected_auroc
from clinpeft.corpora.synthetic.chances import index_by_weight
from clinpeft.corpora.synthetic.patients import Facts, draw_emergency, draw_planned
from clinpeft.corpora.synthetic.sentences import MANY_RELATIONS, draw_sentence
from clinpeft.evaluation.floors import floor
from clinpeft.specs import SpecError

TASKS = catalogue.corpus("synthetic").tasks
# How far counting words, or remembering mentions, must stay below the ceiling.
_ROOM = 0.1


def _drawn(draw: Callable[[Random], Facts], number: int) -> list[Facts]:
    random = Random("check")
    return [draw(random) for _ in range(number)]


def test_expected_auroc_of_risks_that_tell_nothing_and_everything() -> None:
    assert expected_auroc(np.full(10, 0.3)) == pytest.approx(0.5)
    assert expected_auroc(np.array([0.0, 1.0])) == pytest.approx(1.0)
    # Two people at 0.25 and 0.75: one died and one survived in 0.25 * 0.25 + 0.75 * 0.75 of the ways and so on.
    assert expected_auroc(np.array([0.25, 0.75])) == pytest.approx((0.5625 + 0.1875 / 2 + 0.1875 / 2) / 1.0)
    # A case of weight 0 is not there.
    assert expected_auroc(np.array([0.0, 1.0, 0.5]), np.array([1.0, 1.0, 0.0])) == pytest.approx(1.0)


def test_best_f1_macro_of_chances_that_tell_nothing_and_everything() -> None:
    assert best_f1_macro(np.eye(3), np.ones(3)) == pytest.approx(1.0)
    # Half of the cases are of either class and look alike: all in one class gives F1 of 2/3 and 0, half and half 1/2.
    assert best_f1_macro(np.full((4, 2), 0.5), np.ones(4)) == pytest.approx(1 / 3)
    assert best_f1_macro(np.full((4, 2), 0.5), np.ones(4), perfect_classes=1) == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_mortality_is_what_the_true_risk_reaches() -> None:
    random = Random("outcomes")
    facts = _drawn(draw_emergency, 20_000)
    died = [outcomes.draw_death(each, random) for each in facts]
    assert ceiling("mortality") == pytest.approx(roc_auc_score(died, [outcomes.death_risk(f) for f in facts]), abs=0.01)


def test_length_of_stay_is_what_the_true_chances_reach_among_those_who_live() -> None:
    random = Random("outcomes")
    facts = [each for each in _drawn(draw_planned, 20_000) if not outcomes.draw_death(each, random)]
    bins = [next(n for n, (_, most) in enumerate(outcomes.STAY_TENTHS) if days <= most)
            for days in (outcomes.draw_stay(each, random) for each in facts)]  # fmt: skip
    chances = np.array([outcomes.stay_chances(each) for each in facts]) / 1e6
    reached = roc_auc_score(bins, chances, multi_class="ovr", average="macro")
    assert ceiling("length_of_stay") == pytest.approx(reached, abs=0.01)


def test_triage_is_a_little_above_what_the_likeliest_category_reaches() -> None:
    random = Random("outcomes")
    weights = [outcomes.diagnosis_weights(each) for each in _drawn(draw_emergency, 20_000)]
    drawn = [(index_by_weight(random, each), int(np.argmax(each[:-1]))) for each in weights]
    cohort = [(true, guess) for true, guess in drawn if outcomes.CATEGORIES[true] != "other"]
    by_class = f1_score([true for true, _ in cohort], [guess for _, guess in cohort], average=None)
    reached = (by_class.sum() + 1) / (len(by_class) + 1)  # newborns are never mistaken
    assert reached - 0.005 < ceiling("triage") < reached + 0.03


def test_relations_are_what_naming_each_as_it_was_meant_reaches() -> None:
    random, annotator = Random("sentences"), Random("annotator")
    said = right = annotated = 0
    for _ in range(20_000):
        sentence = draw_sentence(MANY_RELATIONS, "test", "F", random)
        found = annotate(sentence, annotator)
        # A pair of which a mention is missed is no example.
        spans = set(found.spans)
        meant = [link for link in sentence.links if {sentence.spans[link.first], sentence.spans[link.second]} <= spans]
        said, annotated = said + len(meant), annotated + len(found.links)
        right += len(set(meant) & set(found.links))
    assert ceiling("relations") == pytest.approx(2 * right / (said + annotated), abs=0.01)


@pytest.mark.parametrize("task", TASKS)
def test_the_floor_is_above_chance_and_well_below_the_ceiling(task: str) -> None:
    declared, splits = catalogue.task(task), corpora.load(task, "synthetic")
    train = corpora.sample(splits.train, 800, seed=0)
    scores = floor(declared, train, splits.validation[:200], splits.test[:500]).scores
    reached = next(s.value for s in scores if s.split == "test" and s.metric == declared.main_metric)
    best = corpora.ceiling(task, "synthetic")
    assert best is not None
    assert reached is not None
    assert reached < best - _ROOM
    assert reached > {"auroc": 0.55, "entity_f1": 0.02}.get(declared.main_metric, 0.3)


def test_only_the_card_of_generated_text_has_a_ceiling() -> None:
    assert all(corpora.ceiling(task, "synthetic") == pytest.approx(ceiling(task), abs=1e-4) for task in TASKS)
    assert corpora.ceiling("disposition", "neiss") is None
    with pytest.raises(SpecError, match="disposition"):
        ceiling("disposition")
