"""Concepts of i2b2 2010: problems, tests and treatments as BIO tags on the words of a sentence.

Rules: bio-lm, preprocessing/preprocess_i2b2_2010_ner.py. Where a mention runs over a line break, its words beside the
break are I- here; the script leaves them O. Its training set holds documents of Partners alone, by an overwritten file;
``read_concepts_partners`` is that set.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from clinpeft.corpora.examples import Reading, TokenExample
from clinpeft.corpora.i2b2.release_2010 import (
    HOSPITALS,
    Annotation,
    Document,
    documents,
    read_concept_rows,
    tokens_on,
)

OVERLAPPING = "mentions that overlap an earlier one; the later one is kept whole"


def read_concepts(raw: Path) -> Reading:
    """Every sentence that has words, with BIO tags; id "document:line", group = document; ordered by document and line.

    ``raw`` is the unpacked i2b2 2010 release, or a folder with txt/ and concept/. The official test stays the test.
    RawDataError names file and line.
    """
    return _read(raw, HOSPITALS)


def read_concepts_partners(raw: Path) -> Reading:
    """The same with training documents of Partners alone, as the published scores were made."""
    return _read(raw, ("partners",))


def _read(raw: Path, hospitals: Sequence[str]) -> Reading:
    examples: list[TokenExample] = []
    official: dict[str, str] = {}
    noted: Counter[str] = Counter({OVERLAPPING: 0})
    for document in documents(raw, hospitals):
        examples += _sentences(document, noted)
        official[document.name] = document.part
    ordered = sorted(examples, key=lambda example: (example.group, int(example.id.rpartition(":")[2])))
    # Without the official test the folder is no release, and nothing says what its documents are for.
    return Reading(tuple(ordered), noted=dict(noted), official=official if "test" in official.values() else {})


def _sentences(document: Document, noted: Counter[str]) -> list[TokenExample]:
    """An empty line gives no sentence, but it counts as a line."""
    tags = [["O"] * len(line.tokens) for line in document.lines]
    for concept in read_concept_rows(document):
        noted[OVERLAPPING] += _mark(concept, document, tags)
    return [
        TokenExample(f"{document.name}:{number}", document.name, line.words, tuple(marks))
        for number, (line, marks) in enumerate(zip(document.lines, tags, strict=True), start=1)
        if line.tokens
    ]


def _mark(concept: Annotation, document: Document, tags: Sequence[list[str]]) -> bool:
    """Write one mention's tags; it goes on as I- on its next line. Returns whether another one stood there."""
    span, overlaps = concept.spans[0], False
    for number in range(span.start[0], span.end[0] + 1):
        first, last = tokens_on(span, number, document.lines[number - 1])
        for token in range(first, last + 1):
            begins = number == span.start[0] and token == first
            overlaps |= tags[number - 1][token] != "O"
            tags[number - 1][token] = f"{'B' if begins else 'I'}-{concept.label}"
    return overlaps
