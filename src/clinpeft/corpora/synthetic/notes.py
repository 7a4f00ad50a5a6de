"""From facts to text: a discharge summary with admission-time sections and sections that must not be read."""

from random import Random

from clinpeft.corpora.synthetic import wording
from clinpeft.corpora.synthetic.lexicon_files import wordings
from clinpeft.corpora.synthetic.misspelling import misspell
from clinpeft.corpora.synthetic.patients import (
    GRAVE_ILLNESS,
    HARMLESS,
    MILD_ILLNESS,
    SERIOUS,
    Facts,
    Measurement,
    Mention,
)
from clinpeft.corpora.synthetic.pools import Pool

_FRAMES = {
    "present": wording.PRESENT,
    "absent": wording.ABSENT,
    "past": wording.PAST,
    "other": wording.OTHER,
}
_COURSES = wordings("note_wording", "course")
_LOOKS = wordings("note_wording", "looks")
_PLANS = wordings("note_wording", "plan")
_WAYS = wordings("note_wording", "moving")
_HOMES = wordings("note_wording", "home")
_NEWBORN = wordings("note_wording", "newborn")["complaint"]


def admission_sections(facts: Facts, split: Pool, random: Random) -> dict[str, str]:
    """The eight sections by their header in the summary."""
    complaint = _name(facts.leading, split, random)
    return {
        "Chief Complaint": complaint,
        "History of Present Illness": _present_illness(facts, complaint, split, random),
        "Past Medical History": _history(facts, split, random),
        "Medications on Admission": random.choice(wording.MEDICATION),
        "Allergies": random.choice(wording.ALLERGIES),
        "Physical Exam": _exam(facts, split, random),
        "Family History": random.choice(wording.FAMILY),
        "Social History": _home(facts, split, random),
    }


def _exam(facts: Facts, split: Pool, random: Random) -> str:
    if facts.moving == "unstated":
        return random.choice(wording.EXAM)
    return random.choice(wording.MOVES).format(_WAYS[facts.moving].draw(split, random))


def _home(facts: Facts, split: Pool, random: Random) -> str:
    if facts.home == "unstated":
        return random.choice(wording.SOCIAL)
    return random.choice(wording.HOMES).format(_HOMES[facts.home].draw(split, random))


def newborn_sections(split: Pool, random: Random) -> dict[str, str]:
    """What is written about a newborn: complaint, birth and nursery."""
    birth = random.choice(wording.BIRTHS).format(
        _NEWBORN.draw(split, random),
        weeks=random.randrange(34, 42),
        age=random.randrange(18, 41),
        first=random.randrange(2, 9),
        second=random.randrange(1, 3),
    )
    story = " ".join([birth[0].upper() + birth[1:], *random.sample(wording.NURSERY, random.randrange(2, 5))])
    return {
        "Chief Complaint": _NEWBORN.draw(split, random),
        "History of Present Illness": misspell(story, random),
    }


def _present_illness(facts: Facts, complaint: str, split: Pool, random: Random) -> str:
    lead = random.choice(wording.LEADS)
    # Copy-forward: some writers paste the chief complaint, others say it again in their own words.
    again = complaint if random.randrange(2) else _name(facts.leading, split, random)
    sex = random.choice({"M": ("M", "M", "man", "male"), "F": ("F", "F", "woman", "lady")}[facts.sex])
    parts = [_finding(mention, split, random) for mention in facts.findings]
    course = _COURSES[facts.course].draw(split, random)
    parts.append(random.choice(wording.COURSE).format(course))
    looks = _LOOKS["ill" if facts.looks_ill else "well"].draw(split, random)
    parts.append(random.choice(wording.LOOKS).format(looks))
    if facts.plan != "unstated":
        parts.append(random.choice(wording.PLANS).format(_PLANS[facts.plan].draw(split, random)))
    if facts.measurement:
        parts.append(_measured(facts.measurement, random))
    random.shuffle(parts)
    return misspell(" ".join([lead.format(again, age=facts.age, sex=sex), *parts]), random)


def _finding(mention: Mention, split: Pool, random: Random) -> str:
    frame = random.choice(_FRAMES[mention.status])
    text = frame.format(_name(mention, split, random), year=random.randrange(2095, 2119))
    return text[0].upper() + text[1:]


def _history(facts: Facts, split: Pool, random: Random) -> str:
    items = []
    for mention in facts.illnesses:
        forms = GRAVE_ILLNESS if mention.serious else MILD_ILLNESS
        frames = wording.HISTORY_PRESENT if mention.status == "present" else wording.HISTORY_ABSENT
        items.append(random.choice(frames).format(forms[mention.name].draw(split, random)))
    return random.choice((", ", "; ", ".\n")).join(items)


def _name(mention: Mention, split: Pool, random: Random) -> str:
    return (SERIOUS if mention.serious else HARMLESS)[mention.name].draw(split, random)


def _measured(measurement: Measurement, random: Random) -> str:
    low = measurement.abnormal
    if measurement.kind == "pressure":
        upper = random.randrange(62, 85) if low else random.randrange(112, 145)
        return random.choice(("BP {}/{}.", "BP was {}/{}.")).format(upper, upper // 2 + random.randrange(8))
    if measurement.kind == "lactate":
        tenths = random.randrange(45, 99) if low else random.randrange(8, 19)
        return random.choice(("Lactate {}.{}.", "lactate of {}.{}.")).format(tenths // 10, tenths % 10)
    percent = random.randrange(70, 86) if low else random.randrange(95, 100)
    return random.choice(("O2 sat {}%.", "Satting {}%.", "SpO2 {}%.")).format(percent)
