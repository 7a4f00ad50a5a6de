"""MTS-Dialog: sections of visit notes, each with its heading."""

from pathlib import Path

from clinpeft.corpora.examples import Example, Reading, TextExample
from clinpeft.corpora.open.tables import named_rows

_FILES = {
    "MTS-Dialog-TrainingSet.csv": "train",
    "MTS-Dialog-ValidationSet.csv": "validation",
    "MTS-Dialog-TestSet-1-MEDIQA-Chat-2023.csv": "test",
    "MTS-Dialog-TestSet-2-MEDIQA-Sum-2023.csv": "test",
}
_COLUMNS = ("ID", "section_header", "section_text")


def read_section(raw: Path) -> Reading:
    """Read task section: the text of a note's section, labelled with its heading; both official tests are one.

    Each row stands alone: the source names no patients.
    """
    examples: list[Example] = []
    official: dict[str, str] = {}
    for number, (name, split) in enumerate(_FILES.items(), start=1):
        for row in named_rows(raw / name, _COLUMNS):
            visit = f"{number}-{row['ID'].strip()}"
            official[visit] = split
            label = row["section_header"].strip().lower().replace("/", "_")
            examples.append(TextExample(id=visit, group=visit, text=row["section_text"].strip(), label=label))
    return Reading(tuple(examples), official=official)
