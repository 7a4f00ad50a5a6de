"""Length of stay: bins, who is left out, and the days of the true MIMIC-III demo tables."""

import csv
import os
from pathlib import Path

import pytest

from clinpeft.corpora.mimic import read_length_of_stay, read_mortality
from clinpeft.corpora.mimic.admissions import official_split, read_admissions
from raw_files import NOTES, STAYS, table

DEMO = Path(os.environ.get("CLINPEFT_DATA_FROM", "")) / "mimic3_demo"
OPEN = pytest.mark.skipif(not os.environ.get("CLINPEFT_DATA_FROM"), reason="needs CLINPEFT_DATA_FROM")


def _write(folder: Path, *stays: tuple[str, str, int]) -> Path:
    """Admissions 1, 2, … of as many patients: discharge, type, outcome; all admitted on 1 January at 8."""
    rows = [[n, 70 + n, n, "2150-01-01 08:00:00", *stay] for n, stay in enumerate(stays, start=1)]
    notes = [
        [n, 70 + n, n, "2150-03-01", "Discharge summary", "Report", f"Chief Complaint:\npain {n}\n\nEnd:\nx"]
        for n in range(1, len(stays) + 1)
    ]
    table(folder / "ADMISSIONS.csv", STAYS, rows)
    table(folder / "NOTEEVENTS.csv", NOTES, notes)
    return folder


@pytest.mark.parametrize(
    ("left", "label"),
    [
        ("2150-01-04 08:00:00", "up_to_3_days"),  # exactly 3
        ("2150-01-04 09:11:00", "up_to_3_days"),  # 3.049…, rounded to 3.0
        ("2150-01-04 09:13:00", "over_3_to_7_days"),
        ("2150-01-08 08:00:00", "over_3_to_7_days"),  # exactly 7
        ("2150-01-08 09:13:00", "over_7_to_14_days"),
        ("2150-01-15 08:00:00", "over_7_to_14_days"),  # exactly 14
        ("2150-01-15 09:12:00", "over_7_to_14_days"),  # 14.05, which numpy rounds to 14.0
        ("2150-01-15 09:13:00", "over_14_days"),
    ],
)
def test_days_are_rounded_to_a_tenth_and_limits_belong_to_the_shorter_bin(
    left: str, label: str, tmp_path: Path
) -> None:
    assert [e.counted for e in read_length_of_stay(_write(tmp_path, (left, "URGENT", 0))).examples] == [(label,)]


def test_deaths_newborns_and_stays_without_an_end_are_left_out_and_counted(tmp_path: Path) -> None:
    left = "2150-01-03 08:00:00"
    stays = [(left, "URGENT", 0), (left, "URGENT", 1), (left, "NEWBORN", 0), ("", "ELECTIVE", 0)]
    reading = read_length_of_stay(_write(tmp_path, *stays))
    assert [example.id for example in reading.examples] == ["1"]
    removed = {reason: count for reason, count in reading.removed.items() if count}
    assert removed == {
        "admissions of newborns": 1,
        "admissions that ended in death": 1,
        "admissions whose outcome or times are missing": 1,
    }


def test_times_that_run_backwards_are_allowed_for_the_dead_alone(tmp_path: Path) -> None:
    stays = [("2150-01-03 08:00:00", "URGENT", 0), ("2149-12-31 08:00:00", "URGENT", 1)]
    assert len(read_length_of_stay(_write(tmp_path, *stays)).examples) == 1


def test_an_admission_without_a_note_is_counted(tmp_path: Path) -> None:
    _write(tmp_path, *[("2150-01-03 08:00:00", "URGENT", 0)] * 3)
    lines = (tmp_path / "NOTEEVENTS.csv").read_text()
    (tmp_path / "NOTEEVENTS.csv").write_text(lines[: lines.index("\n3,") + 1] if "\n3," in lines else lines)
    assert read_length_of_stay(tmp_path).removed["admissions without a discharge report"] == 1


def test_the_fields_lists_of_patients_decide_the_split(tmp_path: Path) -> None:
    _write(tmp_path, *[("2150-01-03 08:00:00", "URGENT", 0)] * 3)
    for number, part in enumerate(("train", "val", "test"), start=1):
        table(tmp_path / f"mimic_{part}.csv", ["SUBJECT_ID"], [[70 + number]])
    expected = {"71": "train", "72": "validation", "73": "test"}
    assert read_length_of_stay(tmp_path).official == expected
    assert read_mortality(tmp_path).official == expected


@OPEN
def test_the_demo_tables_are_read_as_they_are() -> None:
    admissions = read_admissions(DEMO, times=True)
    with (DEMO / "ADMISSIONS.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(admissions) == [row["hadm_id"] for row in rows]
    assert len(admissions) == 129
    assert sum(admission.died is True for admission in admissions.values()) == sum(
        row["hospital_expire_flag"] == "1" for row in rows
    )
    # 2164-10-23 21:09 to 2164-11-01 17:15 is 8.84 days.
    assert admissions["142345"].days == 8.8
    assert all(admission.days is not None for admission in admissions.values())
    assert official_split(DEMO) == {}
