"""MACCROBAT2020: published case reports with the spans that annotators marked (brat standoff files)."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from clinpeft.corpora.examples import Example, Reading, TokenExample
from clinpeft.corpora.raw import RawDataError

_CONCEPTS = {
    "Sign_symptom": "problem",
    "Disease_disorder": "problem",
    "Diagnostic_procedure": "test",
    "Medication": "treatment",
    "Therapeutic_procedure": "treatment",
}
_WORD = re.compile(r"\w+|[^\w\s]")
_DISCONTINUOUS = "marked spans in several pieces"
_OVERLAPPING = "marked spans that overlap a longer (or, of equal length, an earlier) one"
_CUT = "marked spans that begin or end inside a word; the whole word is taken"
_CROSSING = "marked spans that run over the end of a line"


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    concept: str


def read_case_concepts(raw: Path) -> Reading:
    """Read task case_concepts from ``raw``/MACCROBAT2020/*.txt and .ann; one line is one sentence, group its document.

    Words are runs of word characters, or single punctuation marks, in their own case. Lab values are not tests.
    """
    removed = Counter({_DISCONTINUOUS: 0, _OVERLAPPING: 0, _CROSSING: 0})
    noted = Counter({_CUT: 0})
    examples: list[Example] = []
    reports = sorted((raw / "MACCROBAT2020").glob("*.txt"))
    if not reports:
        raise RawDataError(f"{raw} holds no MACCROBAT2020/*.txt; give the folder that holds MACCROBAT2020/.")
    for path in reports:
        text = _read(path)
        spans = _flat(_spans(_read(path.with_suffix(".ann")), removed), removed)
        examples += _sentences(path.stem, text, spans, removed)
        noted[_CUT] += _number_cut(text, spans)
    return Reading(tuple(examples), dict(removed), dict(noted))


def _read(path: Path) -> str:
    # newline="" keeps every character, so that the annotators' character offsets hold.
    with path.open(newline="", encoding="utf-8") as lines:
        return lines.read()


def _spans(annotations: str, removed: Counter[str]) -> list[_Span]:
    spans = []
    for line in annotations.split("\n"):
        if not line.startswith("T"):
            continue
        fine_type, offsets = line.split("\t", 2)[1].split(" ", 1)
        if fine_type not in _CONCEPTS:
            continue
        if ";" in offsets:
            removed[_DISCONTINUOUS] += 1
            continue
        start, end = offsets.split(" ")
        spans.append(_Span(int(start), int(end), _CONCEPTS[fine_type]))
    return spans


def _flat(spans: list[_Span], removed: Counter[str]) -> list[_Span]:
    """Spans without overlaps: the longest wins, then the one that starts first, then the one that stands first."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if any(span.start < other.end and other.start < span.end for other in kept):
            removed[_OVERLAPPING] += 1
        else:
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _sentences(document: str, text: str, spans: list[_Span], removed: Counter[str]) -> list[Example]:
    sentences: list[Example] = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = start + len(line)
        removed[_CROSSING] += sum(start <= span.start < end < span.end for span in spans)
        inside = [span for span in spans if start <= span.start and span.end <= end]
        words = list(_WORD.finditer(line))
        if words:
            tags = _tags([(start + word.start(), start + word.end()) for word in words], inside)
            sentences.append(TokenExample(f"{document}:{number}", document, tuple(w.group() for w in words), tags))
        start = end + 1
    return sentences


def _tags(words: list[tuple[int, int]], spans: list[_Span]) -> tuple[str, ...]:
    """BIO tags: a word belongs to the first span that shares a character with it."""
    tags = []
    begun: set[_Span] = set()
    for start, end in words:
        span = next((span for span in spans if span.start < end and start < span.end), None)
        if span is None:
            tags.append("O")
        else:
            tags.append(("I-" if span in begun else "B-") + span.concept)
            begun.add(span)
    return tuple(tags)


def _number_cut(text: str, spans: list[_Span]) -> int:
    """Spans one of whose ends is neither the start nor the end of a word (annotators sometimes leave a suffix out)."""
    starts, ends = (set(side) for side in zip(*(word.span() for word in _WORD.finditer(text)), strict=True))
    return sum(span.start not in starts or span.end not in ends for span in spans)
