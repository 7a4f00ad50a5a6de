"""The NOTEEVENTS table, streamed: the discharge summaries of the admissions asked for."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from clinpeft.corpora.raw import RawDataError, clean_id, find_table, read_rows

_COLUMNS = ("SUBJECT_ID", "HADM_ID", "CHARTDATE", "CATEGORY", "DESCRIPTION", "TEXT")
_CATEGORY = "Discharge summary"
REPEATED = "discharge notes whose text stands again in a later one"


@dataclass(frozen=True)
class Note:
    """One row of NOTEEVENTS."""

    admission: str
    patient: str
    date: str
    description: str
    text: str


@dataclass(frozen=True)
class Summary:
    """One admission's discharge summary, its addenda joined to it."""

    admission: str
    patient: str
    text: str


def discharge_notes(raw: Path, wanted: Container[str] | None = None) -> Iterator[Note]:
    """Discharge notes of the wanted admissions (HADM_ID; None: of any), in the order of the table.

    Notes without text or admission are left out. RawDataError where none is left.
    """
    path, found = find_table(raw, "NOTEEVENTS"), False
    for row in read_rows(path, _COLUMNS):
        patient, admission, date, category, description, text = row.values
        # Nine notes in ten are of other categories: they go before anything else is done to them.
        if category.strip() != _CATEGORY or not text:
            continue
        number = clean_id(row, "HADM_ID", admission)
        if number and (wanted is None or number in wanted):
            found = True
            yield Note(number, clean_id(row, "SUBJECT_ID", patient), date, description.strip(), text)
    if not found:
        raise RawDataError(
            f"{path} holds no discharge summary of an admission asked for. Use NOTEEVENTS and ADMISSIONS of the same "
            "download; the open demo comes without notes."
        )


def summaries(raw: Path, wanted: Container[str], removed: Counter[str]) -> Iterator[Summary]:
    """Discharge summaries ordered by HADM_ID, report and addenda joined by blank lines; what is left out is counted.

    Equal texts are kept once, the last by CHARTDATE, over the whole table; addenda alone make no summary. Rules: van
    Aken et al. 2021, clinical-outcome-prediction, tasks/mimic_utils.
    """
    by_admission = _by_admission(raw, wanted, removed)
    for admission in sorted(by_admission):
        notes = by_admission.pop(admission)  # what is done with is given back, so that memory holds the texts once
        patients = [note.patient for note in notes if note.description == "Report"]
        if patients:
            yield Summary(admission, patients[-1], "\n\n".join(note.text for note in notes).strip())


def _by_admission(raw: Path, wanted: Container[str], removed: Counter[str]) -> dict[str, list[Note]]:
    # A stable sort: notes of one day stay in the order of the table.
    notes = sorted(discharge_notes(raw, wanted), key=lambda note: note.date)
    last = {note.text: place for place, note in enumerate(notes)}
    grouped: dict[str, list[Note]] = defaultdict(list)
    for place, note in enumerate(notes):
        if last[note.text] == place:
            grouped[note.admission].append(note)
        else:
            removed[REPEATED] += 1
    return dict(grouped)
