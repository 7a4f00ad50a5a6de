"""The hidden state of a made-up patient, and the facts that a note will state. What follows from them: outcomes.py."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from clinpeft.corpora.synthetic.chances import happens, index_by_weight
from clinpeft.corpora.synthetic.lexicon_files import wordings

Status = Literal["present", "absent", "past", "other"]
Course = Literal["worse", "steady", "better"]
Plan = Literal["short", "middle", "long", "unstated"]
Home = Literal["alone", "helped", "unstated"]
Moving = Literal["bound", "free", "unstated"]

SERIOUS = wordings("findings", "serious")
"""Findings that raise the risk of death when the note says that they are present now."""
HARMLESS = wordings("findings", "harmless")
"""Findings that say nothing about the risk, whether present or not."""
GRAVE_ILLNESS = wordings("findings", "grave_illness")
"""Long-standing illness that raises the risk where the note says that the patient has it."""
MILD_ILLNESS = wordings("findings", "mild_illness")

# Percent of patients who are hidden as very sick; then, for the others and for them, percent of leading complaints and
# of mentions that are serious and present, of grave illness, of abnormal values, of looking ill; shares of each course.
_SICK = 32
_MEASURED = 20
_HARMLESS_FINDING = 6
_GRAVE_STATED = 60
_MILD_ILLNESS = 15
_LEADING_SERIOUS = (12, 88)
_PRESENT = (25, 60)
_GRAVE = (30, 50)
_ABNORMAL = (15, 65)
_LOOKS_ILL = (7, 92)
_COURSE_SHARES = ((7, 28, 65), (85, 10, 5))
# Percent of planned patients whose stay is hidden as complicated; then, for the others and for them, percent of looking
# ill, shares of each course, of plans, of homes (without help, with help, unstated) and of moving (badly, well,
# unstated).
_COMPLICATED = 45
_PLANNED_LOOKS_ILL = (8, 90)
_PLANNED_COURSE_SHARES = ((6, 24, 70), (80, 14, 6))
_PLAN_SHARES = ((70, 25, 5), (5, 25, 70))
_HOME_SHARES = ((5, 45, 50), (45, 5, 50))
_MOVING_SHARES = ((5, 85, 10), (85, 5, 10))


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
    """Everything one admission note says that bears on an outcome, or looks as if it did."""

    age: int
    sex: str
    leading: Mention
    findings: tuple[Mention, ...]
    course: Course
    looks_ill: bool
    measurement: Measurement | None
    illnesses: tuple[Mention, ...]
    plan: Plan = "unstated"
    home: Home = "unstated"
    moving: Moving = "unstated"


def draw_emergency(random: Random) -> Facts:
    """The facts of one emergency admission; a hidden state, how sick the patient is, makes them hang together."""
    sick = int(happens(random, _SICK))
    leading_serious = happens(random, _LEADING_SERIOUS[sick])
    leading = Mention(random.choice(list(SERIOUS if leading_serious else HARMLESS)), leading_serious, "present")
    courses: tuple[Course, ...] = ("worse", "steady", "better")
    course = courses[index_by_weight(random, _COURSE_SHARES[sick])]
    measured = Measurement(random.choice(("pressure", "lactate", "oxygen")), happens(random, _ABNORMAL[sick]))
    return Facts(
        age=random.randrange(40, 95),
        sex=random.choice(("M", "F")),
        leading=leading,
        findings=_findings(random, sick, leading.name if leading.serious else ""),
        course=course,
        looks_ill=happens(random, _LOOKS_ILL[sick]),
        measurement=measured if happens(random, _MEASURED) else None,
        illnesses=_illnesses(random, sick),
    )


def draw_planned(random: Random) -> Facts:
    """The facts of one planned admission; its hidden state is how complicated the stay will be."""
    complicated = int(happens(random, _COMPLICATED))
    courses: tuple[Course, ...] = ("worse", "steady", "better")
    plans: tuple[Plan, ...] = ("short", "middle", "long")
    homes: tuple[Home, ...] = ("alone", "helped", "unstated")
    ways: tuple[Moving, ...] = ("bound", "free", "unstated")
    return Facts(
        age=random.randrange(40, 95),
        sex=random.choice(("M", "F")),
        leading=Mention(random.choice(list(HARMLESS)), False, "present"),
        findings=(),
        course=courses[index_by_weight(random, _PLANNED_COURSE_SHARES[complicated])],
        looks_ill=happens(random, _PLANNED_LOOKS_ILL[complicated]),
        measurement=None,
        illnesses=(),
        plan=plans[index_by_weight(random, _PLAN_SHARES[complicated])],
        home=homes[index_by_weight(random, _HOME_SHARES[complicated])],
        moving=ways[index_by_weight(random, _MOVING_SHARES[complicated])],
    )


def _findings(random: Random, sick: int, stated: str) -> tuple[Mention, ...]:
    """A serious and at times a harmless finding; the hidden state decides on the status of the serious one alone."""
    serious = random.choice([name for name in SERIOUS if name != stated])
    mentions = [Mention(serious, True, _status(random, _PRESENT[sick]))]
    if happens(random, _HARMLESS_FINDING):
        mentions.append(Mention(random.choice(list(HARMLESS)), False, _status(random, 40)))
    random.shuffle(mentions)
    return tuple(mentions)


def _illnesses(random: Random, sick: int) -> tuple[Mention, ...]:
    """Often a grave illness that the patient has or has not, and at times a mild one."""
    mentions = []
    if happens(random, _GRAVE_STATED):
        grave: Status = "present" if happens(random, _GRAVE[sick]) else "absent"
        mentions.append(Mention(random.choice(list(GRAVE_ILLNESS)), True, grave))
    if happens(random, _MILD_ILLNESS):
        mild: Status = "present" if happens(random, 60) else "absent"
        mentions.append(Mention(random.choice(list(MILD_ILLNESS)), False, mild))
    random.shuffle(mentions)
    return tuple(mentions)


def _status(random: Random, percent_present: int) -> Status:
    if happens(random, percent_present):
        return "present"
    statuses: tuple[Status, ...] = ("absent", "past", "other")
    return statuses[index_by_weight(random, (50, 35, 15))]
