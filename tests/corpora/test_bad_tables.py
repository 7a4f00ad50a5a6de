"""MIMIC-III tables with a fault: each gives an error that helps and repeats no text, and nothing is stored."""

import gzip
import re
from pathlib import Path

import pytest

from faults import Case, check, cut, remove, replace, rows, write, zipped
from raw_files import CODES, NOTES, SECRET, STAYS

MORTALITY, STAY, TRIAGE = ("mortality", "mimic3"), ("length_of_stay", "mimic3"), ("triage", "mimic3")
A_NOTE = [1, 1001, 5001, "2150-03-01", "Discharge summary", "Report", f"Chief Complaint:\n{SECRET}\n\nEnd:\nx"]
A_STAY = [1, 1001, 5001, "2150-01-01 08:00:00", "2150-01-03 08:00:00", "URGENT", 0]
NOTE_TABLE, STAY_TABLE = "NOTEEVENTS.csv", "ADMISSIONS.csv"


def note(**changed: object) -> list[object]:
    return [changed.get(column, value) for column, value in zip(NOTES, A_NOTE, strict=True)]


def stay(**changed: object) -> list[object]:
    return [changed.get(column, value) for column, value in zip(STAYS, A_STAY, strict=True)]


def one_class(raw: Path) -> None:
    text = (raw / "ADMISSIONS.csv").read_text()
    (raw / "ADMISSIONS.csv").write_text(re.sub(r",1\r?\n", ",0\n", text))


TABLES: dict[str, Case] = {
    "notes missing": (MORTALITY, remove(NOTE_TABLE), r"holds no NOTEEVENTS\.csv and no NOTEEVENTS\.csv\.gz"),
    "admissions missing": (STAY, remove(STAY_TABLE), r"holds no ADMISSIONS\.csv"),
    "diagnoses missing": (TRIAGE, remove("DIAGNOSES_ICD.csv"), r"holds no DIAGNOSES_ICD\.csv"),
    "procedures missing": (TRIAGE, remove("PROCEDURES_ICD.csv"), r"holds no PROCEDURES_ICD\.csv"),
    "table of no bytes": (MORTALITY, write(NOTE_TABLE, ""), r"NOTEEVENTS\.csv is empty"),
    "table of a header": (MORTALITY, rows(NOTE_TABLE, NOTES), r"NOTEEVENTS\.csv has a header and no rows"),
    "admissions of a header": (STAY, rows(STAY_TABLE, STAYS), r"ADMISSIONS\.csv has a header and no rows"),
    "column missing": (MORTALITY, replace(NOTE_TABLE, "CATEGORY", "KIND"), "no column CATEGORY; its first line has 7"),
    "times missing": (STAY, replace(STAY_TABLE, "DISCHTIME", "OUT"), "no column DISCHTIME"),
    "codes missing": (TRIAGE, replace("DIAGNOSES_ICD.csv", "ICD9_CODE", "CODE"), "no column ICD9_CODE"),
    "no header": (MORTALITY, rows(NOTE_TABLE, [str(value) for value in A_NOTE], A_NOTE), "names in the first line"),
    "semicolons": (
        MORTALITY,
        lambda raw: write(NOTE_TABLE, (raw / NOTE_TABLE).read_text().replace(",", ";"))(raw),
        r"first line has 1 values, of the columns needed none",
    ),
    "tabs": (
        STAY,
        lambda raw: write(STAY_TABLE, (raw / STAY_TABLE).read_text().replace(",", "\t"))(raw),
        "separated by commas",
    ),
    "half-downloaded gzip": (
        MORTALITY,
        zipped(NOTE_TABLE, lambda whole: whole[: len(whole) // 2]),
        "Download .* again",
    ),
    "gzip of which the end is lost": (
        MORTALITY,
        zipped(NOTE_TABLE, lambda whole: whole[:-6]),
        "cannot be read to its end",
    ),
    "no gzip at all": (MORTALITY, zipped(NOTE_TABLE, gzip.decompress), r"NOTEEVENTS\.csv\.gz cannot be read"),
    "flipped bytes in gzip": (
        STAY,
        zipped(STAY_TABLE, lambda whole: whole[:200] + b"\xff" * 20 + whole[220:]),
        r"ADMISSIONS\.csv\.gz.* Download .* again",
    ),
    "half-downloaded table": (MORTALITY, cut(NOTE_TABLE, 0.48), r"NOTEEVENTS\.csv, line \d+: .* may be cut"),
    "latin-1 bytes": (
        MORTALITY,
        lambda raw: write(NOTE_TABLE, (raw / NOTE_TABLE).read_bytes().replace(b"pain", b"p\xe9", 1))(raw),
        r"NOTEEVENTS\.csv, line 2: column TEXT is not UTF-8\. Convert",
    ),
    "a value too many": (STAY, rows(STAY_TABLE, STAYS, [*A_STAY, 1]), "line 2: 8 values where the header has 7"),
    "a value too few": (STAY, rows(STAY_TABLE, STAYS, A_STAY, A_STAY[:-1]), "line 3: 6 values where the header has 7"),
    "an open quote": (MORTALITY, replace(NOTE_TABLE, '"Chief', '""Chief'), r"NOTEEVENTS\.csv, line 2: "),
    "outcome unknown": (
        MORTALITY,
        rows(STAY_TABLE, STAYS, stay(HOSPITAL_EXPIRE_FLAG=2)),
        "line 2: .* HADM_ID 5001 is not 0, 1",
    ),
    "admission twice": (STAY, rows(STAY_TABLE, STAYS, A_STAY, A_STAY), "line 3: HADM_ID 5001 stands more than once"),
    "admission without id": (STAY, rows(STAY_TABLE, STAYS, stay(HADM_ID="")), "line 2: SUBJECT_ID or HADM_ID is empty"),
    "id no number": (STAY, rows(STAY_TABLE, STAYS, stay(HADM_ID=SECRET)), "line 2: column HADM_ID holds no number"),
    "note's id no number": (
        MORTALITY,
        rows(NOTE_TABLE, NOTES, note(SUBJECT_ID=SECRET)),
        "line 2: column SUBJECT_ID holds no number",
    ),
    "negative stay": (
        STAY,
        rows(STAY_TABLE, STAYS, stay(DISCHTIME="2149-12-31 08:00:00")),
        "5001 was discharged before it was admitted",
    ),
    "time no time": (STAY, rows(STAY_TABLE, STAYS, stay(ADMITTIME=SECRET)), "ADMITTIME of HADM_ID 5001 is no time"),
    "notes of other admissions": (
        MORTALITY,
        rows(NOTE_TABLE, NOTES, note(HADM_ID=9)),
        "no discharge summary of an admission asked for",
    ),
    "notes without admission": (MORTALITY, rows(NOTE_TABLE, NOTES, note(HADM_ID="")), "no discharge summary"),
    "notes of other kinds": (STAY, rows(NOTE_TABLE, NOTES, note(CATEGORY="Nursing")), "no discharge summary"),
    "addenda alone": (MORTALITY, rows(NOTE_TABLE, NOTES, note(DESCRIPTION="Addendum")), "gave no admission note"),
    "no section": (MORTALITY, rows(NOTE_TABLE, NOTES, note(TEXT=f"{SECRET}")), "gave no admission note"),
    "one class": (MORTALITY, one_class, r"the train split has \d+ texts and only 1 of the labels"),
    "too few patients": (
        MORTALITY,
        rows(NOTE_TABLE, NOTES, A_NOTE),
        "1 patients or documents give no train split",
    ),
    "zeros of codes lost": (
        TRIAGE,
        rows("DIAGNOSES_ICD.csv", CODES, [1, 1001, 5001, 1, "389"]),
        "lost their leading zeros",
    ),
    "two first diagnoses": (
        TRIAGE,
        rows("DIAGNOSES_ICD.csv", CODES, [1, 1001, 5001, 1, "431"], [2, 1001, 5001, 1, "430"]),
        "line 3: HADM_ID 5001 has a second row with SEQ_NUM 1",
    ),
    "no diagnosis of the list": (
        TRIAGE,
        rows("DIAGNOSES_ICD.csv", CODES, [1, 1001, 5001, 1, "0030"]),
        "gave no admission for triage",
    ),
    "place no number": (
        TRIAGE,
        rows("DIAGNOSES_ICD.csv", CODES, [1, 1001, 5001, SECRET, "431"]),
        "column SEQ_NUM holds no number",
    ),
    "no note of the cohort": (TRIAGE, rows(NOTE_TABLE, NOTES, note(HADM_ID=9)), "no discharge summary of the cohort"),
    "one split list of three": (
        MORTALITY,
        rows("mimic_train.csv", ["SUBJECT_ID"], [1001]),
        r"holds no mimic_val\.csv",
    ),
    "patient in two lists": (
        MORTALITY,
        lambda raw: [rows(f"mimic_{part}.csv", ["SUBJECT_ID"], [1001])(raw) for part in ("train", "val", "test")],
        "SUBJECT_ID 1001 stands in the lists for train and for validation",
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in TABLES.items()])
def test_a_table_with_a_fault(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(case, tmp_path, monkeypatch)


def test_there_are_forty_cases_over_all_tasks_of_the_tables() -> None:
    assert len(TABLES) >= 40
    assert {case[0] for case in TABLES.values()} == {MORTALITY, STAY, TRIAGE}
