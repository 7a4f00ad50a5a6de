"""The best score that any model can be expected to reach on the synthetic corpus, from the generator's own chances."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random

import numpy as np
import numpy.typing as npt

from clinpeft.corpora.synthetic import annotators, mednli, outcomes
from clinpeft.corpora.synthetic.best_scores import best_f1_macro, expected_auroc
from clinpeft.corpora.synthetic.chances import MILLION
from clinpeft.corpora.synthetic.mimic_tables import draw_emergencies, draw_planned_stays
from clinpeft.corpora.synthetic.patients import Facts
from clinpeft.corpora.synthetic.sentences import MANY_RELATIONS, Link, draw_sentence
from clinpeft.specs import unknown_name

_PATIENTS = 10_000
Floats = npt.NDArray[np.float64]


def ceiling(task: str) -> float:
    """Best expected score on a task's main metric, to about the third digit.

    A test split of a few hundred texts can lie a little above or below it.
    """
    if task not in _CEILINGS:
        raise unknown_name("task with a known ceiling", task, _CEILINGS)
    return _CEILINGS[task]()


def _mortality() -> float:
    """AUROC of the true risks, averaged over all the outcomes that they could give."""
    return expected_auroc(_chances(outcomes.death_risk, _emergencies()) / MILLION)


def _length_of_stay() -> float:
    """Mean over the four lengths of the AUROC of its true chance, one against rest, weighted by chance to live."""
    chances = _chances(outcomes.stay_chances, _planned()) / MILLION
    lives = 1 - _chances(outcomes.death_risk, _planned()) / MILLION
    return float(np.mean([expected_auroc(chance, lives) for chance in chances.T]))


def _triage() -> float:
    """Macro F1 of the best decisions on the true chances; newborns are told apart without fail."""
    weights = _chances(outcomes.diagnosis_weights, _emergencies())
    cohort = weights[:, :-1]
    share = cohort.sum(axis=1) / weights.sum(axis=1)  # chance of a diagnosis that is in the cohort at all
    return best_f1_macro(cohort / cohort.sum(axis=1, keepdims=True), share, perfect_classes=1)


def _entities() -> float:
    """Strict entity F1 of finding every mention, of which the annotator missed some."""
    annotated = 1 - annotators.MISSED_MENTIONS / 100
    return 2 * annotated / (1 + annotated)


@cache
def _emergencies() -> tuple[Facts, ...]:
    return tuple(stay.facts for stay in draw_emergencies("ceiling", _PATIENTS) if stay.facts is not None)


@cache
def _planned() -> tuple[Facts, ...]:
    return tuple(stay.facts for stay in draw_planned_stays("ceiling", _PATIENTS) if stay.facts is not None)


def _chances(of: Callable[[Facts], int] | Callable[[Facts], tuple[int, ...]], patients: tuple[Facts, ...]) -> Floats:
    """Chances in millionths, or weights, of each patient: (patients,) or (patients, outcomes)."""
    return np.array([of(facts) for facts in patients], dtype=float)


def _relations() -> float:
    """Micro F1 without the none class of naming each related pair's own relation, which the annotator at times did not.

    No pair that a template leaves unrelated was annotated as related.
    """
    related = Counter(link.relation for link in _links())
    right = {name: annotators.as_meant(name) * number for name, number in related.items()}
    total = sum(related.values())
    return 2 * sum(right.values()) / (total + total * (1 - annotators.MISSED_RELATIONS / 100))


def _nli() -> float:
    """Accuracy of the labels that were meant."""
    return 1 - mednli.MISTAKEN / 100


def _links() -> list[Link]:
    random = Random("ceiling")
    return [link for _ in range(_PATIENTS) for link in draw_sentence(MANY_RELATIONS, "test", "F", random).links]


_CEILINGS = {
    "mortality": _mortality,
    "length_of_stay": _length_of_stay,
    "triage": _triage,
    "concepts": _entities,
    "relations": _relations,
    "events": _entities,
    "deid": _entities,
    "nli": _nli,
}
