"""Write made-up details into a report: in place of its placeholders, as a form around it, and between its sentences.

The reports come without names: "Dr. X", "ABCD Hospital", "Mr. Abc". Where such a placeholder, a date or an age stands,
a detail takes its place; a sentence in which a placeholder is left that no rule understands is dropped. So every detail
in the text is one that this code wrote, and its place and type are known. (The idea is that of Boag et al. 2018.)
"""

import re
from dataclasses import dataclass

from clinpeft.corpora.open.spans import Span
from clinpeft.corpora.open.surrogates.details import Details

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec)"
)
_NAME = r"[A-Z][\w'’-]*"
_RULES = (
    ("AGE", r"\b(?:\d{1,3}|X{2})(?=[- ](?:year|yr)s?[- ]old\b|\s?y/?o\b)"),
    (
        "DATE",
        r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
        r"|(?i:\bmm/dd(?:/y{2,4})?|\bmonth dd(?:, y{4})?)",
    ),
    (
        "DATE",
        rf"\b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d{{2}})?\b"
        rf"|\b{_MONTH}\s+(?:of\s+)?(?:19|20)\d{{2}}\b",
    ),
    ("DATE", r"\b(?:19|20)\d{2}\b(?!\s?(?:mg|ml|cc|mL|units|grams|g)\b)"),
    ("HOSPITAL", rf"\b(?:St\.\s+)?(?:{_NAME}\s+){{1,3}}(?:Hospital|Medical\s+Center|Clinic|Infirmary)\b"),
    ("DOCTOR", rf"(?<=\bDr\. ){_NAME}(?:\s+[A-Z]\b\.?)?(?:\s+{_NAME})?|(?<=\bDr ){_NAME}|(?<=\bDoctor ){_NAME}"),
    ("PATIENT", rf"(?:(?<=\bMr\. )|(?<=\bMs\. )|(?<=\bMrs\. )|(?<=\bMiss )){_NAME}(?:\s+{_NAME})?"),
    ("PHONE", r"\(?\b\d{3}\)?[- ]\d{3}-\d{4}\b|\b\d{3}-\d{4}\b"),
)  # fmt: skip
_FOUND = re.compile("|".join(f"(?P<rule{number}>{pattern})" for number, (_, pattern) in enumerate(_RULES)))
_LEFT = re.compile(
    r"\b(?:XYZ|ABCD?|X{2,}|Abcd?|Xxx+|Doe|Sample|M\.?D\b\.?|Dr\b|Mr|Mrs|Ms)\b|_{2,}|\*{2,}|\[[^\]]*\]|"
    rf"\b\w+@\w+|\b{_MONTH}\b(?!\s+(?:be|have|not|need|also|require|consider))"
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?(?:\s+|$)")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|St|vs|No)\.\s+$")

_HEADERS = (
    "PATIENT NAME: {PATIENT}\nMEDICAL RECORD NUMBER: {MEDICALRECORD}\nDATE OF ADMISSION: {DATE}\n"
    "ATTENDING: Dr. {DOCTOR}\n",
    "{HOSPITAL}\n{STREET}, {CITY}, {STATE} {ZIP}\nName: {PATIENT}   MR#: {MEDICALRECORD}   DOB: {DATE}\n",
    "Patient: {PATIENT}\nDate of birth: {DATE}\nVisit: {DATE}\nAccount: {IDNUM}\nReferred by: Dr. {DOCTOR}, {CITY}\n",
    "RE: {PATIENT}\nMRN: {MEDICALRECORD}\nSeen on {DATE} at {HOSPITAL}\n",
)
_FOOTERS = (
    "\nDictated by: {DOCTOR}, on {DATE}\nTranscribed by: {USERNAME}   Job: {IDNUM}\n",
    "\nElectronically signed by {DOCTOR} {DATE}\nPhone: {PHONE}   Fax: {FAX}\n",
    "\ncc: Dr. {DOCTOR}, {STREET}, {CITY}, {STATE} {ZIP}\n",
    "\nD: {DATE}  T: {DATE}  {USERNAME}\nQuestions to {EMAIL} or {PHONE}.\n",
)
_SENTENCES = (
    "Works as a {PROFESSION} at {ORGANIZATION}. ",
    "The family can be reached at {PHONE}. ",
    "Was transferred from {HOSPITAL} in {CITY} on {DATE}. ",
    "Discussed with Dr. {DOCTOR} by telephone. ",
    "Lives in {CITY}, {STATE}, and was born in {COUNTRY}. ",
    "Last seen by Dr. {DOCTOR} on {DATE}. ",
    "A retired {PROFESSION} who moved here from {COUNTRY} as a child. ",
    "Results to be sent to {EMAIL}. ",
    "Specimen {IDNUM} was sent on {DATE}. ",
)
_SLOT = re.compile(r"\{([A-Z]+)\}")
_PER_SENTENCE, _NAMED = 0.04, 0.2
_SHORT = 30  # characters: nothing is written after "2. " or a bare heading
_SUBJECT = re.compile(r"^(\s*)[Tt]he patient\b")

KINDS = frozenset(
    ("AGE", *(kind for texts in (_HEADERS, _FOOTERS, _SENTENCES) for text in texts for kind in _SLOT.findall(text)))
)
"""The types of i2b2 2014 that are written."""


@dataclass(frozen=True)
class Injected:
    """A report with made-up details and where they stand."""

    text: str
    spans: tuple[Span, ...]
    dropped: int
    """Sentences left out because a placeholder in them was not understood."""


class _Writer:
    """Text put together piece by piece, with the places of the details."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.spans: list[Span] = []
        self.length = 0

    def add(self, text: str, kind: str | None = None) -> None:
        if kind is not None:
            self.spans.append(Span(self.length, self.length + len(text), kind))
        self.pieces.append(text)
        self.length += len(text)


def inject(text: str, details: Details) -> Injected:
    """Write details into a report: a form above and below, and details in the place of its placeholders."""
    writer = _Writer()
    dropped = 0
    _fill(details.draw.choice(_HEADERS), details, writer)
    for sentence in _sentences(text):
        if _LEFT.search(_FOUND.sub("", sentence).replace("Dr.", "").replace("Mr.", "").replace("Ms.", "")):
            dropped += 1
            continue
        _rewrite(sentence, details, writer)
        if len(sentence) > _SHORT and sentence.endswith((". ", ".\n")) and details.chance(_PER_SENTENCE):
            _fill(details.draw.choice(_SENTENCES), details, writer)
    _fill(details.draw.choice(_FOOTERS), details, writer)
    return Injected("".join(writer.pieces), tuple(writer.spans), dropped)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for match in _SENTENCE.finditer(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += match.group()
        elif match.group():
            found.append(match.group())
    return found


def _rewrite(sentence: str, details: Details, writer: _Writer) -> None:
    subject = _SUBJECT.match(sentence)
    if subject and details.chance(_NAMED):
        writer.add(subject.group(1) + details.draw.choice(("Mr. ", "Ms. ")))
        writer.add(details.patient_family, "PATIENT")
        sentence = sentence[subject.end() :]
    done = 0
    for match in _FOUND.finditer(sentence):
        kind = _RULES[int((match.lastgroup or "rule0")[len("rule") :])][0]
        writer.add(sentence[done : match.start()])
        writer.add(_instead_of(match.group(), kind, details), kind)
        done = match.end()
    writer.add(sentence[done:])


def _instead_of(placeholder: str, kind: str, details: Details) -> str:
    if kind == "DOCTOR":
        return details.doctor(placeholder)
    if kind == "PATIENT":
        return details.patient_family
    return details.make(kind)


def _fill(template: str, details: Details, writer: _Writer) -> None:
    done = 0
    for slot in _SLOT.finditer(template):
        writer.add(template[done : slot.start()])
        writer.add(details.make(slot.group(1)), slot.group(1))
        done = slot.end()
    writer.add(template[done:])
