"""Made-up names, dates, places and numbers. Names and places keep to one split; so do some ways to write a date."""

from dataclasses import dataclass
from random import Random

from clinpeft.corpora.synthetic.lexicon_files import wordings
from clinpeft.corpora.synthetic.pools import Pool

_NAMES = wordings("identifiers", "name")
ELEMENTS = {
    "NAME": ("PATIENT", "DOCTOR", "USERNAME"),
    "PROFESSION": ("PROFESSION",),
    "LOCATION": ("HOSPITAL", "ORGANIZATION", "STREET", "CITY", "STATE", "COUNTRY", "ZIP", "LOCATION-OTHER"),
    "AGE": ("AGE",),
    "DATE": ("DATE",),
    "CONTACT": ("PHONE", "FAX", "EMAIL", "URL"),
    "ID": ("MEDICALRECORD", "HEALTHPLAN", "IDNUM", "BIOID", "DEVICE"),
}
"""Element of the XML to the fine types that it holds, as in the 2014 release."""
_LISTED = {
    "PROFESSION": "profession", "HOSPITAL": "hospital", "ORGANIZATION": "organization", "CITY": "city",
    "STATE": "state", "COUNTRY": "country", "LOCATION-OTHER": "location_other",
}  # fmt: skip
# "#" is a digit, "@" a capital letter.
_NUMBERS = {
    "ZIP": ("#####", "#####-####"),
    "PHONE": ("###-###-####", "(###) ###-####", "x#####", "#-####"),
    "FAX": ("###-###-####", "### ### ####"),
    "MEDICALRECORD": ("#######", "###-##-##-#", "@######"),
    "HEALTHPLAN": ("@@@#########", "##-#######"),
    "IDNUM": ("##-######", "@@###/####", "########"),
    "BIOID": ("S##-#####", "@##-####"),
}
_DATES = {
    "train": ("{m}/{d}/{year}", "{m:02d}/{d:02d}/{y:02d}", "{month} {d}, {year}", "{month} {d}", "{weekday}", "{year}"),
    "validation": ("{m}/{d}/{year}", "{m}/{y:02d}", "{month} {year}", "{weekday}"),
    "test": ("{m}/{d}/{year}", "{year}-{m:02d}-{d:02d}", "{d} {month} {year}", "{m}/{d}", "{weekday}", "{d}-{month}"),
}


@dataclass(frozen=True)
class Person:
    """A made-up patient: what stays the same from note to note."""

    sex: str
    first: str
    last: str
    age: int
    record: str
    hospital: str
    doctor: str


def draw_person(split: Pool, random: Random) -> Person:
    """A patient with names of the split."""
    return Person(
        sex=random.choice("FM"),
        first=_NAMES["first"].draw(split, random),
        last=_NAMES["last"].draw(split, random),
        age=random.randrange(19, 97),
        record=_number("MEDICALRECORD", random),
        hospital=_NAMES["hospital"].draw(split, random),
        doctor=_NAMES["last"].draw(split, random),
    )


def identifier(kind: str, person: Person, split: Pool, random: Random) -> str:
    """Words of one of the 23 types in a note about this patient."""
    if kind == "PATIENT":
        return random.choice((f"{person.first} {person.last}", person.last, f"{person.last}, {person.first}"))
    if kind == "DOCTOR":
        last = person.doctor if random.randrange(2) else _NAMES["last"].draw(split, random)
        return random.choice((last, f"{_NAMES['first'].draw(split, random)} {last}", f"{last[0]}. {last}"))
    fixed = {"AGE": str(person.age), "MEDICALRECORD": person.record, "HOSPITAL": person.hospital}
    if kind in fixed and random.randrange(4):
        return fixed[kind]
    if kind in _LISTED:
        return _NAMES[_LISTED[kind]].draw(split, random)
    if kind in _NUMBERS:
        return _number(kind, random)
    return _composed(kind, split, random)


def _composed(kind: str, split: Pool, random: Random) -> str:
    host = _NAMES["mail"].draw(split, random)
    last = _NAMES["last"].draw(split, random).replace(" ", "").replace("'", "").lower()
    number = random.randrange(2, 99)
    texts = {
        "USERNAME": f"{last[:3]}{number}",
        "AGE": str(random.randrange(40, 97)),
        "DATE": _date(split, random),
        "STREET": f"{number} {_NAMES['street'].draw(split, random)}",
        "EMAIL": f"{last}@{host}.org",
        "URL": f"www.{host}.org/{number}",
        "DEVICE": f"{_NAMES['device'].draw(split, random)}{random.randrange(100_000, 999_999)}",
    }
    return texts[kind]


def _date(split: Pool, random: Random) -> str:
    year = random.randrange(2060, 2100)
    return random.choice(_DATES[split]).format(
        m=random.randrange(1, 13),
        d=random.randrange(1, 29),
        year=year,
        y=year % 100,
        month=_NAMES["month"].draw(split, random),
        weekday=_NAMES["weekday"].draw(split, random),
    )


def _number(kind: str, random: Random) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    shapes = {"#": "0123456789", "@": letters}
    return "".join(random.choice(shapes[sign]) if sign in shapes else sign for sign in random.choice(_NUMBERS[kind]))
