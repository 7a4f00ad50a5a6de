"""NEISS emergency-department narratives: one line a visit, and what became of the patient."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.splits import normalised

_LABELS = {"Admitted": "admitted", "Transferred": "admitted", "Released": "released"}
_COLUMNS = ("CPSC_Case_Number", "Narrative_1", "Disposition_refactored")
_OTHER_END = "visits that end neither in release nor in admission or transfer"
_REPEAT = "repeats of an earlier text"
_CLASHING = "of these repeats, those with another label than the first"
_OUTCOME = re.compile("admit|transfer|releas|discharg")


def read_disposition(raw: Path) -> Reading:
    """Read task disposition from ``raw``/NEISS_cleaned.csv; id and group are the CPSC case number.

    The text is column Narrative_1 (column Narrative is blank for the older years) in lower case. Visits that ended in
    death or without a recorded end are left out, and so are repeats of an earlier text, whatever their label.
    """
    removed = Counter({_OTHER_END: 0, _REPEAT: 0, _CLASHING: 0})
    kept: dict[str, TextExample] = {}
    with (raw / "NEISS_cleaned.csv").open(newline="", encoding="utf-8") as lines:
        table = csv.DictReader(lines)
        _require_columns(table)
        for row in table:
            label = _LABELS.get(row["Disposition_refactored"])
            if label is None:
                removed[_OTHER_END] += 1
                continue
            case = row["CPSC_Case_Number"]
            example = TextExample(id=case, group=case, text=row["Narrative_1"].strip().lower(), label=label)
            first = kept.setdefault(normalised(example), example)
            if first is not example:
                removed[_REPEAT] += 1
                removed[_CLASHING] += first.label != label
    return Reading(tuple(kept.values()), dict(removed), _naming_an_outcome(kept.values()))


def _require_columns(table: "csv.DictReader[str]") -> None:
    for column in _COLUMNS:
        if column not in (table.fieldnames or ()):
            raise RawDataError(f"NEISS_cleaned.csv has no column {column}; it needs {', '.join(_COLUMNS)}.")


def _naming_an_outcome(examples: Iterable[TextExample]) -> dict[str, int]:
    """How many texts may give their label away; "transfer" also stands in falls between bed and chair."""
    counts = dict.fromkeys(sorted(set(_LABELS.values())), 0)
    for example in examples:
        counts[example.label] += _OUTCOME.search(example.text) is not None
    words = ", ".join(_OUTCOME.pattern.split("|"))
    return {f"texts labelled {label} that contain one of: {words}": count for label, count in counts.items()}
