"""What follows from the facts that a note states: chances of death, of each length of stay, of each main diagnosis.

Nothing that the note leaves out changes these chances, so no model can do better than to know them: their score is
the ceiling. All are whole numbers, so that every platform draws the same labels.
"""

import math
from collections.abc import Mapping
from itertools import pairwise
from random import Random

from clinpeft.corpora.synthetic.chances import MILLION, index_by_weight
from clinpeft.corpora.synthetic.patients import Course, Facts, Home, Moving, Plan

# Death: tenths of a logit.
BASE = -34
LEADING = 8
FINDING = 12
COURSES: Mapping[Course, int] = {"worse": 18, "steady": 0, "better": -18}
LOOKS = 14
MEASURED = 8
ILLNESS = 8
AGED = 4
PLANNED = 30
_OLD = 80

# Length of stay: tenths of a logit, and the cuts between at most 3, 7, 14 days and more.
PLANS: Mapping[Plan, int] = {"short": -14, "middle": 0, "long": 14, "unstated": 0}
WAYS: Mapping[Moving, int] = {"bound": 10, "free": -10, "unstated": 0}
HOMES: Mapping[Home, int] = {"alone": 5, "helped": -5, "unstated": 0}
STAY_COURSES: Mapping[Course, int] = {"worse": 12, "steady": 0, "better": -12}
STAY_LOOKS = 12
CUTS = (-28, 0, 28)
STAY_TENTHS = ((5, 30), (31, 70), (71, 140), (141, 400))
"""Shortest and longest stay of each bin, in tenths of a day."""

# Main diagnosis: what each finding and illness speaks for; the others speak for no category.
CATEGORIES = ("cardiology", "respiratory", "neurology", "gastroenterology", "acute_medicine", "oncology", "other")
SERIOUS_SYSTEMS = {
    "heart": "cardiology", "circulation": "cardiology", "breathing": "respiratory", "mind": "neurology",
    "bleeding": "gastroenterology", "belly": "gastroenterology", "infection": "acute_medicine",
    "kidneys": "acute_medicine", "tumor": "oncology",
}  # fmt: skip
HARMLESS_SYSTEMS = {
    "pulse": "cardiology", "throat": "respiratory", "head": "neurology", "bowels": "gastroenterology",
    "urine": "acute_medicine", "lump": "oncology",
}  # fmt: skip
ILLNESS_SYSTEMS = {
    "cancer": "oncology", "liver": "gastroenterology", "heart": "cardiology", "lungs": "respiratory",
    "kidneys": "acute_medicine",
}  # fmt: skip
LEADING_SPEAKS, FINDING_SPEAKS, ILLNESS_SPEAKS = 42, 10, 10
CODES = {
    "cardiology": ("41401", "41071", "4241", "4240", "4280", "41011", "41041"),
    "respiratory": ("51881", "5070", "486"),
    "neurology": ("431", "430"),
    "gastroenterology": ("5789", "5770"),
    "acute_medicine": ("0389", "5849"),
    "oncology": ("1983",),
    "other": ("7245", "71941", "6929", "78052"),
}
NEWBORN_CODES = ("V3000", "V3001", "V3101")


def death_risk(facts: Facts) -> int:
    """Chance of death in hospital, in millionths."""
    now = sum(mention.serious and mention.status == "present" for mention in facts.findings)
    ill = sum(mention.serious and mention.status == "present" for mention in facts.illnesses)
    points = (
        BASE
        + LEADING * facts.leading.serious
        + FINDING * now
        + COURSES[facts.course]
        + LOOKS * (1 if facts.looks_ill else -1)
        - PLANNED * (facts.plan != "unstated")
        + MEASURED * (facts.measurement is not None and facts.measurement.abnormal)
        + ILLNESS * ill
        + AGED * (facts.age >= _OLD)
    )
    return _millionths(points)


def stay_chances(facts: Facts) -> tuple[int, ...]:
    """Chance of each of the four lengths of stay, in millionths, whether or not the patient lives."""
    points = (
        PLANS[facts.plan]
        + WAYS[facts.moving]
        + HOMES[facts.home]
        + STAY_COURSES[facts.course]
        + STAY_LOOKS * (1 if facts.looks_ill else -1)
    )
    below = [0, *(_millionths(cut - points) for cut in CUTS), MILLION]
    return tuple(high - low for low, high in pairwise(below))


def diagnosis_weights(facts: Facts) -> tuple[int, ...]:
    """Weight of each of CATEGORIES as the main diagnosis; chances are in proportion to the weights."""
    points = dict.fromkeys(CATEGORIES, 0)
    points[_system(facts.leading.name, facts.leading.serious)] += LEADING_SPEAKS
    for finding in facts.findings:
        if finding.status == "present":
            points[_system(finding.name, finding.serious)] += FINDING_SPEAKS
    for illness in facts.illnesses:
        if illness.serious and illness.status == "present":
            points[ILLNESS_SYSTEMS[illness.name]] += ILLNESS_SPEAKS
    return tuple(round(1000 * math.exp(points[category] / 10)) for category in CATEGORIES)


def draw_death(facts: Facts, random: Random) -> bool:
    """Whether the patient dies."""
    return random.randrange(MILLION) < death_risk(facts)


def draw_stay(facts: Facts, random: Random) -> int:
    """Length of stay in tenths of a day."""
    shortest, longest = STAY_TENTHS[index_by_weight(random, stay_chances(facts))]
    # Now and then exactly on the border, which belongs to the shorter stay.
    return longest if longest <= 140 and random.randrange(20) == 0 else random.randrange(shortest, longest + 1)


def draw_diagnosis(facts: Facts, random: Random) -> str:
    """ICD-9 code of the main diagnosis."""
    codes = CODES[CATEGORIES[index_by_weight(random, diagnosis_weights(facts))]]
    own = {"infection": "0389", "kidneys": "5849"}.get(facts.leading.name, "")
    return own if own in codes else random.choice(codes)


def _system(name: str, serious: bool) -> str:
    return (SERIOUS_SYSTEMS if serious else HARMLESS_SYSTEMS).get(name, "other")


def _millionths(points: int) -> int:
    return round(MILLION / (1 + math.exp(-points / 10)))
