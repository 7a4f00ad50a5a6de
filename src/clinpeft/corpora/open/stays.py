"""Find where a text states how long the patient stayed in hospital, and mask it."""

import re
from collections.abc import Iterator

MASK = "[stay]"
_REACH = 70
"""How many characters before and after a length of time or a date are looked at."""

_NUMBERS = (
    "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty "
    "thirty several few couple half full about approximately approx over almost nearly another more than at least of "
    "the first second third fourth fifth same next following and to or total period additional"
).replace(" ", "|")
_LENGTH = re.compile(
    rf"\b(?:(?:(?:{_NUMBERS})\b|\d+(?:\s?1/2)?(?:\.\d+)?(?:st|nd|rd|th)?)\.?[\s~+/,-]*+)++"
    r"(?:days?|nights?|weeks?|wks?|months?|hours?|hrs?|dys?|d)\b(?:\s+later)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\bday\s+(?:#\s*)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_ONE_DATE = (
    r"(?:\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,5})?"
    r"|\d{1,2}\s?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s?\d{2,4}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_DATE = re.compile(rf"\b{_ONE_DATE}\b", re.IGNORECASE)
_DATES = re.compile(rf"\b{_ONE_DATE}\s*(?:-|to|through|until|thru|and)+\s*{_ONE_DATE}\b", re.IGNORECASE)

_CARE = (
    r"\b(?:hospital\w*|hosp\.?|admi(?:tted|ssion|t)|in-?patient|stay(?:ed|s|ing)?|[pnsm]?icu|kept|confined|remained|los"
    r"|length\s+of\s+stay)"
)
_LEAVING = (
    r"\b(?:discharge[sd]?|discharging|d/c'?e?d?|released|(?:sent|went|returned|taken|go)\s+home"
    r"|left\s+(?:the\s+)?hospital)"
    r"(?!\s+(?:summ|diag|dx|note|record|med|instr|rx|prescr|on\s+\d+\s+days?\s+(?:of|course)))"
)
_GAP = r"[\s,;:()-]+"
_WORD = rf"(?:[\w'/&.]+{_GAP})"
_WITHIN = rf"(?:(?!(?:prior|before|after|post|since|ago|following|past|days?|weeks?)\b)[\w'/&.]+{_GAP})"
_UP_TO = r"(?:x\s*|for\s+|times\s+|after\s+|in\s+|on\s+|from\s+|until\s+)?"

_AFTER_CARE = re.compile(rf"{_CARE}{_GAP}{_WITHIN}{{0,6}}{_UP_TO}$", re.IGNORECASE)
_BEFORE_CARE = re.compile(rf"[\s,-]*{_WITHIN}{{0,3}}{_CARE}\b", re.IGNORECASE)
_AFTER_LEAVING = re.compile(rf"{_LEAVING}{_GAP}{_WORD}{{0,4}}{_UP_TO}$", re.IGNORECASE)
_BEFORE_LEAVING = re.compile(rf"[\s,]+{_WORD}{{0,5}}{_LEAVING}", re.IGNORECASE)
_AN_INTERVAL = re.compile(
    r"\s*(?:after|post|prior|before|ago|earlier|previously|following|from|old|course|h(?:istory|x))"
)

Ends = tuple[int, int]


def without_stays(text: str) -> tuple[str, bool]:
    """The text with stated stays and days of discharge replaced by MASK, and whether there were any.

    >>> without_stays("She was hospitalized for three days, 2 weeks after the visit.")
    ('She was hospitalized for [stay], 2 weeks after the visit.', True)
    """
    pieces: list[str] = []
    done = 0
    for start, end in sorted(_stated(text)):
        if start >= done:
            pieces += [text[done:start], MASK]
            done = end
    return "".join([*pieces, text[done:]]), done > 0


def _stated(text: str) -> Iterator[Ends]:
    for match in _LENGTH.finditer(text):
        before, after = _around(text, match)
        stated_before = _AFTER_CARE.search(before) or _AFTER_LEAVING.search(before)
        stated_after = _BEFORE_CARE.match(after) or _BEFORE_LEAVING.match(after)
        if stated_after or (stated_before and not _AN_INTERVAL.match(after)):
            yield match.span()
    for match in _DAY.finditer(text):
        before, after = _around(text, match)
        if before.lower().endswith("hospital ") or _AFTER_LEAVING.search(before) or _BEFORE_LEAVING.match(after):
            yield match.span()
    for match in _DATES.finditer(text):
        before, after = _around(text, match)
        if _AFTER_CARE.search(before) or _BEFORE_CARE.match(after):
            yield match.span()
    for match in _DATE.finditer(text):
        before, after = _around(text, match)
        if _AFTER_LEAVING.search(before) or _BEFORE_LEAVING.match(after):
            yield match.span()


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    start, end = match.span()
    return text[max(0, start - _REACH) : start], text[end : end + _REACH]
