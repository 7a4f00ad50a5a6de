"""Rules of the readers of further open tasks, on made-up files."""

import csv
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from clinpeft.corpora import Example, TextExample, TokenExample
from clinpeft.corpora.open.evidence_inference import read_trial_outcome
from clinpeft.corpora.open.maccrobat import read_case_timeline
from clinpeft.corpora.open.maccrobat_relations import read_case_relations
from clinpeft.corpora.open.mts_dialog import read_section
from clinpeft.corpora.open.mtsamples import read_specialty
from clinpeft.corpora.open.neiss import read_disposition_by_hospital, read_transfer
from clinpeft.corpora.open.phee import read_drug_events
from clinpeft.corpora.open.stays import without_stays
from clinpeft.corpora.open.vaers import read_hospital_days, read_stated_hospital_days
from clinpeft.corpora.raw import RawDataError


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    """A comma-separated file, the first row its names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows(rows)
    return path.parent


def seen(examples: tuple[Example, ...]) -> list[tuple[str, str]]:
    return [(e.text, e.label) for e in examples if isinstance(e, TextExample)]


NEISS = ("CPSC_Case_Number", "Narrative_1", "Disposition_refactored", "PSU")


def test_transfer_groups_by_hospital_and_leaves_out_what_names_the_outcome(tmp_path: Path) -> None:
    rows = [
        ("1", "FELL OFF ROOF", "Transferred", "7"), ("2", "FELL, XFERED TO CITY", "Transferred", "7"),
        ("3", "FELL WHILE TRANSFERRING TO BED", "Released", "8"), ("4", "TRIPPED", "Admitted", "8"),
    ]  # fmt: skip
    reading = read_transfer(table(tmp_path / "NEISS_cleaned.csv", NEISS, *rows))
    assert seen(reading.examples) == [("fell off roof", "transferred"), ("tripped", "stayed")]
    assert [example.group for example in reading.examples] == ["hospital 7", "hospital 8"]
    assert list(reading.removed.values())[-1] == 2
    by_hospital = read_disposition_by_hospital(tmp_path)
    assert [(e.group, e.counted) for e in by_hospital.examples][1:3] == [
        ("hospital 7", ("admitted",)),
        ("hospital 8", ("released",)),
    ]


def vaers(folder: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A made-up archive of reports, in latin-1 as the source has it."""
    lines = ["VAERS_ID,SYMPTOM_TEXT,HOSPITAL,HOSPDAYS", *(",".join(row) for row in rows)]
    with zipfile.ZipFile(folder / "2004VAERSData.zip", "w") as archive:
        archive.writestr("2004VAERSDATA.csv", "\n".join(lines).encode("latin-1"))
    return folder


def test_hospital_days_bins_and_masks(tmp_path: Path) -> None:
    folder = vaers(
        tmp_path,
        ("1", "Ill in hospital for 5 days.", "Y", "5"), ("2", "Café fever", "Y", "3"), ("3", "Rash", "Y", "14.0"),
        ("4", "Cough", "Y", "15"), ("5", "Well", "", "9"), ("6", "Pain", "Y", ""), ("7", "Sore", "Y", "0"),
    )  # fmt: skip
    reading = read_hospital_days(folder)
    assert seen(reading.examples) == [
        ("Ill in hospital for [stay].", "4_to_7"),
        ("Café fever", "up_to_3"),
        ("Rash", "8_to_14"),
        ("Cough", "over_14"),
        ("Sore", "up_to_3"),
    ]
    assert list(reading.noted.values()) == [1]
    assert seen(read_stated_hospital_days(folder).examples)[0][0] == "Ill in hospital for 5 days."


@pytest.mark.parametrize(("days", "what"), [("-2", "cannot be negative"), ("many", "not a number")])
def test_hospital_days_that_cannot_be_are_said(tmp_path: Path, days: str, what: str) -> None:
    with pytest.raises(RawDataError, match=f"report 8: .*{what}"):
        read_hospital_days(vaers(tmp_path, ("8", "Rash", "Y", days)))


def test_a_half_downloaded_archive_is_said(tmp_path: Path) -> None:
    whole = vaers(tmp_path, ("1", "Rash", "Y", "2")) / "2004VAERSData.zip"
    whole.write_bytes(whole.read_bytes()[:60])
    with pytest.raises(RawDataError, match="no whole zip file"):
        read_hospital_days(tmp_path)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("was hospitalized for three days and", "was hospitalized for [stay] and"),
        ("a 2-day hospital stay", "[stay] hospital stay"),
        ("discharged on 6/14/04 well", "discharged on [stay] well"),
        ("4 days later, she was released", "[stay], she was released"),
        ("admitted from 6/8 to 6/14", "admitted from [stay]"),
        ("in ICU x 5 days", "in ICU x [stay]"),
        ("admitted 3 days after the shot", "admitted 3 days after the shot"),
        ("rash for 5 days", "rash for 5 days"),
        ("discharge summary received 6/14/04", "discharge summary received 6/14/04"),
    ],
)
def test_stays_are_masked_and_other_times_kept(text: str, masked: str) -> None:
    assert without_stays(text) == (masked, text != masked)


def test_section_takes_the_official_parts(tmp_path: Path) -> None:
    head = ("ID", "section_header", "section_text", "dialogue")
    for number, part in enumerate(
        ("TrainingSet", "ValidationSet", "TestSet-1-MEDIQA-Chat-2023", "TestSet-2-MEDIQA-Sum-2023")
    ):
        table(tmp_path / f"MTS-Dialog-{part}.csv", head, ("0", "FAM/SOCHX", f" Smokes {number}. ", "..."))
    reading = read_section(tmp_path)
    assert seen(reading.examples) == [(f"Smokes {number}.", "fam_sochx") for number in range(4)]
    assert list(reading.official.values()) == ["train", "validation", "test", "test"]


def specialties(folder: Path, public: bool) -> Path:
    """Two made-up reports in either form of the site; the second stands under two specialties."""
    reports = [("Chest: Pain.", ["Surgery", "Urology"]), ("Knee, pain", ["Orthopedic", "Neurology"])]
    if public:
        rows = [(text.replace(": ", ":, "), name) for text, names in reports for name in names]
        return table(folder / "mtsamples.csv", ("transcription", "medical_specialty"), *rows)
    with gzip.open(folder / "mtsamples_unique.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text, "categories": names}) + "\n" for text, names in reports)
    return folder


def test_both_forms_of_mtsamples_give_the_same_reports(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one, other = read_specialty(specialties(tmp_path / "a", False)), read_specialty(specialties(tmp_path / "b", True))
    assert [(e.id, e.counted) for e in one.examples] == [(e.id, e.counted) for e in other.examples]
    assert one.examples[0].counted == ("urology",)
    assert one.removed["reports under several specialties"] == 1
    assert one.noted["distinct reports read"] == 2
    assert one.noted["reports of that copy that were not found"] > 2000


def maccrobat(folder: Path, text: str, *annotations: str) -> Path:
    (folder / "MACCROBAT2020").mkdir()
    (folder / "MACCROBAT2020" / "1.txt").write_text(text, encoding="utf-8")
    (folder / "MACCROBAT2020" / "1.ann").write_text("\n".join(annotations), encoding="utf-8")
    return folder


def test_case_timeline_tags_events_and_times(tmp_path: Path) -> None:
    marks = ("T1\tClinical_event 0 8\tAdmitted", "T2\tDate 9 15\tMonday", "T3\tAge 16 18\t47")
    (sentence,) = read_case_timeline(maccrobat(tmp_path, "Admitted Monday 47", *marks)).examples
    assert isinstance(sentence, TokenExample)
    assert sentence.tags == ("B-occurrence", "B-date", "O")


def test_case_relations_make_every_pair_of_a_line(tmp_path: Path) -> None:
    text = "CT showed clots after fever\nCough"
    marks = (
        "T1\tDiagnostic_procedure 0 2\tCT", "T2\tSign_symptom 10 15\tclots", "T3\tSign_symptom 22 27\tfever",
        "T4\tSign_symptom 28 33\tCough", "E1\tSign_symptom:T3 ", "R1\tBEFORE Arg1:E1 Arg2:T2\t",
        "*\tOVERLAP T1 T2 E1", "R2\tBEFORE Arg1:T4 Arg2:T1",
    )  # fmt: skip
    reading = read_case_relations(maccrobat(tmp_path, text, *marks))
    assert seen(reading.examples) == [
        ("@test$ showed @problem$ after fever", "overlap"),
        ("@test$ showed clots after @problem$", "overlap"),
        ("CT showed @problem$ after @problem$", "after"),  # the fever came first, so the clots come after it
    ]
    assert list(reading.noted.values()) == [1]


def test_drug_events_hide_what_the_argument_is(tmp_path: Path) -> None:
    def mention(text: str, start: int) -> dict[str, object]:
        return {"text": [[text]], "start": [[start]]}

    context = "Aspirin induced ulcers; heparin was given daily."
    events = [
        {
            "event_type": "Adverse_event",
            "Treatment": {**mention("Aspirin", 0), "Drug": mention("Aspirin", 0)},
            "Effect": mention("ulcers", 16),
        },
        {
            "event_type": "Potential_therapeutic_event",
            "Treatment": {"Drug": mention("heparin", 24), "Freq": mention("daily", 42)},
        },
    ]
    for name in ("train", "dev", "test"):
        sentence = {"id": f"{name}_1", "context": context, "annotations": [{"events": events}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(sentence) + "\n")
    reading = read_drug_events(tmp_path)
    assert reading.official == {"train": "train", "dev": "validation", "test": "test"}
    assert set(seen(reading.examples[:4])) == {
        ("@drug$ induced @entity$; heparin was given daily.", "causes"),
        ("Aspirin induced @entity$; @drug$ was given daily.", "none"),
        ("Aspirin induced ulcers; @drug$ was given @entity$.", "frequency"),
        ("@drug$ induced ulcers; heparin was given @entity$.", "none"),
    }


def evidence(folder: Path, label: str = "significantly increase") -> Path:
    head = ("PromptID", "PMCID", "Valid Label", "Label", "Annotations")
    rows = [("7", "11", "True", label, "Pain\nrose"), ("7", "11", "True", label, "Pain rose."),
            ("7", "11", "False", label, "x")]  # fmt: skip
    table(folder / "v2_annotations.csv", head, *rows)
    table(
        folder / "prompts_merged.csv",
        ("PromptID", "Outcome", "Intervention", "Comparator"),
        ("7", "pain", "ice", "rest"),
    )
    (folder / "splits").mkdir()
    for split in ("train", "validation", "test"):
        (folder / "splits" / f"ev2_{split}_article_ids.txt").write_text("11\n" if split == "test" else "12\n")
    return folder


def test_trial_outcome_pairs_a_passage_with_a_statement(tmp_path: Path) -> None:
    reading = read_trial_outcome(evidence(tmp_path))
    (example,) = reading.examples
    assert isinstance(example, TextExample)
    assert (example.text, example.text_pair, example.label) == (
        "Pain rose",
        "pain: ice compared with rest",
        "increased",
    )
    assert reading.official["11"] == "test"
    assert list(reading.removed.values())[:4] == [1, 0, 1, 0]


def test_trial_outcome_says_an_unknown_label(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="PromptID 7: unknown label 'better'"):
        read_trial_outcome(evidence(tmp_path, "better"))
