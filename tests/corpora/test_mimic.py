"""The rules of the mortality cohort, one by one, on tiny made-up tables."""

import csv
import gzip
import io
from pathlib import Path

import pytest

from clinpeft.corpora.examples import TextExample
from clinpeft.corpora.mimic import read_mortality as read_all
from clinpeft.corpora.raw import RawDataError

_NOTE_COLUMNS = ("ROW_ID", "SUBJECT_ID", "HADM_ID", "CHARTDATE", "CATEGORY", "DESCRIPTION", "TEXT")
_STAY_COLUMNS = ("ROW_ID", "SUBJECT_ID", "HADM_ID", "ADMISSION_TYPE", "HOSPITAL_EXPIRE_FLAG")
_END = "\n\nBrief Hospital Course:\nMade comfortable."


def _summary(complaint: str = "cough", exam: str = "lungs clear", more: str = "") -> str:
    return f"Chief Complaint:\n{complaint}{more}\n\nPhysical Exam:\n{exam}{_END}"


def _note(admission: str, text: str, day: int = 1, description: str = "Report", patient: str = "7") -> tuple[str, ...]:
    return (patient, admission, f"2150-01-{day:02d}", "Discharge summary", description, text)


def _write(
    folder: Path,
    notes: list[tuple[str, ...]],
    stays: list[tuple[str, str, str, str]] | None = None,
    lower: bool = False,
    zipped: bool = False,
) -> Path:
    stays = stays if stays is not None else [("7", "1", "EMERGENCY", "0"), ("8", "2", "URGENT", "1")]
    for name, columns, rows in (("NOTEEVENTS", _NOTE_COLUMNS, notes), ("ADMISSIONS", _STAY_COLUMNS, stays)):
        written = io.StringIO(newline="")
        table = csv.writer(written)
        table.writerow([column.lower() if lower else column for column in columns])
        table.writerows([(number, *row) for number, row in enumerate(rows, start=1)])
        content = written.getvalue().encode()
        (folder / f"{name}.csv{'.gz' * zipped}").write_bytes(gzip.compress(content) if zipped else content)
    return folder


def read_mortality(folder: Path) -> list[TextExample]:
    return [example for example in read_all(folder).examples if isinstance(example, TextExample)]


def _texts(folder: Path) -> dict[str, str]:
    return {example.id: example.text for example in read_mortality(folder)}


def test_ids_groups_and_labels(tmp_path: Path) -> None:
    notes = [_note("2", _summary("fall"), patient="8"), _note("1", _summary())]
    read = read_mortality(_write(tmp_path, notes))
    assert [(example.id, example.group, example.label) for example in read] == [
        ("1", "7", "survived"),
        ("2", "8", "died"),
    ]


def test_eight_blocks_in_fixed_order_with_bare_headers(tmp_path: Path) -> None:
    text = "Social History:\nlives alone\n\nHistory of Present Illness:\nfever\nand rash\n\nDischarge Plan:\nhome"
    assert _texts(_write(tmp_path, [_note("1", text)]))["1"] == (
        "CHIEF COMPLAINT: \n\nPRESENT ILLNESS: fever and rash\n\nMEDICAL HISTORY: \n\nMEDICATION ON ADMISSION: \n\n"
        "ALLERGIES: \n\nPHYSICAL EXAM: \n\nFAMILY HISTORY: \n\nSOCIAL HISTORY: lives alone"
    )


def test_sections_after_admission_are_left_out(tmp_path: Path) -> None:
    assert "comfortable" not in _texts(_write(tmp_path, [_note("1", _summary())]))["1"]


@pytest.mark.parametrize("line", ["On 3 May:", "a.m. dose:", "see (b):", "a|b:"])
def test_a_section_goes_on_over_lines_that_are_no_header(tmp_path: Path, line: str) -> None:
    note = _texts(_write(tmp_path, [_note("1", _summary(more=f"\n\n{line} seen"))]))["1"]
    assert f"CHIEF COMPLAINT: cough  {line} seen\n\n" in note


def test_a_section_needs_a_header_after_it(tmp_path: Path) -> None:
    text = "Chief Complaint:\ncough\n\nAllergies:\nlatex"
    assert "ALLERGIES: \n\n" in _texts(_write(tmp_path, [_note("1", text)]))["1"]


def test_the_first_of_two_equal_headers_counts(tmp_path: Path) -> None:
    text = "Chief Complaint:\ncough\n\nAllergies:\nlatex\n\nAllergies:\negg" + _END
    assert "ALLERGIES: latex\n\n" in _texts(_write(tmp_path, [_note("1", text)]))["1"]


def test_notes_without_complaint_illness_and_history_are_dropped(tmp_path: Path) -> None:
    notes = [_note("1", _summary()), _note("2", "Allergies:\nlatex" + _END)]
    assert list(_texts(_write(tmp_path, notes))) == ["1"]


def test_newborns_are_dropped(tmp_path: Path) -> None:
    stays = [("7", "1", "NEWBORN", "0"), ("8", "2", "ELECTIVE", "0")]
    assert list(_texts(_write(tmp_path, [_note("1", _summary()), _note("2", _summary("fall"))], stays))) == ["2"]


def test_other_categories_and_notes_without_admission_are_dropped(tmp_path: Path) -> None:
    nursing = ("7", "2", "2150-01-01", "Nursing", "Report", _summary("fall"))
    notes = [_note("1", _summary()), nursing, _note("", _summary("burn"))]
    assert list(_texts(_write(tmp_path, notes))) == ["1"]


def test_addenda_are_joined_by_date_with_a_blank_line(tmp_path: Path) -> None:
    # The report's exam has no header after it; the addendum, joined behind it, brings one.
    report = "Chief Complaint:\ncough\n\nPhysical Exam:\nlungs clear"
    notes = [_note("1", "Addendum:\nlist corrected", day=2, description="Addendum"), _note("1", report, day=1)]
    assert "PHYSICAL EXAM: lungs clear\n\n" in _texts(_write(tmp_path, notes))["1"]


def test_admissions_with_addenda_alone_are_dropped(tmp_path: Path) -> None:
    notes = [_note("1", _summary()), _note("2", _summary("fall"), description="Addendum")]
    assert list(_texts(_write(tmp_path, notes))) == ["1"]


def test_equal_texts_are_kept_once_the_last_by_date(tmp_path: Path) -> None:
    notes = [_note("1", _summary(), day=9), _note("2", _summary(), day=3)]
    assert list(_texts(_write(tmp_path, notes))) == ["1"]


def test_a_repeated_report_is_not_joined_to_itself(tmp_path: Path) -> None:
    once = _texts(_write(tmp_path, [_note("1", _summary())]))
    assert _texts(_write(tmp_path, [_note("1", _summary())] * 2)) == once


@pytest.mark.parametrize("phrase", ["pt expired", "Patient had died", "patient has passed away", "pt deceased"])
def test_death_phrases_in_the_exam_are_deleted(tmp_path: Path, phrase: str) -> None:
    note = _texts(_write(tmp_path, [_note("1", _summary(exam=f"cold, {phrase}"))]))["1"]
    assert "PHYSICAL EXAM: cold, \n\n" in note


@pytest.mark.parametrize("phrase", ["pt expired", "she expired", "Pronounced expired", "Time of death 3 am"])
def test_death_phrases_elsewhere_drop_the_note(tmp_path: Path, phrase: str) -> None:
    notes = [_note("1", _summary()), _note("2", _summary(complaint=phrase))]
    assert list(_texts(_write(tmp_path, notes))) == ["1"]


def test_other_peoples_deaths_stay(tmp_path: Path) -> None:
    assert "mother died" in _texts(_write(tmp_path, [_note("1", _summary(complaint="mother died"))]))["1"]


def test_a_missing_outcome_drops_the_admission(tmp_path: Path) -> None:
    stays = [("7", "1", "URGENT", ""), ("8", "2", "URGENT", "1")]
    assert list(_texts(_write(tmp_path, [_note("1", _summary()), _note("2", _summary("fall"))], stays))) == ["2"]


@pytest.mark.parametrize(("lower", "zipped"), [(True, False), (False, True), (True, True)])
def test_column_case_and_compression_change_nothing(tmp_path: Path, lower: bool, zipped: bool) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "other").mkdir()
    notes = [_note("1", _summary('cough, "barking"\nsince May')), _note("2", _summary("fall"))]
    plain = read_mortality(_write(tmp_path / "plain", notes))
    assert read_mortality(_write(tmp_path / "other", notes, lower=lower, zipped=zipped)) == plain


def test_ids_that_went_through_floats(tmp_path: Path) -> None:
    assert list(_texts(_write(tmp_path, [_note("1.0", _summary())]))) == ["1"]


def test_windows_line_ends(tmp_path: Path) -> None:
    plain = _texts(_write(tmp_path, [_note("1", _summary())]))
    assert _texts(_write(tmp_path, [_note("1", _summary().replace("\n", "\r\n"))])) == plain


def test_missing_table(tmp_path: Path) -> None:
    _write(tmp_path, [_note("1", _summary())])
    (tmp_path / "ADMISSIONS.csv").unlink()
    with pytest.raises(RawDataError, match=r"no ADMISSIONS\.csv"):
        read_mortality(tmp_path)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="is not a folder"):
        read_mortality(tmp_path / "nowhere")


def test_missing_column(tmp_path: Path) -> None:
    _write(tmp_path, [_note("1", _summary())])
    (tmp_path / "ADMISSIONS.csv").write_text("SUBJECT_ID,HADM_ID,ADMISSION_TYPE\n7,1,URGENT\n")
    with pytest.raises(RawDataError, match=r"ADMISSIONS\.csv has no column HOSPITAL_EXPIRE_FLAG"):
        read_mortality(tmp_path)


def test_unknown_outcome(tmp_path: Path) -> None:
    stays = [("7", "1", "URGENT", "2")]
    with pytest.raises(RawDataError, match=r"line 2: HOSPITAL_EXPIRE_FLAG of HADM_ID 1 is not 0, 1"):
        read_mortality(_write(tmp_path, [_note("1", _summary())], stays))


def test_repeated_admission(tmp_path: Path) -> None:
    stays = [("7", "1", "URGENT", "0"), ("7", "1", "URGENT", "1")]
    with pytest.raises(RawDataError, match="line 3: HADM_ID 1 stands more than once"):
        read_mortality(_write(tmp_path, [_note("1", _summary())], stays))


def test_a_packed_table_is_known_by_its_name_in_upper_case_too(tmp_path: Path) -> None:
    _write(tmp_path, [_note("1", _summary())], zipped=True)
    expected = read_mortality(tmp_path)
    for path in list(tmp_path.iterdir()):
        path.rename(path.with_name(path.name.upper()))
    assert read_mortality(tmp_path) == expected


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_gzip_file(tmp_path: Path, damage: str) -> None:
    _write(tmp_path, [_note("1", _summary())], zipped=True)
    whole = (tmp_path / "NOTEEVENTS.csv.gz").read_bytes()
    middle = len(whole) // 2
    broken = whole[:middle] if damage == "cut" else whole[:middle] + b"\xff" * 20 + whole[middle + 20 :]
    (tmp_path / "NOTEEVENTS.csv.gz").write_bytes(broken)
    with pytest.raises(RawDataError, match=r"NOTEEVENTS\.csv\.gz.* Download (it|the table) again"):
        read_mortality(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"SUBJECT_ID;HADM_ID\n7;1\n", "has no column"),
        (",".join(_NOTE_COLUMNS).encode() + b"\n1,7,1,2150-01-01,Discharge summary,Report,caf\xe9\n", "not UTF-8"),
        (",".join(_NOTE_COLUMNS).encode() + b"\n", "a header and no rows"),
    ],
)
def test_notes_that_cannot_be_used(tmp_path: Path, content: bytes, message: str) -> None:
    _write(tmp_path, [_note("1", _summary())])
    (tmp_path / "NOTEEVENTS.csv").write_bytes(content)
    with pytest.raises(RawDataError, match=message):
        read_mortality(tmp_path)


def test_no_note_left(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="gave no admission note"):
        read_mortality(_write(tmp_path, [_note("1", "Allergies:\nlatex" + _END)]))
