"""Which counts of credentialed text may be shown: none behind which stand fewer than ten patients."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from clinpeft.corpora.examples import Example

SMALLEST_SHOWN = 10
"""The usual limit for tables made from patients' records."""
HIDDEN = "hidden"
"""What stands in a table for a count that is not shown."""


def safe_counts(counts: Mapping[str, int], patients: Mapping[str, int]) -> dict[str, int | None]:
    """The counts, None for each behind which stand one to nine patients (or documents, where patients are not known).

    Where that hides a single cell, the next smallest is hidden as well: else the total would tell it.
    """
    hidden = {cell for cell in counts if 0 < patients[cell] < SMALLEST_SHOWN}
    others = [cell for cell in counts if cell not in hidden and counts[cell]]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda cell: counts[cell]))
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def safe_label_counts(examples: Iterable[Example]) -> dict[str, int | None]:
    """How often each label is counted in the examples, as far as that may be shown."""
    counts: Counter[str] = Counter()
    patients: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        counts.update(example.counted)
        for label in set(example.counted):
            patients[label].add(example.group)
    return safe_counts(counts, {label: len(groups) for label, groups in patients.items()})


def safe_count(count: int) -> int | None:
    """A count of patients, or of things each of which may be one patient's; None from one to nine."""
    return None if 0 < count < SMALLEST_SHOWN else count
