"""The ADMISSIONS table: who was admitted, how it ended, how long it took; and the field's lists of patients."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy

from clinpeft.corpora.raw import RawDataError, Row, clean_id, find_table, read_rows

_COLUMNS = ("SUBJECT_ID", "HADM_ID", "ADMISSION_TYPE", "HOSPITAL_EXPIRE_FLAG")
_TIMES = ("ADMITTIME", "DISCHTIME")
_DIED = {"0": False, "0.0": False, "1": True, "1.0": True, "": None}
_SECONDS_OF_A_DAY = 86_400
# van Aken et al. 2021 ship fixed lists of SUBJECT_ID; beside the tables, they decide the split.
_LISTS = {"train": "mimic_train", "validation": "mimic_val", "test": "mimic_test"}


@dataclass(frozen=True)
class Admission:
    """One stay in hospital."""

    id: str
    """HADM_ID."""
    patient: str
    """SUBJECT_ID."""
    newborn: bool
    died: bool | None
    """In hospital; None where the table does not say."""
    days: float | None
    """From admission to discharge, rounded to a tenth; None where times were not asked for or are missing."""


def read_admissions(raw: Path, times: bool = False) -> dict[str, Admission]:
    """Every admission by HADM_ID, in the order of the table; ``times`` asks for the days of the stay.

    RawDataError for an id that is missing or stands twice, an outcome other than 0, 1 or empty, a time that is none,
    and a survivor's stay that ends before it begins.
    """
    found: dict[str, Admission] = {}
    for row in read_rows(find_table(raw, "ADMISSIONS"), _COLUMNS + (_TIMES if times else ())):
        admission = _admission(row)
        if admission.id in found:
            raise RawDataError(
                f"{row.where}: HADM_ID {admission.id} stands more than once. Each admission has one row; "
                "use the table as it was downloaded."
            )
        found[admission.id] = admission
    return found


def _admission(row: Row) -> Admission:
    patient, number = (
        clean_id(row, column, value) for column, value in zip(("SUBJECT_ID", "HADM_ID"), row.values, strict=False)
    )
    if not patient or not number:
        raise RawDataError(
            f"{row.where}: SUBJECT_ID or HADM_ID is empty. Each admission has both; use the table as it was downloaded."
        )
    kind, flag = (value.strip() for value in row.values[2:4])
    if flag not in _DIED:
        raise RawDataError(
            f"{row.where}: HOSPITAL_EXPIRE_FLAG of HADM_ID {number} is not 0, 1 or empty. "
            "Use the table as it was downloaded."
        )
    days = _days(row, number) if len(row.values) > len(_COLUMNS) else None
    # Organ donors are admitted anew at their death, and their times may run backwards; they are no survivors.
    if days is not None and days < 0 and not _DIED[flag]:
        raise RawDataError(
            f"{row.where}: HADM_ID {number} was discharged before it was admitted (DISCHTIME, ADMITTIME). "
            "Use the table as it was downloaded."
        )
    return Admission(number, patient, kind.upper() == "NEWBORN", _DIED[flag], days)


def _days(row: Row, number: str) -> float | None:
    times = []
    for column, value in zip(_TIMES, row.values[len(_COLUMNS) :], strict=True):
        if not value.strip():
            return None
        try:
            times.append(datetime.fromisoformat(value.strip()))
        except ValueError:
            raise RawDataError(
                f"{row.where}: {column} of HADM_ID {number} is no time such as 2150-01-31 18:00:00. "
                "Use the table as it was downloaded."
            ) from None  # the error itself repeats the value
    days = (times[1] - times[0]).total_seconds() / _SECONDS_OF_A_DAY
    # numpy's rounding, as in the field's script: it gives 14.0 for 14.05, where Python's own gives 14.1.
    return float(numpy.round(days, 1))


def official_split(raw: Path) -> dict[str, str]:
    """SUBJECT_ID to split by the field's lists mimic_train, mimic_val and mimic_test (csv); {} where none is there."""
    names = {path.name.lower() for path in raw.iterdir()}
    present = [part for part, name in _LISTS.items() if f"{name}.csv" in names or f"{name}.csv.gz" in names]
    if not present:
        return {}
    assigned: dict[str, str] = {}
    for part, name in _LISTS.items():
        for row in read_rows(find_table(raw, name), ("SUBJECT_ID",)):
            patient = clean_id(row, "SUBJECT_ID", row.values[0])
            if assigned.setdefault(patient, part) != part:
                raise RawDataError(
                    f"{row.where}: SUBJECT_ID {patient} stands in the lists for {assigned[patient]} and for {part}. "
                    "A patient belongs to one split; use the lists as they were published."
                )
    return assigned
