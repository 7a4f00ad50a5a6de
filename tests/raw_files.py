"""Small raw files of made-up patients in the layouts of the credentialed originals, whole and without a fault.

Every text holds SECRET, so that a test can see whether anything that is printed repeats a text.
"""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SECRET = "zyxwort"
PATIENTS = 120
NOTES = ["ROW_ID", "SUBJECT_ID", "HADM_ID", "CHARTDATE", "CATEGORY", "DESCRIPTION", "TEXT"]
STAYS = ["ROW_ID", "SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME", "ADMISSION_TYPE", "HOSPITAL_EXPIRE_FLAG"]
CODES = ["ROW_ID", "SUBJECT_ID", "HADM_ID", "SEQ_NUM", "ICD9_CODE"]
TRAINING = "concept_assertion_relation_training_data"
TEST_2012 = "2012-08-08.test-data.event-timex-groundtruth/xml"
TRAIN_2012 = "2012-07-15.original-annotation.release"
SETS_2014 = ("training-PHI-Gold-Set1", "training-PHI-Gold-Set2", "testing-PHI-Gold-fixed")
Rows = Sequence[Sequence[object]]


def table(path: Path, columns: Sequence[str], rows: Rows) -> Path:
    """A comma-separated table; one whose name ends in .gz is compressed."""
    with gzip.open(path, "wt", newline="") if path.suffix == ".gz" else path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def mimic(folder: Path) -> None:
    """Four tables; patient 1001 has admission 5001, and so on; every third dies, stays are of 2, 5, 9 or 20 days."""
    notes: list[list[object]] = []
    stays: list[list[object]] = []
    diagnoses: list[list[object]] = []
    for number in range(1, PATIENTS + 1):
        patient, admission = 1000 + number, 5000 + number
        days = (2, 5, 9, 20)[number % 4]
        text = f"Chief Complaint:\n{SECRET} pain {_letters(number)}\n\nBrief Hospital Course:\n{SECRET} rest."
        notes.append([number, patient, admission, "2150-03-01", "Discharge summary", "Report", text])
        died = int(number % 3 == 1)
        stays.append(
            [number, patient, admission, "2150-01-01 08:00:00", f"2150-01-{1 + days:02d} 08:00:00", "URGENT", died]
        )
        diagnoses += [
            [number, patient, admission, 1, ("41401", "0389", "431")[number % 3]],
            [0, patient, admission, 2, "4280"],
        ]
    table(folder / "NOTEEVENTS.csv", NOTES, notes)
    table(folder / "ADMISSIONS.csv", STAYS, stays)
    table(folder / "DIAGNOSES_ICD.csv", CODES, diagnoses)
    table(folder / "PROCEDURES_ICD.csv", CODES, [[1, stay[1], stay[2], 1, "3605"] for stay in stays])


def _letters(number: int) -> str:
    """A number in letters, as triage takes digits out of the text."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def i2b2_2010(folder: Path) -> None:
    """Ten training documents of either hospital and six of the test, each with its concepts and relations."""
    for hospital, letter in (("beth", "b"), ("partners", "p")):
        for number in range(10):
            home = folder / TRAINING / hospital
            document_2010(home / "txt", home / "concept", home / "rel", f"{letter}{number}")
    reference = folder / "reference_standard_for_test_data"
    for number in range(6):
        document_2010(folder / "test_data", reference / "concepts", reference / "rel", f"t{number}")


def document_2010(texts: Path, concepts: Path, relations: Path, name: str) -> None:
    """Two lines; in the first a treatment for a problem, in the second a test and a problem it says nothing of."""
    files = {
        texts / f"{name}.txt": f"{SECRET} took aspirin for his headache .\nCT {SECRET} and fever {name} .\n",
        concepts / f"{name}.con": 'c="aspirin" 1:2 1:2||t="treatment"\nc="his headache" 1:4 1:5||t="problem"\n'
        'c="ct" 2:0 2:0||t="test"\nc="fever" 2:3 2:3||t="problem"\n',
        relations / f"{name}.rel": 'c="aspirin" 1:2 1:2||r="TrAP"||c="his headache" 1:4 1:5\n',
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def tagged(path: Path, text: str, tags: Sequence[tuple[str, str, str]], attribute: str) -> Path:
    """An XML file; tags are element, words and label, each put where the words first stand."""
    lines = []
    for number, (element, words, label) in enumerate(tags):
        start = text.index(words)
        lines.append(
            f'<{element} id="{element[0]}{number}" start="{start}" end="{start + len(words)}" '
            f'text="{escape(words)}" {attribute}="{label}" />'
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    inner = "\n".join(lines)
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<root>\n<TEXT><![CDATA[{text}]]></TEXT>\n'
        f"<TAGS>\n{inner}\n</TAGS>\n</root>\n",
        encoding="utf-8",
    )
    return path


def i2b2_2012(folder: Path) -> None:
    """Ten training documents and five of the test, with two events each."""
    for number in range(15):
        text = f"\n{SECRET} was admitted\nwith severe pain number {number} .\n"
        place = TRAIN_2012 if number < 10 else TEST_2012
        tags = [("EVENT", "admitted", "OCCURRENCE"), ("EVENT", "severe pain", "PROBLEM")]
        tagged(folder / place / f"{number}.xml", text, tags, "type")


def i2b2_2014(folder: Path) -> None:
    """Twelve training documents of six patients and six of the test, with two identifiers each."""
    for number in range(18):
        text = f"\nSeen on 03/0{number % 10}/2067 by Dr. {SECRET.title()} .\nnext visit {number}\n"
        tags = [("DATE", f"03/0{number % 10}/2067", "DATE"), ("NAME", SECRET.title(), "DOCTOR")]
        place = SETS_2014[number // 6]
        tagged(folder / place / f"{100 + number // 2}-0{number % 2 + 1}.xml", text, tags, "TYPE")


def mednli(folder: Path) -> None:
    """Three files; three pairs to each first sentence."""
    for part, premises in (("train", 8), ("dev", 3), ("test", 3)):
        pairs = [
            {
                "pairID": f"{part}-{premise}-{label}",
                "sentence1": f"{SECRET} was well on day {premise} of {part}",
                "sentence2": f"The patient was {label} {SECRET}",
                "gold_label": label,
            }
            for premise in range(premises)
            for label in ("entailment", "neutral", "contradiction")
        ]
        (folder / f"mli_{part}_v1.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs))


WRITERS: dict[tuple[str, str], Callable[[Path], None]] = {
    ("mortality", "mimic3"): mimic,
    ("length_of_stay", "mimic3"): mimic,
    ("triage", "mimic3"): mimic,
    ("triage", "mimic3_published"): mimic,
    ("concepts", "i2b2_2010"): i2b2_2010,
    ("concepts", "i2b2_2010_partners"): i2b2_2010,
    ("relations", "i2b2_2010"): i2b2_2010,
    ("events", "i2b2_2012"): i2b2_2012,
    ("deid", "i2b2_2014"): i2b2_2014,
    ("nli", "mednli"): mednli,
}
"""Task and corpus to what writes its raw files."""
