"""NEISS emergency-department narratives: one line a visit, and what became of the patient."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.open.repeats import CLASHING, REPEAT, FirstOfEqualTexts
from clinpeft.corpora.open.tables import named_rows

_ADMITTED = {"Admitted": "admitted", "Transferred": "admitted", "Released": "released"}
_TRANSFERRED = {"Admitted": "stayed", "Transferred": "transferred", "Released": "stayed"}
_COLUMNS = ("CPSC_Case_Number", "Narrative_1", "Disposition_refactored")
_OTHER_END = "visits that end neither in release nor in admission or transfer"
_OUTCOME = re.compile("admit|transfer|releas|discharg")
_ANY_OUTCOME = re.compile("admit|admis|transf|xfer|releas|discharg")
_NAMED = "visits whose text may name the outcome (admit, admis, transf, xfer, releas, discharg), whatever it was"

Row = Mapping[str, str]


def read_disposition(raw: Path) -> Reading:
    """Read task disposition from ``raw``/NEISS_cleaned.csv; id and group are the CPSC case number.

    The text is column Narrative_1 (column Narrative is blank for the older years) in lower case. Visits that ended in
    death or without a recorded end are left out, and so are repeats of an earlier text, whatever their label.
    """
    return _disposition(raw, _COLUMNS, lambda row: row["CPSC_Case_Number"])


def read_disposition_by_hospital(raw: Path) -> Reading:
    """Read task disposition with the hospital as group: column PSU, the sampling unit of the survey."""
    return _disposition(raw, (*_COLUMNS, "PSU"), _hospital)


def read_transfer(raw: Path) -> Reading:
    """Read task transfer: transferred to another hospital, against released or admitted here; group the hospital.

    Visits whose text may name what became of the patient are left out, whatever it was: one in eight of those
    transferred says so.
    """
    examples, removed = _visits(raw, (*_COLUMNS, "PSU"), _TRANSFERRED, _hospital)
    silent = tuple(example for example in examples if not _ANY_OUTCOME.search(example.text))
    return Reading(silent, {**removed, _NAMED: len(examples) - len(silent)})


def _hospital(row: Row) -> str:
    return f"hospital {row['PSU'].strip()}"


def _disposition(raw: Path, columns: tuple[str, ...], group: Callable[[Row], str]) -> Reading:
    examples, removed = _visits(raw, columns, _ADMITTED, group)
    return Reading(examples, removed, _naming_an_outcome(examples))


def _visits(
    raw: Path, columns: tuple[str, ...], labels: Mapping[str, str], group: Callable[[Row], str]
) -> tuple[tuple[TextExample, ...], dict[str, int]]:
    """Visits with a label, the first of equal texts only, and what was left out."""
    removed = Counter({_OTHER_END: 0, REPEAT: 0, CLASHING: 0})
    firsts = FirstOfEqualTexts(removed)
    for row in named_rows(raw / "NEISS_cleaned.csv", columns):
        label = labels.get(row["Disposition_refactored"])
        if label is None:
            removed[_OTHER_END] += 1
            continue
        text = row["Narrative_1"].strip().lower()
        firsts.add(TextExample(id=row["CPSC_Case_Number"], group=group(row), text=text, label=label))
    return firsts.kept, dict(removed)


def _naming_an_outcome(examples: Iterable[TextExample]) -> dict[str, int]:
    """How many texts may give their label away; "transfer" also stands in falls between bed and chair."""
    counts = dict.fromkeys(sorted(set(_ADMITTED.values())), 0)
    for example in examples:
        counts[example.label] += _OUTCOME.search(example.text) is not None
    words = ", ".join(_OUTCOME.pattern.split("|"))
    return {f"texts labelled {label} that contain one of: {words}": count for label, count in counts.items()}
