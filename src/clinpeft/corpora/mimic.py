"""Reader of the raw MIMIC-III tables: in-hospital mortality from the admission note."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from clinpeft.corpora import admission_note
from clinpeft.corpora.examples import TextExample
from clinpeft.corpora.raw import RawDataError, clean_id, find_table, read_chunks

_NOTE_COLUMNS = ("SUBJECT_ID", "HADM_ID", "CHARTDATE", "CATEGORY", "DESCRIPTION", "TEXT")
_ADMISSION_COLUMNS = ("SUBJECT_ID", "HADM_ID", "ADMISSION_TYPE", "HOSPITAL_EXPIRE_FLAG")
_LABELS = {"0": "survived", "1": "died"}


@dataclass(frozen=True)
class Summary:
    """One admission's discharge summary, its addenda joined to it."""

    admission: str
    patient: str
    text: str


def read_mortality(raw: Path) -> list[TextExample]:
    """Admission notes labelled survived or died, one an admission (id HADM_ID, group SUBJECT_ID), ordered by id.

    `raw` holds NOTEEVENTS and ADMISSIONS (csv or csv.gz). Raises RawDataError naming file, column or admission.
    Rules: van Aken et al. 2021, clinical-outcome-prediction, tasks/mp.
    """
    admissions = read_admissions(raw)
    examples = []
    for summary in summaries(raw, admissions):
        flag = str(admissions.at[summary.admission, "HOSPITAL_EXPIRE_FLAG"])
        found = admission_note.sections(summary.text)
        if flag == "" or not admission_note.has_main_section(found):
            continue
        note = admission_note.without_death_phrases(admission_note.rebuild(found))
        if not admission_note.tells_of_death(note):
            examples.append(TextExample(summary.admission, summary.patient, note, _LABELS[flag]))
    if not examples:
        raise RawDataError(
            f"{raw} gave no admission note: no discharge summary of a listed admission has a chief complaint, present "
            "illness or medical history. Check that NOTEEVENTS and ADMISSIONS come from the same download."
        )
    return examples


def read_admissions(raw: Path) -> pd.DataFrame:
    """ADMISSIONS without newborns by HADM_ID: SUBJECT_ID, HOSPITAL_EXPIRE_FLAG ("0", "1" or "" where missing)."""
    path = find_table(raw, "ADMISSIONS")
    table = pd.concat(list(read_chunks(path, _ADMISSION_COLUMNS)), ignore_index=True)
    if table.empty:
        raise RawDataError(f"{path} has no rows. Download it again.")
    for column in ("SUBJECT_ID", "HADM_ID", "HOSPITAL_EXPIRE_FLAG"):
        table[column] = table[column].map(clean_id)
    table = table[table["ADMISSION_TYPE"].str.strip().str.upper() != "NEWBORN"]
    repeated = table.loc[table["HADM_ID"].duplicated(), "HADM_ID"]
    if len(repeated):
        raise RawDataError(
            f"{path} lists admission HADM_ID {repeated.iloc[0]} more than once. Each admission has one row; "
            "use the table as it was downloaded."
        )
    strange = table[~table["HOSPITAL_EXPIRE_FLAG"].isin(["0", "1", ""])]
    if len(strange):
        row = strange.iloc[0]
        raise RawDataError(
            f"{path} has HOSPITAL_EXPIRE_FLAG {row['HOSPITAL_EXPIRE_FLAG']!r} for HADM_ID {row['HADM_ID']}; "
            "allowed are 0, 1 and empty. Use the table as it was downloaded."
        )
    return table.set_index("HADM_ID")


def summaries(raw: Path, admissions: pd.DataFrame) -> Iterator[Summary]:
    """Discharge summaries of the given admissions, ordered by HADM_ID; addenda alone make no summary.

    Equal texts are kept once, the last by CHARTDATE, over the whole table, as published.
    """
    notes = _discharge_notes(find_table(raw, "NOTEEVENTS"), set(admissions.index))
    # A stable sort: notes of one day stay in the order of the file.
    notes = notes.sort_values("CHARTDATE", kind="stable").drop_duplicates("TEXT", keep="last")
    # Plain tuples: a pandas selection for each of tens of thousands of admissions takes minutes.
    by_admission: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    columns = (notes["HADM_ID"], notes["SUBJECT_ID"], notes["DESCRIPTION"], notes["TEXT"])
    for admission, patient, description, text in zip(*columns, strict=True):
        by_admission[admission].append((patient, description.strip(), text))
    for admission, rows in sorted(by_admission.items()):
        patients = [patient for patient, description, _ in rows if description == "Report"]
        if patients:
            yield Summary(admission, clean_id(patients[-1]), "\n\n".join(text for *_, text in rows).strip())


def _discharge_notes(path: Path, wanted: set[str]) -> pd.DataFrame:
    kept = []
    for chunk in read_chunks(path, _NOTE_COLUMNS):
        # Nine notes in ten are of other categories: they go before anything else is done to them.
        chunk = chunk[(chunk["CATEGORY"].str.strip() == "Discharge summary") & (chunk["TEXT"] != "")]
        chunk = chunk.assign(HADM_ID=chunk["HADM_ID"].map(clean_id))
        kept.append(chunk[chunk["HADM_ID"].isin(wanted)])
    notes = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(_NOTE_COLUMNS))
    if notes.empty:
        raise RawDataError(
            f"{path} holds no discharge summary of an admission in ADMISSIONS. The open demo comes without notes; "
            "the notes need the credentialed download."
        )
    return notes
