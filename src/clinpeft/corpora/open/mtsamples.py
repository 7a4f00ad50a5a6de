"""MTSamples: sample reports by transcriptionists, each filed under one to five categories.

Two forms of the same site are read: mtsamples_unique.jsonl.gz (one row a distinct report, with all its categories) and
the public mtsamples.csv (one row a report and category). A report is known by the hash of its letters and digits, so
the two can be compared and give the same ids and splits.
"""

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinpeft import paths
from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.open.tables import named_rows
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.splits import letters_and_digits

UNIQUE, PUBLIC = "mtsamples_unique.jsonl.gz", "mtsamples.csv"
_DOCUMENT_TYPES = frozenset(
    (
        "Surgery",
        "Consult - History and Phy.",
        "Radiology",
        "General Medicine",
        "SOAP / Chart / Progress Notes",
        "Discharge Summary",
        "Emergency Room Reports",
        "Office Notes",
        "Letters",
        "IME-QME-Work Comp etc.",
        "Pain Management",
        "Lab Medicine - Pathology",
        "Autopsy",
    )
)
"""Categories that say what kind of document a report is; every other one is a specialty."""
SPECIALTIES = {
    "Cardiovascular / Pulmonary": "cardiovascular",
    "Orthopedic": "orthopedic",
    "Gastroenterology": "gastroenterology",
    "Obstetrics / Gynecology": "obstetrics",
    "Urology": "urology",
    "Neurology": "neurology",
    "ENT - Otolaryngology": "ent",
    "Ophthalmology": "ophthalmology",
    "Hematology - Oncology": "oncology",
    "Nephrology": "nephrology",
    "Psychiatry / Psychology": "psychiatry",
    "Pediatrics - Neonatal": "pediatrics",
    "Dentistry": "dentistry",
    "Dermatology": "dermatology",
    "Podiatry": "podiatry",
    "Neurosurgery": "neurosurgery",
    "Cosmetic / Plastic Surgery": "cosmetic",
    "Endocrinology": "endocrinology",
    "Bariatrics": "bariatrics",
    "Diets and Nutritions": "diets",
}
"""The twenty specialties with most reports, to their labels."""


@dataclass(frozen=True)
class Report:
    """One distinct report."""

    id: str
    """Twelve hex digits of the sha256 of its letters and digits."""
    text: str
    categories: frozenset[str]


def read_specialty(raw: Path) -> Reading:
    """Read task specialty: reports filed under exactly one specialty, if it is among the twenty largest."""
    removed = dict.fromkeys(
        ("reports under no specialty", "reports under several specialties", "reports under a rare specialty"), 0
    )
    examples = []
    found = reports(raw)
    for report in found:
        specialties = report.categories - _DOCUMENT_TYPES
        if len(specialties) != 1:
            removed["reports under several specialties" if specialties else "reports under no specialty"] += 1
            continue
        (specialty,) = specialties
        if specialty in SPECIALTIES:
            examples.append(TextExample(report.id, report.id, report.text, SPECIALTIES[specialty]))
        else:
            removed["reports under a rare specialty"] += 1
    return Reading(tuple(examples), removed, agreement(found))


def reports(raw: Path) -> tuple[Report, ...]:
    """The distinct reports of either form, in order of their ids; the unique one is preferred where both are there."""
    if (raw / UNIQUE).is_file():
        rows = _unique_rows(raw / UNIQUE)
    elif (raw / PUBLIC).is_file():
        rows = _public_rows(raw / PUBLIC)
    else:
        raise RawDataError(f"{raw} holds neither {UNIQUE} nor {PUBLIC}; give the folder that holds one of them.")
    texts: dict[str, str] = {}
    categories: dict[str, set[str]] = defaultdict(set)
    for text, named in rows:
        letters = letters_and_digits(text)
        if letters:
            key = hashlib.sha256(letters.encode()).hexdigest()[:12]
            texts.setdefault(key, text)
            categories[key] |= named
    return tuple(Report(key, texts[key], frozenset(categories[key])) for key in sorted(texts))


def agreement(found: tuple[Report, ...]) -> Mapping[str, int]:
    """How many of the reports have the same letters and digits as those this project was built with."""
    known = set((paths.tree().cards / "mtsamples_reports.txt").read_text(encoding="utf-8").split())
    here = {report.id for report in found}
    return {
        "distinct reports read": len(here),
        "of these, reports with the same letters and digits as in the copy this project was built with": len(
            here & known
        ),
        "reports of that copy that were not found": len(known - here),
    }


def _unique_rows(path: Path) -> Iterator[tuple[str, set[str]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    row = json.loads(line)
                    yield row["text"].strip(), set(row["categories"])
                except (json.JSONDecodeError, KeyError, TypeError) as error:
                    raise RawDataError(f"{path}, line {number}: not a report with text and categories.") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise RawDataError(f"{path} cannot be read to its end ({error}). Fetch it again.") from error


def _public_rows(path: Path) -> Iterator[tuple[str, set[str]]]:
    for row in named_rows(path, ("medical_specialty", "transcription")):
        yield row["transcription"].strip(), {row["medical_specialty"].strip()}
