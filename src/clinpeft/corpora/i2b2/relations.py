"""Relations of i2b2 2010: for every two mentions of a sentence, how they are related, or that they are not.

Rules: BLUE, blue/bert/create_i2b2_bert.py. Published traits that are kept: a pair with two annotated relations gives
two examples with equal text, and where both mentions overlap, one mark stands for both. Not kept, since it is a slip:
where the second row of the .con file stands first in the text, that script swaps the two marks.
"""

import itertools
from collections import Counter, defaultdict
from pathlib import Path

from clinpeft.catalogue.tasks.paper import NO_RELATION, RELATION_TYPES
from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.i2b2.release_2010 import (
    Annotation,
    Document,
    Line,
    documents,
    read_concept_rows,
    read_relation_rows,
    tokens_on,
)
from clinpeft.corpora.raw import RawDataError

_SEVERAL_LINES = "mentions that run over a line break"
_TWO_LINES = "relations between mentions on different lines"
_TWO_LABELS = "pairs with more than one relation; each relation is an example"


def read_relations(raw: Path) -> Reading:
    """Every pair of mentions on one line: the line with @type$ in place of each mention, and the pair's relation.

    Id "document:line:i-j" (rows of the .con file, with "+n" for a further relation of the pair), group = document.
    Pairs that nobody annotated are "none". ``raw`` is the unpacked i2b2 2010 release with its rel/ folders, or a folder
    with txt/, concept/ and rel/. The official test stays the test. RawDataError names file and line.
    """
    examples: list[TextExample] = []
    official: dict[str, str] = {}
    removed, noted = Counter({_SEVERAL_LINES: 0, _TWO_LINES: 0}), Counter({_TWO_LABELS: 0})
    for document in documents(raw):
        examples += _pairs(document, removed, noted)
        official[document.name] = document.part
    if not examples:
        raise RawDataError(f"{raw} holds no line with two mentions. Unpack the release again.")
    parts = official if "test" in official.values() else {}
    return Reading(tuple(examples), dict(removed), dict(noted), parts)


def _pairs(document: Document, removed: Counter[str], noted: Counter[str]) -> list[TextExample]:
    rows = list(enumerate(read_concept_rows(document), start=1))
    concepts = [(number, row) for number, row in rows if row.spans[0].on_one_line]
    removed[_SEVERAL_LINES] += len(rows) - len(concepts)
    related = _related(document, rows, removed)
    examples = []
    for (i, one), (j, other) in itertools.combinations(concepts, 2):
        line = one.spans[0].start[0]
        if other.spans[0].start[0] != line:
            continue
        labels = related.get(frozenset((i, j)), [NO_RELATION])
        noted[_TWO_LABELS] += len(labels) > 1
        text = _marked(document.lines[line - 1], one, other)
        for further, label in enumerate(labels):
            name = f"{document.name}:{line}:{i}-{j}" + (f"+{further}" if further else "")
            examples.append(TextExample(name, document.name, text, label))
    return examples


def _related(
    document: Document, rows: list[tuple[int, Annotation]], removed: Counter[str]
) -> dict[frozenset[int], list[str]]:
    """Pair of rows of the .con file to its relations; where a mention is listed twice, they belong to the first."""
    first: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    for number, row in rows:
        first.setdefault((row.spans[0].start, row.spans[0].end), number)
    found: dict[frozenset[int], list[str]] = defaultdict(list)
    for relation in read_relation_rows(document, RELATION_TYPES):
        pair = []
        for span in relation.spans:
            if (span.start, span.end) not in first:
                raise RawDataError(
                    f"{relation.where}: {document.concepts} has no mention at {span.start[0]}:{span.start[1]}. "
                    "Concepts and relations must be of the same release."
                )
            pair.append(first[(span.start, span.end)])
        if relation.spans[0].start[0] == relation.spans[1].start[0]:
            found[frozenset(pair)].append(relation.label)
        else:
            removed[_TWO_LINES] += 1
    return dict(found)


def _marked(line: Line, one: Annotation, other: Annotation) -> str:
    """The line with @type$ for each of two mentions, or one @type-type$ for two that overlap or touch."""
    (start, end, first), (begin, stop, second) = sorted((_extent(line, one), _extent(line, other)))
    if begin <= end:
        return f"{line.text[:start]}@{one.label}-{other.label}${line.text[max(end, stop) :]}"
    return f"{line.text[:start]}@{first}${line.text[end:begin]}@{second}${line.text[stop:]}"


def _extent(line: Line, concept: Annotation) -> tuple[int, int, str]:
    first, last = tokens_on(concept.spans[0], concept.spans[0].start[0], line)
    return line.tokens[first][0], line.tokens[last][1], concept.label
