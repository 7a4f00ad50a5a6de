"""Triage: the specialty that the first diagnosis of an admission belongs to, from its whole discharge summary.

Rules: Public_Clinical_Prompt, mimic-all-tasks, as far as they are public. Its list of administrative phrases is known
in part, and the script that takes the specialties' names out of the text is not public: both are re-creations here.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Container, Mapping
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.mimic.admissions import official_split
from clinpeft.corpora.mimic.notes import discharge_notes
from clinpeft.corpora.raw import RawDataError, clean_id, find_table, read_rows

SEPTICAEMIA = "0389"
SPECIALTIES: Mapping[str, tuple[str, ...]] = {
    "cardiology": ("41401", "41071", "4241", "4240", "4280", "41011", "41041"),
    "obstetrics": ("V3001", "V3000", "V3101"),
    "respiratory": ("51881", "486", "5070"),
    "neurology": ("431", "430"),
    "gastroenterology": ("5789", "5770"),
    "acute_medicine": (SEPTICAEMIA, "5849"),
    "oncology": ("1983",),
}
"""Specialty to the ICD-9 codes that stand for it, written as the tables write them: text, without the dot."""
_SPECIALTY = {code: specialty for specialty, codes in SPECIALTIES.items() for code in codes}
_CODE_COLUMNS = ("HADM_ID", "SEQ_NUM", "ICD9_CODE")

_ADMINISTRATIVE = ("Admission Date", "Discharge Date", "Date of Birth", "FINAL REPORT", "Provider", " MD")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_PHRASE = re.compile("|".join(re.escape(phrase) for phrase in _ADMINISTRATIVE))
_ROMAN = re.compile(r"\b[IVX]+\.")
_NAMES = re.compile(
    r"\b(?:cardiology|obstetrics|respiratory|neurology|gastroenterology|acute\s+medicine|oncology)\b", re.I
)
_SPACES = re.compile(r"\s+")
_DROPPED = str.maketrans("\n\r", "  ", "_#0123456789")

_NO_PROCEDURE = "first diagnoses of admissions without a procedure"
_OTHER_CODE = "first diagnoses that stand for no specialty"
_NO_SUMMARY = "admissions of the cohort without a discharge summary"
_REPEATED = "discharge notes that repeat an earlier text"


def read_triage(raw: Path) -> Reading:
    """Discharge summaries labelled with a specialty, one an admission (id HADM_ID, group SUBJECT_ID), ordered by id.

    ``raw`` holds NOTEEVENTS, DIAGNOSES_ICD and PROCEDURES_ICD. The cohort: admissions whose first diagnosis (SEQ_NUM
    1) is one of twenty codes and that have a first procedure; newborns stay. RawDataError where codes lost their zeros.
    """
    return _read(raw, lost=())


def read_triage_published(raw: Path) -> Reading:
    """The same without septicaemia, as the published scores were made: its code lost a zero and matched nothing."""
    return _read(raw, lost=(SEPTICAEMIA,))


def _read(raw: Path, lost: Container[str]) -> Reading:
    removed: Counter[str] = Counter()
    cohort = _cohort(raw, lost, removed)
    texts, patients = _texts(raw, cohort, removed)
    removed[_NO_SUMMARY] += len(cohort) - len(texts)
    examples = tuple(
        TextExample(admission, patients[admission], " ".join(texts[admission]), cohort[admission])
        for admission in sorted(texts)
    )
    return Reading(examples, dict(removed), official=official_split(raw))


def _cohort(raw: Path, lost: Container[str], removed: Counter[str]) -> dict[str, str]:
    """HADM_ID to specialty."""
    diagnoses, procedures = _first_codes(raw, "DIAGNOSES_ICD"), _first_codes(raw, "PROCEDURES_ICD")
    codes = set(diagnoses.values())
    if SEPTICAEMIA not in codes and SEPTICAEMIA.lstrip("0") in codes:
        raise RawDataError(
            f"{find_table(raw, 'DIAGNOSES_ICD')}, column ICD9_CODE: codes have lost their leading zeros (0389 became "
            "389), as in a spreadsheet. Use the table as it was downloaded."
        )
    cohort = {}
    for admission, code in diagnoses.items():
        if admission not in procedures:
            removed[_NO_PROCEDURE] += 1
        elif code in lost or code not in _SPECIALTY:
            removed[_OTHER_CODE] += 1
        else:
            cohort[admission] = _SPECIALTY[code]
    if not cohort:
        raise RawDataError(
            f"{raw} gave no admission for triage: none has both a first procedure and one of the twenty first "
            "diagnoses. Use DIAGNOSES_ICD and PROCEDURES_ICD of the same download."
        )
    return cohort


def _first_codes(raw: Path, name: str) -> dict[str, str]:
    """HADM_ID to the code with SEQ_NUM 1; rows without a code are left out."""
    found: dict[str, str] = {}
    for row in read_rows(find_table(raw, name), _CODE_COLUMNS):
        admission, place = clean_id(row, "HADM_ID", row.values[0]), clean_id(row, "SEQ_NUM", row.values[1])
        code = row.values[2].strip()
        if place != "1" or not code:
            continue
        if found.setdefault(admission, code) != code:
            raise RawDataError(
                f"{row.where}: HADM_ID {admission} has a second row with SEQ_NUM 1. An admission has one first code; "
                "use the table as it was downloaded."
            )
    return found


def _texts(raw: Path, cohort: Container[str], removed: Counter[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """HADM_ID to its cleaned notes, and to its patient; equal texts are kept once, the first of the whole table."""
    texts: dict[str, list[str]] = defaultdict(list)
    patients: dict[str, str] = {}
    seen: set[bytes] = set()
    for note in discharge_notes(raw):
        text = cleaned(note.text)
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        if digest not in seen and note.admission in cohort:
            texts[note.admission].append(text)
            patients[note.admission] = note.patient
        removed[_REPEATED] += digest in seen
        seen.add(digest)
    if not texts:
        raise RawDataError(
            f"{find_table(raw, 'NOTEEVENTS')} holds no discharge summary of the cohort of DIAGNOSES_ICD and "
            "PROCEDURES_ICD. Use tables of the same download."
        )
    return texts, patients


def cleaned(note: str) -> str:
    """A note without de-identification marks, administrative phrases, digits and names of specialties; case is kept.

    >>> cleaned("Admission Date: [**2150-1-3**]\\nCardiology saw pt w/ 2 episodes of_chest pain")
    ': saw pt with episodes ofchest pain'
    """
    text = _PHRASE.sub("", _BRACKETED.sub("", note)).replace("w/", "with")
    text = _NAMES.sub("", _ROMAN.sub("", text)).translate(_DROPPED)
    return _SPACES.sub(" ", text).strip()
