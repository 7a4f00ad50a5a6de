"""Rules of the readers of open corpora, on made-up files."""

import csv
from pathlib import Path

import pytest

from clinpeft.corpora import TextExample, TokenExample
from clinpeft.corpora.open.maccrobat import read_case_concepts
from clinpeft.corpora.open.neiss import read_disposition
from clinpeft.corpora.raw import RawDataError


def neiss(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """A table of made-up visits: case number, narrative, what became of the patient."""
    with (folder / "NEISS_cleaned.csv").open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines)
        table.writerow(["CPSC_Case_Number", "Narrative", "Narrative_1", "Disposition_refactored"])
        table.writerows([case, "", text, end] for case, text, end in rows)
    return folder


def maccrobat(folder: Path, text: str, *annotations: str, name: str = "1") -> Path:
    """One made-up report with its brat annotations."""
    (folder / "MACCROBAT2020").mkdir(exist_ok=True)
    (folder / "MACCROBAT2020" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    (folder / "MACCROBAT2020" / f"{name}.ann").write_text("\n".join(annotations) + "\n", encoding="utf-8")
    return folder


def only_sentence(folder: Path) -> TokenExample:
    (sentence,) = read_case_concepts(folder).examples
    assert isinstance(sentence, TokenExample)
    return sentence


def test_neiss_labels_and_case(tmp_path: Path) -> None:
    rows = [("7", "FELL, Neck PAIN ", "Admitted"), ("8", "HIT A\nTREE", "Transferred"), ("9", "TRIPPED", "Released")]
    assert read_disposition(neiss(tmp_path, *rows)).examples == (
        TextExample("7", "7", "fell, neck pain", "admitted"),
        TextExample("8", "8", "hit a\ntree", "admitted"),
        TextExample("9", "9", "tripped", "released"),
    )


def test_neiss_leaves_out_and_counts(tmp_path: Path) -> None:
    rows = [
        ("1", "FELL DOWN", "Admitted"),
        ("2", "FELL: DOWN.", "Admitted"),
        ("3", "fell down", "Released"),
        ("4", "HIT BY BALL", "Died in ED"),
        ("5", "STRUCK", ""),
        ("6", "TRIPPED; DISCHARGED", "Released"),
    ]
    reading = read_disposition(neiss(tmp_path, *rows))
    assert [example.id for example in reading.examples] == ["1", "6"]
    assert list(reading.removed.values()) == [2, 2, 1]
    assert sorted(reading.noted.values()) == [0, 1]


def test_neiss_without_its_columns_is_said(tmp_path: Path) -> None:
    (tmp_path / "NEISS_cleaned.csv").write_text("CPSC_Case_Number,Narrative\n1,FELL\n")
    with pytest.raises(RawDataError, match="has no column Narrative_1"):
        read_disposition(tmp_path)


def test_maccrobat_without_reports_is_said(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="holds no MACCROBAT2020"):
        read_case_concepts(tmp_path)


def test_maccrobat_words_tags_and_lines(tmp_path: Path) -> None:
    text = "He had a Sore throat.\n\nCT (head) was normal\n"
    marks = ["T1\tSign_symptom 9 20\tSore throat", "T2\tDiagnostic_procedure 23 25\tCT", "R1\tMODIFY Arg1:T1 Arg2:T2"]
    reading = read_case_concepts(maccrobat(tmp_path, text, *marks, name="42"))
    assert reading.examples == (
        TokenExample(
            "42:1", "42", ("He", "had", "a", "Sore", "throat", "."), ("O", "O", "O", "B-problem", "I-problem", "O")
        ),
        TokenExample("42:3", "42", ("CT", "(", "head", ")", "was", "normal"), ("B-test", "O", "O", "O", "O", "O")),
    )


@pytest.mark.parametrize(
    ("fine", "tag"),
    [
        ("Sign_symptom", "B-problem"),
        ("Disease_disorder", "B-problem"),
        ("Diagnostic_procedure", "B-test"),
        ("Medication", "B-treatment"),
        ("Therapeutic_procedure", "B-treatment"),
        ("Lab_value", "O"),
        ("Date", "O"),
    ],
)
def test_maccrobat_fine_types(tmp_path: Path, fine: str, tag: str) -> None:
    assert only_sentence(maccrobat(tmp_path, "word", f"T1\t{fine} 0 4\tword")).tags == (tag,)


def test_maccrobat_adjacent_spans_stay_two(tmp_path: Path) -> None:
    marks = ["T1\tSign_symptom 0 5\tfever", "T2\tSign_symptom 6 11\tcough"]
    assert only_sentence(maccrobat(tmp_path, "fever cough", *marks)).tags == ("B-problem", "B-problem")


def test_maccrobat_longest_of_overlapping_spans_wins(tmp_path: Path) -> None:
    marks = [
        "T1\tMedication 5 10\taorta",
        "T2\tDiagnostic_procedure 0 10\techo aorta",
        "T3\tMedication 0 10\techo aorta",
    ]
    folder = maccrobat(tmp_path, "echo aorta", *marks)
    assert only_sentence(folder).tags == ("B-test", "I-test")
    assert 2 in read_case_concepts(folder).removed.values()


def test_maccrobat_discontinuous_and_crossing_spans_are_dropped_and_counted(tmp_path: Path) -> None:
    marks = ["T1\tSign_symptom 0 4;10 14\tpain left", "T2\tSign_symptom 10 20\tleft\nright"]
    reading = read_case_concepts(maccrobat(tmp_path, "pain here left\nright", *marks))
    assert {tag for example in reading.examples for tag in example.tags} == {"O"}  # type: ignore[union-attr]
    assert sorted(reading.removed.values()) == [0, 1, 1]


def test_maccrobat_span_inside_a_word_takes_the_word(tmp_path: Path) -> None:
    reading = read_case_concepts(maccrobat(tmp_path, "two biopsies", "T1\tDiagnostic_procedure 4 9\tbiops"))
    assert reading.examples[0].tags == ("O", "B-test")  # type: ignore[union-attr]
    assert list(reading.noted.values()) == [1]


def test_maccrobat_offsets_count_characters_not_bytes(tmp_path: Path) -> None:
    folder = maccrobat(tmp_path, "37 °C – fever", "T1\tSign_symptom 8 13\tfever")
    assert only_sentence(folder).tags == ("O", "O", "O", "O", "B-problem")
