"""MIMIC-III-shaped tables of made-up patients, with the columns and the untidiness of the true ones."""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

from clinpeft.corpora.synthetic import outcomes
from clinpeft.corpora.synthetic.notes import admission_sections, newborn_sections
from clinpeft.corpora.synthetic.patients import Facts, draw_emergency, draw_planned
from clinpeft.corpora.synthetic.pools import pool

NOTE_COLUMNS = (
    "ROW_ID", "SUBJECT_ID", "HADM_ID", "CHARTDATE", "CHARTTIME", "STORETIME", "CATEGORY", "DESCRIPTION", "CGID",
    "ISERROR", "TEXT",
)  # fmt: skip
ADMISSION_COLUMNS = (
    "ROW_ID", "SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME", "DEATHTIME", "ADMISSION_TYPE", "ADMISSION_LOCATION",
    "DISCHARGE_LOCATION", "INSURANCE", "LANGUAGE", "RELIGION", "MARITAL_STATUS", "ETHNICITY", "EDREGTIME",
    "EDOUTTIME", "DIAGNOSIS", "HOSPITAL_EXPIRE_FLAG", "HAS_CHARTEVENTS_DATA",
)  # fmt: skip
CODE_COLUMNS = ("ROW_ID", "SUBJECT_ID", "HADM_ID", "SEQ_NUM", "ICD9_CODE")
_SECONDARY_DIAGNOSES = ("4019", "2724", "25000", "53081", "311", "2449", "V1582", "2859")
_PROCEDURES = ("3893", "9604", "9671", "8856", "966", "3995", "4513", "9904")
_FIRST_PATIENT = 10_000
_FIRST_ADMISSION = 100_000
# Percent of patients or notes.
_READMITTED = 8
_NEWBORN = 9
_ADDENDUM = 5
_REPEATED = 2
_DEATH_IN_EXAM = 3
_NO_PROCEDURE = 2


@dataclass(frozen=True)
class Stay:
    """One admission: what was true, what was written, how it ended."""

    patient: int
    admission: int
    admitted: datetime
    tenths: int
    """Length of stay in tenths of a day."""
    died: bool
    sections: dict[str, str]
    diagnosis: str
    facts: Facts | None
    """None for a newborn, of whom nothing is stated that bears on death or length of stay."""

    @property
    def left(self) -> datetime:
        """When the patient left the hospital, alive or dead."""
        return self.admitted + timedelta(minutes=144 * self.tenths)


def write_mimic(folder: Path, seed: int, patients: int) -> None:
    """Write NOTEEVENTS, ADMISSIONS, DIAGNOSES_ICD and PROCEDURES_ICD of so many made-up patients, all emergencies.

    Equal seeds give equal bytes.
    """
    _write(folder, f"mimic {seed}", draw_emergencies(f"mimic {seed}", patients))


def write_mimic_planned(folder: Path, seed: int, patients: int) -> None:
    """The same tables of planned admissions: their notes say what decides on the length of stay, not on death."""
    _write(folder, f"mimic planned {seed}", draw_planned_stays(f"mimic planned {seed}", patients))


def draw_emergencies(stream: str, patients: int) -> Iterator[Stay]:
    """Every emergency admission of so many patients, and newborns."""
    return _draw_stays(stream, patients, draw_emergency)


def draw_planned_stays(stream: str, patients: int) -> Iterator[Stay]:
    """Every planned admission of so many patients, and newborns."""
    return _draw_stays(stream, patients, draw_planned)


def _write(folder: Path, stream: str, stays: Iterator[Stay]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(f"{stream} tables")
    columns = {
        "ADMISSIONS": ADMISSION_COLUMNS,
        "NOTEEVENTS": NOTE_COLUMNS,
        "DIAGNOSES_ICD": CODE_COLUMNS,
        "PROCEDURES_ICD": CODE_COLUMNS,
    }
    with ExitStack() as opened:
        tables = {name: Table(opened.enter_context(_open(folder, name)), names) for name, names in columns.items()}
        for stay in stays:
            tables["ADMISSIONS"].write(_stay_row(stay))
            for note in _note_rows(stay, random):
                tables["NOTEEVENTS"].write(note)
            for name, codes in (("DIAGNOSES_ICD", _diagnoses(stay, random)), ("PROCEDURES_ICD", _procedures(random))):
                for number, code in enumerate(codes, start=1):
                    tables[name].write([stay.patient, stay.admission, number, code])


class Table:
    """One csv table; numbers its rows."""

    def __init__(self, file: TextIO, columns: tuple[str, ...]) -> None:
        self._rows = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        self._rows.writerow(columns)
        self._number = 0

    def write(self, row: list[object]) -> None:
        """Write a row after its ROW_ID; text is quoted, so that a code such as "0389" stays text."""
        self._number += 1
        self._rows.writerow([self._number, *row])


def _open(folder: Path, name: str) -> TextIO:
    return (folder / f"{name}.csv").open("w", newline="", encoding="utf-8")


def _draw_stays(stream: str, patients: int, draw: Callable[[Random], Facts]) -> Iterator[Stay]:
    """Every admission of so many patients; those who come back bring part of their old note along."""
    random = Random(stream)
    admission = _FIRST_ADMISSION
    for patient in range(_FIRST_PATIENT, _FIRST_PATIENT + patients):
        admission += 1
        day = datetime(2120, 1, 1) + timedelta(days=random.randrange(10_000), minutes=random.randrange(1440))
        if random.randrange(100) < _NEWBORN:
            sections = newborn_sections(pool(str(patient)), random)
            code = random.choice(outcomes.NEWBORN_CODES)
            yield Stay(patient, admission, day, random.randrange(15, 45), False, sections, code, None)
            continue
        facts = draw(random)
        stay = _stay(patient, admission, day, facts, {}, random, stream)
        yield stay
        if not stay.died and random.randrange(100) < _READMITTED:
            admission += 1
            copied = {"Past Medical History": stay.sections["Past Medical History"]}
            later = stay.admitted + timedelta(days=random.randrange(60, 400))
            facts = replace(draw(random), illnesses=facts.illnesses)
            yield _stay(patient, admission, later, facts, copied, random, stream)


def _stay(
    patient: int, admission: int, day: datetime, facts: Facts, copied: dict[str, str], random: Random, stream: str
) -> Stay:
    sections = {**admission_sections(facts, pool(str(patient)), random), **copied}
    died = outcomes.draw_death(facts, random)
    # A stream of their own: other lengths of stay or diagnoses leave every note and every death as it was.
    own = Random(f"{stream} {admission}")
    tenths = outcomes.draw_stay(facts, own)
    return Stay(patient, admission, day, tenths, died, sections, outcomes.draw_diagnosis(facts, own), facts)


def _stay_row(stay: Stay) -> list[object]:
    kind = "NEWBORN" if stay.facts is None else "EMERGENCY"
    place = "DEAD/EXPIRED" if stay.died else "HOME"
    left = str(stay.left)
    return [
        stay.patient, stay.admission, str(stay.admitted), left, left if stay.died else "", kind,
        "EMERGENCY ROOM ADMIT", place, "Medicare", "ENGL", "", "", "UNKNOWN/NOT SPECIFIED", "", "", "MADE UP",
        int(stay.died), 1,
    ]  # fmt: skip


def _diagnoses(stay: Stay, random: Random) -> list[str]:
    return [stay.diagnosis, *random.sample(_SECONDARY_DIAGNOSES, random.randrange(4))]


def _procedures(random: Random) -> list[str]:
    return [] if random.randrange(100) < _NO_PROCEDURE else random.sample(_PROCEDURES, random.randrange(1, 4))


def _note_rows(stay: Stay, random: Random) -> Iterator[list[object]]:
    """A nursing note without admission, the discharge summary, and at times a repeat or an addendum."""
    left = str(stay.left.date())
    yield [stay.patient, "", left, "", "", "Nursing/other", "Report", "", "", "Family visited. Bed alarm on."]
    summary = _summary(stay, random)
    row: list[object] = [stay.patient, stay.admission, left, "", "", "Discharge summary", "Report", "", "", summary]
    yield row
    if random.randrange(100) < _REPEATED:
        yield row
    if random.randrange(100) < _ADDENDUM:
        text = f"Name: [**Known lastname {stay.patient}**]\n\nAddendum:\nPharmacy list corrected."
        yield [stay.patient, stay.admission, left, "", "", "Discharge summary", "Addendum", "", "", text]


def _summary(stay: Stay, random: Random) -> str:
    sections = dict(stay.sections)
    if stay.died and "Physical Exam" in sections and random.randrange(100) < _DEATH_IN_EXAM:
        # The reader deletes the phrase; nothing else may be left of it.
        sections["Physical Exam"] = f"{sections['Physical Exam']} pt expired".strip()
    course = "Made comfortable. The patient expired." if stay.died else "Did well and was discharged home."
    blocks = [f"Admission Date:  [**{stay.admitted.date()}**]     Discharge Date:  [**{stay.left.date()}**]"]
    blocks += [f"{header}:\n{text}" for header, text in sections.items()]
    blocks += [f"Brief Hospital Course:\n{course}", "Discharge Disposition:\n" + ("Expired" if stay.died else "Home")]
    blocks.append("Discharge Instructions:\nNone.")
    return "\n\n".join(blocks)
