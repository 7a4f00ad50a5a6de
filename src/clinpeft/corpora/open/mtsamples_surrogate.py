"""MTSamples reports with made-up identifying details written into them by this project's own code."""

from collections import Counter
from pathlib import Path

from clinpeft.corpora.examples import Example, Reading
from clinpeft.corpora.open.mtsamples import agreement, reports
from clinpeft.corpora.open.surrogates import Details, inject
from clinpeft.corpora.open.windows import windows
from clinpeft.corpora.splits import split_by_hash

WINDOW = 190
"""Longest window in estimated tokens."""
REPORTS = 600
"""How many reports are taken, the first in order of their hashes: a report is long, and few are enough."""
_DROPPED = "sentences with a placeholder that no rule understood"


def read_deid(raw: Path) -> Reading:
    """Read task deid: windows of reports, a tag for each word; group the report.

    The split of a report decides which names and places it may get, so that no name of the test is seen in training.
    """
    examples: list[Example] = []
    removed = Counter({_DROPPED: 0})
    found = reports(raw)
    for report in found[:REPORTS]:
        made = inject(report.text, Details(f"surrogate details of report {report.id}", split_by_hash(report.id)))
        removed[_DROPPED] += made.dropped
        examples += windows(report.id, made.text, made.spans, WINDOW)
    return Reading(tuple(examples), dict(removed), agreement(found))
