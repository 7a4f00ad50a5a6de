"""MIMIC-III-shaped tables of made-up patients, with the columns and the untidiness of the true ones."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic.notes import admission_sections
from clinpeft.corpora.synthetic.patients import Facts, draw_facts, draw_outcome
from clinpeft.corpora.synthetic.pools import Pool, pool

NOTE_COLUMNS = (
    "ROW_ID", "SUBJECT_ID", "HADM_ID", "CHARTDATE", "CHARTTIME", "STORETIME", "CATEGORY", "DESCRIPTION", "CGID",
    "ISERROR", "TEXT",
)  # fmt: skip
ADMISSION_COLUMNS = (
    "ROW_ID", "SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME", "DEATHTIME", "ADMISSION_TYPE", "ADMISSION_LOCATION",
    "DISCHARGE_LOCATION", "INSURANCE", "LANGUAGE", "RELIGION", "MARITAL_STATUS", "ETHNICITY", "EDREGTIME",
    "EDOUTTIME", "DIAGNOSIS", "HOSPITAL_EXPIRE_FLAG", "HAS_CHARTEVENTS_DATA",
)  # fmt: skip
_FIRST_PATIENT = 10_000
_FIRST_ADMISSION = 100_000
# Percent of patients or notes.
_READMITTED = 8
_NEWBORN = 2
_ADDENDUM = 5
_REPEATED = 2
_DEATH_IN_EXAM = 3


@dataclass(frozen=True)
class Stay:
    """One admission: what was true, what was written, how it ended."""

    patient: int
    admission: int
    admitted: datetime
    days: int
    newborn: bool
    died: bool
    sections: dict[str, str]
    risk: int | None

    @property
    def left(self) -> datetime:
        return self.admitted + timedelta(days=self.days)


def write_mimic(folder: Path, seed: int, patients: int) -> None:
    """Write NOTEEVENTS.csv and ADMISSIONS.csv of so many made-up patients; equal seeds give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(f"mimic {seed}")
    with (
        (folder / "ADMISSIONS.csv").open("w", newline="", encoding="utf-8") as admissions,
        (folder / "NOTEEVENTS.csv").open("w", newline="", encoding="utf-8") as notes,
    ):
        stay_table = csv.writer(admissions, lineterminator="\n")
        note_table = csv.writer(notes, lineterminator="\n")
        stay_table.writerow(ADMISSION_COLUMNS)
        note_table.writerow(NOTE_COLUMNS)
        row = 0
        for number, stay in enumerate(draw_stays(random, patients), start=1):
            stay_table.writerow([number, *_stay_row(stay)])
            for note in _note_rows(stay, random):
                row += 1
                note_table.writerow([row, *note])


def draw_stays(random: Random, patients: int) -> Iterator[Stay]:
    """Every admission of so many patients; those who come back bring part of their old note along."""
    admission = _FIRST_ADMISSION
    for patient in range(_FIRST_PATIENT, _FIRST_PATIENT + patients):
        admission += 1
        day = datetime(2120, 1, 1) + timedelta(days=random.randrange(10_000), minutes=random.randrange(1440))
        if random.randrange(100) < _NEWBORN:
            yield Stay(patient, admission, day, 3, True, False, {"Chief Complaint": "newborn infant"}, None)
            continue
        facts = draw_facts(random)
        stay = _stay(patient, admission, day, facts, {}, random)
        yield stay
        if not stay.died and random.randrange(100) < _READMITTED:
            admission += 1
            copied = {"Past Medical History": stay.sections["Past Medical History"]}
            later = stay.left + timedelta(days=random.randrange(20, 400))
            yield _stay(patient, admission, later, _with_old_history(draw_facts(random), facts), copied, random)


def _with_old_history(now: Facts, before: Facts) -> Facts:
    return replace(now, illnesses=before.illnesses)


def _stay(patient: int, admission: int, day: datetime, facts: Facts, copied: dict[str, str], random: Random) -> Stay:
    split: Pool = pool(str(patient))
    sections = {**admission_sections(facts, split, random), **copied}
    died = draw_outcome(facts, random)
    return Stay(patient, admission, day, random.randrange(1, 20), False, died, sections, facts.risk)


def _stay_row(stay: Stay) -> list[object]:
    kind = "NEWBORN" if stay.newborn else "EMERGENCY"
    place = "DEAD/EXPIRED" if stay.died else "HOME"
    return [
        stay.patient, stay.admission, stay.admitted, stay.left, stay.left if stay.died else "", kind,
        "EMERGENCY ROOM ADMIT", place, "Medicare", "ENGL", "", "", "UNKNOWN/NOT SPECIFIED", "", "", "MADE UP",
        int(stay.died), 1,
    ]  # fmt: skip


def _note_rows(stay: Stay, random: Random) -> Iterator[list[object]]:
    """A nursing note without admission, the discharge summary, and at times a repeat or an addendum."""
    left = stay.left.date()
    yield [stay.patient, "", left, "", "", "Nursing/other", "Report", "", "", "Family visited. Bed alarm on."]
    summary = _summary(stay, random)
    row = [stay.patient, stay.admission, left, "", "", "Discharge summary", "Report", "", "", summary]
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
