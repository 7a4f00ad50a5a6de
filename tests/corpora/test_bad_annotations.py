"""i2b2 and MedNLI files with a fault: each gives an error that helps and repeats no text, and nothing is stored."""

import json
import re
from pathlib import Path

import pytest

from clinpeft.corpora import prepared
from clinpeft.corpora.raw import RawDataError
from faults import Case, assert_helps, check, copy, cut, emptied, remove, replace, write
from raw_files import SECRET, SETS_2014, TEST_2012, TRAIN_2012, TRAINING, WRITERS

CONCEPTS, RELATIONS = ("concepts", "i2b2_2010"), ("relations", "i2b2_2010")
EVENTS, DEID, NLI = ("events", "i2b2_2012"), ("deid", "i2b2_2014"), ("nli", "mednli")
BETH = f"{TRAINING}/beth"
CON, TXT, REL = f"{BETH}/concept/b3.con", f"{BETH}/txt/b3.txt", f"{BETH}/rel/b3.rel"
XML_2012, XML_2014 = f"{TRAIN_2012}/3.xml", f"{SETS_2014[0]}/101-02.xml"
JSONL = "mli_train_v1.jsonl"


def one_label(raw: Path) -> None:
    text = (raw / "mli_test_v1.jsonl").read_text()
    (raw / "mli_test_v1.jsonl").write_text(re.sub(r'"gold_label": "\w+"', '"gold_label": "neutral"', text))


def pair(**changed: object) -> str:
    whole = {"pairID": "new", "sentence1": SECRET, "sentence2": SECRET, "gold_label": "neutral"}
    return json.dumps({name: value for name, value in (whole | changed).items() if value is not None})


ANNOTATIONS: dict[str, Case] = {
    "no test": (CONCEPTS, emptied("test_data", "*.txt"), r"document t0 has a \.con file but no partner"),
    "text missing": (CONCEPTS, remove(TXT), r"document b3 has a \.con file but no partner in .*txt"),
    "concepts missing": (CONCEPTS, remove(CON), r"document b3 has a \.txt file but no partner in .*concept"),
    "relations missing": (RELATIONS, remove(REL), r"b3\.rel is missing\. Unpack"),
    "document twice": (
        CONCEPTS,
        lambda raw: [
            copy(f"{BETH}/{kind}/b3.{ending}", f"{TRAINING}/partners/{kind}/b3.{ending}")(raw)
            for kind, ending in (("txt", "txt"), ("concept", "con"))
        ],
        "document b3 is there twice",
    ),
    "text not UTF-8": (CONCEPTS, write(TXT, SECRET.encode() + b"\ncaf\xe9\n"), r"b3\.txt, line 2: not UTF-8"),
    "concepts not UTF-8": (CONCEPTS, write(CON, b'c="\xe9"'), r"b3\.con, line 1: not UTF-8"),
    "concept of another form": (CONCEPTS, write(CON, f"{SECRET} 1:0 1:0"), r"b3\.con, line 1: expected c="),
    "concept of unknown type": (
        CONCEPTS,
        replace(CON, '"treatment"', f'"{SECRET}"'),
        "line 1: unknown label; allowed: problem",
    ),
    "concept past the last line": (
        CONCEPTS,
        replace(CON, "1:2 1:2", "9:2 9:2"),
        r"line 1: line 9 is past the end; .*b3\.txt",
    ),
    "concept past the line's end": (
        CONCEPTS,
        replace(CON, "1:2 1:2", "1:2 1:7"),
        "1:2 1:7 is outside line 1, which has 7",
    ),
    "concept that ends before it starts": (
        CONCEPTS,
        replace(CON, "1:2 1:2", "1:2 1:1"),
        "1:2 1:1 ends before it starts",
    ),
    "concept on line 0": (CONCEPTS, replace(CON, "1:2 1:2", "0:2 0:2"), "Lines count from 1"),
    "concept with other words": (
        CONCEPTS,
        replace(CON, '"aspirin"', f'"{SECRET}"'),
        "the text has other words at 1:2 1:2",
    ),
    "no words": (CONCEPTS, emptied(f"{BETH}/txt", "*"), "no partner"),
    "relation of another form": (
        RELATIONS,
        write(REL, f'c="{SECRET}" 1:2 1:2||r="TrAP"'),
        r"b3\.rel, line 1: expected c=",
    ),
    "relation of unknown kind": (RELATIONS, replace(REL, "TrAP", SECRET), "line 1: unknown label; allowed: PIP"),
    "relation past the end": (RELATIONS, replace(REL, "1:4 1:5", "1:4 1:9"), "1:4 1:9 is outside line 1"),
    "relation of no concept": (
        RELATIONS,
        replace(REL, '"his headache" 1:4 1:5', '"headache" 1:5 1:5'),
        "has no mention at 1:5",
    ),
    "relation with other words": (RELATIONS, replace(REL, '"aspirin"', f'"{SECRET}"'), "other words at 1:2 1:2"),
    "events' test missing": (EVENTS, emptied(TEST_2012, "*.xml"), "has no 2012-08-08.* with .xml files"),
    "events' training missing": (EVENTS, emptied(TRAIN_2012, "*.xml"), "has no 2012-07-15.* with .xml files"),
    "broken & in an attribute, other words": (
        EVENTS,
        replace(XML_2012, 'text="admitted"', f'text="R & {SECRET}"'),
        r"3\.xml, EVENT E0: the text has other words",
    ),
    "half a file": (EVENTS, cut(XML_2012, 0.3), r"3\.xml: no <TEXT>"),
    "half the tags": (EVENTS, cut(XML_2012, 0.8), r"3\.xml, line \d+: the tags are no well-formed XML"),
    "an open attribute": (EVENTS, replace(XML_2012, 'type="OCC', "type=OCC"), r"3\.xml, line 8: the tags are no well"),
    "no TAGS": (
        EVENTS,
        lambda raw: [replace(XML_2012, "<TAGS>", "<X>")(raw), replace(XML_2012, "</TAGS>", "</X>")(raw)],
        "one TAGS element is expected, there are 0",
    ),
    "event past the end": (EVENTS, replace(XML_2012, 'end="', 'end="9'), r"EVENT E0: it ends at \d+, past the end"),
    "event that ends before it starts": (
        EVENTS,
        replace(XML_2012, 'start="13"', 'start="23"'),
        "E0: it ends .* before",
    ),
    "start no number": (
        EVENTS,
        replace(XML_2012, 'start="13"', f'start="{SECRET}"'),
        "E0: attribute start is missing or no",
    ),
    "end missing": (EVENTS, replace(XML_2012, ' end="', ' fin="'), "E0: attribute end is missing"),
    "event of unknown type": (EVENTS, replace(XML_2012, "OCCURRENCE", SECRET), "E0: unknown type; allowed: OCCURRENCE"),
    "type missing": (EVENTS, replace(XML_2012, ' type="', ' kind="'), "E0: it has no attribute type"),
    "latin-1 in XML": (EVENTS, write(XML_2012, b"<root>\n\n caf\xe9"), r"3\.xml, line 3: not UTF-8"),
    "file of another name": (
        EVENTS,
        copy(XML_2012, f"{TRAIN_2012}/notes.xml"),
        r"notes\.xml: the release names its files",
    ),
    "document in training and test": (EVENTS, copy(XML_2012, f"{TEST_2012}/3.xml"), "document 3 is there twice"),
    "set missing": (DEID, emptied(SETS_2014[1], "*.xml"), "has no training-PHI-Gold-Set2 with .xml files"),
    "patient in training and test": (DEID, copy(XML_2014, f"{SETS_2014[2]}/101-09.xml"), "101 stands in the training"),
    "identifier of unknown type": (
        DEID,
        replace(XML_2014, "DOCTOR", SECRET),
        "NAME N1: unknown TYPE; allowed: PATIENT",
    ),
    "identifier far from its words": (
        DEID,
        replace(XML_2014, 'start="9" end="19"', 'start="30" end="40"'),
        "DATE D0: the text has other words at 30",
    ),
    "an empty folder": (
        DEID,
        lambda raw: [emptied(name, "*")(raw) for name in SETS_2014],
        "has no training-PHI-Gold-Set1",
    ),
    "pairs missing": (NLI, remove("mli_dev_v1.jsonl"), r"mli_dev_v1\.jsonl is missing"),
    "no pairs": (NLI, write("mli_dev_v1.jsonl", "\n"), r"mli_dev_v1\.jsonl is empty"),
    "half a line": (NLI, cut(JSONL, 0.99), r"mli_train_v1\.jsonl, line 24: no JSON from character"),
    "a list": (NLI, write(JSONL, f'["{SECRET}"]\n'), "line 1: expected one object with pairID"),
    "field missing": (NLI, write(JSONL, pair(sentence2=None)), "line 1: field sentence2 is missing or empty"),
    "field empty": (NLI, write(JSONL, pair(sentence1=" ")), "line 1: field sentence1 is missing or empty"),
    "field no text": (NLI, write(JSONL, pair(pairID=7)), "line 1: field pairID is missing or empty"),
    "label unknown": (NLI, write(JSONL, pair(gold_label=SECRET)), "line 1: unknown gold_label; allowed: entailment"),
    "pair twice": (NLI, write(JSONL, pair() + "\n" + pair()), r"line 2: its pairID stands at .*line 1 too"),
    "pairs not UTF-8": (NLI, write(JSONL, b'{"a": "\xe9"}'), r"mli_train_v1\.jsonl, line 1: not UTF-8"),
    "one label in the test": (NLI, one_label, "the test split has 9 texts and only 1 of the labels"),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in ANNOTATIONS.items()])
def test_an_annotation_with_a_fault(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(case, tmp_path, monkeypatch)


def test_there_are_fifty_cases_over_all_annotated_tasks() -> None:
    assert len(ANNOTATIONS) >= 50
    assert {case[0] for case in ANNOTATIONS.values()} == {CONCEPTS, RELATIONS, EVENTS, DEID, NLI}


@pytest.mark.parametrize("cell", [pytest.param(cell, id="-".join(cell)) for cell in WRITERS])
@pytest.mark.parametrize("name", ["nowhere", "empty", "file.txt"])
def test_a_wrong_folder(cell: tuple[str, str], name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text(SECRET)
    with pytest.raises(RawDataError, match=r"is not a folder|holds no|has no|is missing") as caught:
        prepared.prepare(*cell, tmp_path / name)
    assert_helps(str(caught.value))
