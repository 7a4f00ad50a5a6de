"""VAERS: reports of what happened after a vaccination, used here as text with a recorded number of days in hospital.

Anyone may report; nothing is verified; a report says nothing about what caused what. These texts are a benchmark for
reading a report and are never evidence about vaccines.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.open.repeats import CLASHING, REPEAT, FirstOfEqualTexts
from clinpeft.corpora.open.stays import without_stays
from clinpeft.corpora.open.tables import rows_of
from clinpeft.corpora.raw import RawDataError

_COLUMNS = ("VAERS_ID", "SYMPTOM_TEXT", "HOSPITAL", "HOSPDAYS")
_BINS = ((3, "up_to_3"), (7, "4_to_7"), (14, "8_to_14"))
_LONGEST = "over_14"
_EMPTY = "reports without a text"
_MASKED = "texts in which a stated stay or day of discharge was masked"


def read_hospital_days(raw: Path) -> Reading:
    """Read task hospital_days from ``raw``/*VAERSData.zip: text SYMPTOM_TEXT, label from HOSPDAYS, stays masked.

    Only reports with a hospital stay and its length count; 0 days falls into the shortest bin. Id and group are the
    report's number.
    """
    stated = _reports_with_a_stay(raw)
    masked = 0
    removed = Counter(stated.removed)
    firsts = FirstOfEqualTexts(removed)
    for example in stated.examples:
        assert isinstance(example, TextExample)
        text, found = without_stays(example.text)
        if firsts.add(TextExample(example.id, example.group, text, example.label)):
            masked += found
    return Reading(firsts.kept, dict(removed), {_MASKED: masked})


def read_stated_hospital_days(raw: Path) -> Reading:
    """Read task hospital_days with the texts as they were reported, stated stays and all; to measure what they give."""
    return _reports_with_a_stay(raw)


def _reports_with_a_stay(raw: Path) -> Reading:
    removed = Counter(dict.fromkeys((_EMPTY, REPEAT, CLASHING), 0))
    firsts = FirstOfEqualTexts(removed)
    for name, row in _reports(raw):
        if row["HOSPITAL"].strip() != "Y" or not row["HOSPDAYS"].strip():
            continue
        text = " ".join(row["SYMPTOM_TEXT"].split())
        if not text:
            removed[_EMPTY] += 1
            continue
        number = row["VAERS_ID"].strip()
        firsts.add(TextExample(number, number, text, _bin(name, number, row["HOSPDAYS"])))
    return Reading(firsts.kept, dict(removed))


def _bin(name: str, number: str, value: str) -> str:
    try:
        days = float(value)
    except ValueError as error:
        raise RawDataError(f"{name}, report {number}: HOSPDAYS is {value!r}, not a number of days.") from error
    if days < 0:
        raise RawDataError(f"{name}, report {number}: HOSPDAYS is {value}; a stay cannot be negative.")
    return next((label for longest, label in _BINS if days <= longest), _LONGEST)


def _reports(raw: Path) -> Iterator[tuple[str, dict[str, str]]]:
    archives = sorted(raw.glob("*VAERSData.zip"))
    if not archives:
        raise RawDataError(f"{raw} holds no *VAERSData.zip; give the folder that holds 2004VAERSData.zip and others.")
    for path in archives:
        try:
            with zipfile.ZipFile(path) as archive:
                name = next((n for n in archive.namelist() if n.upper().endswith("VAERSDATA.CSV")), None)
                if name is None:
                    raise RawDataError(f"{path} holds no *VAERSDATA.csv. Download it again.")
                with archive.open(name) as content:
                    for row in rows_of(io.TextIOWrapper(content, "latin-1", newline=""), name, _COLUMNS):
                        yield name, row
        except (zipfile.BadZipFile, EOFError) as error:
            raise RawDataError(f"{path} is no whole zip file ({error}). Download it again.") from error
