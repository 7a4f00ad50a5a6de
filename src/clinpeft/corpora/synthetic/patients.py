"""The hidden state of a made-up patient, the facts a note will state, and the risk of death that follows from them.

The risk is a logistic function of the stated facts alone. Nothing that the note leaves out changes it, so the best
possible ranking is the ranking by this risk, and its AUROC is known.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from clinpeft.corpora.synthetic.findings import GRAVE_ILLNESS, HARMLESS, MILD_ILLNESS, SERIOUS

Status = Literal["present", "absent", "past", "other"]
Course = Literal["worse", "steady", "better"]

# Tenths of a logit. Whole numbers, so that every platform draws the same labels.
BASE = -34
LEADING = 8
FINDING = 12
COURSES: Mapping[Course, int] = {"worse": 18, "steady": 0, "better": -18}
LOOKS = 14
MEASURED = 8
ILLNESS = 8
AGED = 4
_OLD = 80
_MILLION = 1_000_000
# Percent of patients who are hidden as very sick; then, for the others and for them, percent of leading complaints and
# of mentions that are serious and present, of grave illness, of abnormal values, of looking ill, and of each course.
_SICK = 32
_MEASURED = 50
_HARMLESS_FINDING = 30
_MILD_ILLNESS = 40
_LEADING_SERIOUS = (12, 88)
_PRESENT = (25, 60)
_GRAVE = (30, 50)
_ABNORMAL = (15, 65)
_LOOKS_ILL = (7, 92)
_COURSE_SHARES = ((7, 28, 65), (85, 10, 5))


@dataclass(frozen=True)
class Mention:
    """One finding or illness as a note states it."""

    name: str
    serious: bool
    status: Status


@dataclass(frozen=True)
class Measurement:
    """One value; outside the limit it raises the risk."""

    kind: str
    abnormal: bool


@dataclass(frozen=True)
class Facts:
    """Everything one admission note says that bears on the outcome, or looks as if it did."""

    age: int
    sex: str
    leading: Mention
    findings: tuple[Mention, ...]
    course: Course
    looks_ill: bool
    measurement: Measurement | None
    illnesses: tuple[Mention, ...]

    @property
    def points(self) -> int:
        """Log odds of death in tenths."""
        now = sum(mention.serious and mention.status == "present" for mention in self.findings)
        ill = sum(mention.serious and mention.status == "present" for mention in self.illnesses)
        return (
            BASE
            + LEADING * self.leading.serious
            + FINDING * now
            + COURSES[self.course]
            + LOOKS * (1 if self.looks_ill else -1)
            + MEASURED * (self.measurement is not None and self.measurement.abnormal)
            + ILLNESS * ill
            + AGED * (self.age >= _OLD)
        )

    @property
    def risk(self) -> int:
        """Chance of death in hospital, in millionths."""
        return round(_MILLION / (1 + math.exp(-self.points / 10)))


def draw_outcome(facts: Facts, random: Random) -> bool:
    """Whether the patient dies: drawn with the chance that the stated facts give."""
    return random.randrange(_MILLION) < facts.risk


def draw_facts(random: Random) -> Facts:
    """The facts of one admission; a hidden state makes them hang together."""
    sick = int(_chance(random, _SICK))
    leading_serious = _chance(random, _LEADING_SERIOUS[sick])
    leading = Mention(random.choice(list(SERIOUS if leading_serious else HARMLESS)), leading_serious, "present")
    course: Course = ("worse", "steady", "better")[_share(random, _COURSE_SHARES[sick])]
    measured = Measurement(random.choice(("pressure", "lactate", "oxygen")), _chance(random, _ABNORMAL[sick]))
    return Facts(
        age=random.randrange(40, 95),
        sex=random.choice(("M", "F")),
        leading=leading,
        findings=_findings(random, sick, leading.name if leading.serious else ""),
        course=course,
        looks_ill=_chance(random, _LOOKS_ILL[sick]),
        measurement=measured if _chance(random, _MEASURED) else None,
        illnesses=_illnesses(random, sick),
    )


def _findings(random: Random, sick: int, stated: str) -> tuple[Mention, ...]:
    """A serious and often a harmless finding; the hidden state decides on the status of the serious one alone."""
    serious = random.choice([name for name in SERIOUS if name != stated])
    mentions = [Mention(serious, True, _status(random, _PRESENT[sick]))]
    if _chance(random, _HARMLESS_FINDING):
        mentions.append(Mention(random.choice(list(HARMLESS)), False, _status(random, 40)))
    random.shuffle(mentions)
    return tuple(mentions)


def _illnesses(random: Random, sick: int) -> tuple[Mention, ...]:
    """A grave illness that the patient has or has not, and often a mild one."""
    grave: Status = "present" if _chance(random, _GRAVE[sick]) else "absent"
    mentions = [Mention(random.choice(list(GRAVE_ILLNESS)), True, grave)]
    if _chance(random, _MILD_ILLNESS):
        mild: Status = "present" if _chance(random, 60) else "absent"
        mentions.append(Mention(random.choice(list(MILD_ILLNESS)), False, mild))
    random.shuffle(mentions)
    return tuple(mentions)


def _status(random: Random, percent_present: int) -> Status:
    if _chance(random, percent_present):
        return "present"
    return ("absent", "past", "other")[_share(random, (50, 35, 15))]


def _chance(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent


def _share(random: Random, percents: tuple[int, ...]) -> int:
    """Index drawn with the given shares, which add up to 100."""
    drawn = random.randrange(100)
    for index, percent in enumerate(percents):
        drawn -= percent
        if drawn < 0:
            return index
    raise ValueError(f"shares {percents} add up to less than 100")
