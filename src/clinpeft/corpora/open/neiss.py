"""NEISS emergency-department narratives: one line a visit, and what became of the patient."""

import csv
from pathlib import Path

from clinpeft.corpora.examples import Example, Reading, TextExample
from clinpeft.corpora.splits import normalised

_LABELS = {"Admitted": "admitted", "Transferred": "admitted", "Released": "released"}


def read_disposition(raw: Path) -> Reading:
    """Read task disposition from ``raw``/NEISS_cleaned.csv; id and group are the CPSC case number.

    The text is column Narrative_1 (column Narrative is blank for the older years) in lower case. Visits that ended in
    death or without a recorded end are left out, and so are repeats of an earlier text, whatever their label.
    """
    examples: list[Example] = []
    labels: dict[str, str] = {}
    removed = {
        "visits that end neither in release nor in admission or transfer": 0,
        "repeats of an earlier text": 0,
        "of these repeats, with another label than the first": 0,
    }
    other, repeats, clashing = removed
    with (raw / "NEISS_cleaned.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            label = _LABELS.get(row["Disposition_refactored"].strip())
            if label is None:
                removed[other] += 1
                continue
            case = row["CPSC_Case_Number"]
            example = TextExample(id=case, group=case, text=row["Narrative_1"].strip().lower(), label=label)
            text = normalised(example)
            if text in labels:
                removed[repeats] += 1
                removed[clashing] += labels[text] != label
                continue
            labels[text] = label
            examples.append(example)
    return Reading(tuple(examples), removed)
