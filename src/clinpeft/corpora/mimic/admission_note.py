"""The part of a discharge summary that is known at admission, rebuilt in a fixed order.

Rules of van Aken et al. 2021 (clinical-outcome-prediction), as the paper used them; traits that look like slips are
kept on purpose, and named, because published scores were made with them.
"""

import re
from string import ascii_uppercase

# (header looked for in the summary, header written in the rebuilt note), in the order of the rebuilt note.
SECTIONS = (
    ("chief complaint:", "CHIEF COMPLAINT:"),
    ("present illness:", "PRESENT ILLNESS:"),
    ("medical history:", "MEDICAL HISTORY:"),
    ("medications on admission:", "MEDICATION ON ADMISSION:"),
    ("allergies:", "ALLERGIES:"),
    ("physical exam:", "PHYSICAL EXAM:"),
    ("family history:", "FAMILY HISTORY:"),
    ("social history:", "SOCIAL HISTORY:"),
)
_MAIN = ("CHIEF COMPLAINT:", "PRESENT ILLNESS:", "MEDICAL HISTORY:")

# A section ends at a blank line before something that looks like a header: no digit, dot, pipe, parenthesis, backslash
# or line break, then a colon. Published trait: the section holds at least one character, so that of an empty section
# directly before another header swallows that header.
_END = re.compile(r"\n\n[^(\\|\d.)\n]+?:")

_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_DIED = r"\s+(?:ha[ds]\s)?(?:expired|died|passed away|deceased)"
# Published trait: in these two sections the first such phrase is deleted, subject or not; a second one stays.
_DELETED = re.compile(rf"((?:PHYSICAL EXAM|MEDICATION ON ADMISSION):[^\n]*?)(?:patient|pt)?{_DIED}", re.IGNORECASE)
_WORDS = ("expired", "died", "passed away", "deceased", "time of death")
_TELLS = re.compile(rf"(?:patient|pt){_DIED}|he expired|pronounced expired|time of death", re.IGNORECASE)


def sections(summary: str) -> dict[str, str]:
    """Text of each of the eight sections by its written header, line breaks as spaces; "" where one is missing."""
    text = summary.replace("\r\n", "\n").replace("\\n", "\n")
    lowered = lower_ascii(text)
    return {title: _section(text, lowered, header).replace("\n", " ").strip() for header, title in SECTIONS}


def _section(text: str, lowered: str, header: str) -> str:
    """From behind the first such header to the end: what ends a later section ends the first one too."""
    place = lowered.find(header)
    start = place + len(header)
    end = _END.search(text, start + 1) if place >= 0 else None
    return "" if end is None else text[start : end.start()]


def lower_ascii(text: str) -> str:
    """The text with its ASCII letters in lower case, every character in its place.

    Plain lower() may lengthen a text, and a search that ignores case takes many times as long.
    """
    return text.lower() if text.isascii() else text.translate(_LOWER)


def has_main_section(found: dict[str, str]) -> bool:
    """Whether chief complaint, present illness or medical history says anything."""
    return any(found[title] for title in _MAIN)


def rebuild(found: dict[str, str]) -> str:
    """The admission note: eight blocks in fixed order joined by blank lines, empty sections as bare headers."""
    return "\n\n".join(f"{title} {found[title]}" for _, title in SECTIONS)


def without_death_phrases(note: str) -> str:
    """A rebuilt note without the first phrase such as "pt expired" of physical exam and of medication on admission."""
    return _DELETED.sub(r"\1", note) if _may_tell(note) else note


def tells_of_death(note: str) -> bool:
    """Whether a rebuilt note still says that the patient died; "she expired" contains "he expired"."""
    return _may_tell(note) and bool(_TELLS.search(note))


def _may_tell(note: str) -> bool:
    """Whether a word of death stands anywhere: few notes have one, and only these need the slow patterns."""
    lowered = lower_ascii(note)
    return any(word in lowered for word in _WORDS)
