"""Triage: codes as text, both editions of the cohort, and what is taken out of the text."""

import os
from collections import Counter
from pathlib import Path

import pytest

from clinpeft import catalogue
from clinpeft.corpora import TextExample
from clinpeft.corpora.mimic import read_triage, read_triage_published
from clinpeft.corpora.mimic.triage import SPECIALTIES, _cohort, cleaned
from raw_files import CODES, NOTES, table

DEMO = Path(os.environ.get("CLINPEFT_DATA_FROM", "")) / "mimic3_demo"
OPEN = pytest.mark.skipif(not os.environ.get("CLINPEFT_DATA_FROM"), reason="needs CLINPEFT_DATA_FROM")


def _write(
    folder: Path, codes: list[tuple[str, int]], notes: list[tuple[int, str]] | None = None, procedures: str = "123456"
) -> Path:
    """Admissions 1, 2, … with a code and its place each; every one has a note and a procedure if not said."""
    rows = [[0, 70 + n, n, place, code] for n, (code, place) in enumerate(codes, start=1)]
    texts = notes if notes is not None else [(n, f"note {'abcdef'[n]}") for n in range(1, len(codes) + 1)]
    table(folder / "DIAGNOSES_ICD.csv", CODES, rows)
    table(folder / "PROCEDURES_ICD.csv", CODES, [[0, 0, n, 1, "3605"] for n in procedures])
    table(
        folder / "NOTEEVENTS.csv",
        NOTES,
        [[0, 70 + n, n, "2150-01-01", "Discharge summary", "Addendum", text] for n, text in texts],
    )
    return folder


def _read(folder: Path, published: bool = False) -> list[tuple[str, str, str]]:
    reading = (read_triage_published if published else read_triage)(folder)
    return [(e.id, e.text, e.label) for e in reading.examples if isinstance(e, TextExample)]


def test_twenty_codes_in_seven_specialties_which_are_the_labels_of_the_task() -> None:
    assert sum(len(codes) for codes in SPECIALTIES.values()) == 20
    assert tuple(SPECIALTIES) == catalogue.task("triage").labels


def test_septicaemia_counts_in_the_repaired_cohort_and_is_lost_in_the_published_one(tmp_path: Path) -> None:
    folder = _write(tmp_path, [("0389", 1), ("5849", 1), ("V3001", 1)])
    assert [label for *_, label in _read(folder)] == ["acute_medicine", "acute_medicine", "obstetrics"]
    assert [label for *_, label in _read(folder, published=True)] == ["acute_medicine", "obstetrics"]


def test_only_the_first_diagnosis_counts_and_a_procedure_is_needed(tmp_path: Path) -> None:
    folder = _write(tmp_path, [("431", 1), ("4280", 2), ("486", 1), ("7777", 1)], procedures="124")
    reading = read_triage(folder)
    assert [example.id for example in reading.examples] == ["1"]
    assert reading.removed["first diagnoses of admissions without a procedure"] == 1
    assert reading.removed["first diagnoses that stand for no specialty"] == 1


def test_all_notes_of_an_admission_are_joined_and_equal_ones_kept_once(tmp_path: Path) -> None:
    notes = [(1, "first"), (1, "second"), (1, "first"), (2, "first"), (9, "other"), (3, "other")]
    folder = _write(tmp_path, [("431", 1), ("486", 1), ("430", 1)], notes)
    # The first copy of the table stays, also where it belongs to an admission outside the cohort.
    assert _read(folder) == [("1", "first second", "neurology")]


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("seen [**2150-1-2**] by [**Name (STitle) 5**]", "seen by"),
        ("Admission Date: x\nDate of Birth: y", ": x : y"),
        ("pt w/ BP 120/80", "pt with BP /"),
        ("a_b #c", "ab c"),
        ("II. RENAL: stable", "RENAL: stable"),
        ("Neurology and acute  medicine saw him", "and saw him"),
        ("no Digits 123 left  here", "no Digits left here"),
    ],
)
def test_what_is_taken_out_of_a_note(note: str, left: str) -> None:
    assert cleaned(note) == left


@OPEN
def test_codes_of_the_demo_tables_keep_their_zeros() -> None:
    cohort = _cohort(DEMO, (), Counter())
    published = _cohort(DEMO, ("0389",), Counter())
    assert set(published) < set(cohort)
    assert {cohort[admission] for admission in set(cohort) - set(published)} == {"acute_medicine"}
