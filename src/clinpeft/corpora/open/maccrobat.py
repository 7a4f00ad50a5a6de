"""MACCROBAT2020: published case reports with spans and relations that annotators marked (brat standoff files)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinpeft.corpora.examples import Example, Reading, TokenExample
from clinpeft.corpora.open.spans import WORD, Span, bio_tags, flat, lines_of
from clinpeft.corpora.raw import RawDataError

CONCEPTS = {
    "Sign_symptom": "problem",
    "Disease_disorder": "problem",
    "Diagnostic_procedure": "test",
    "Medication": "treatment",
    "Therapeutic_procedure": "treatment",
}
TIMES = {"Date": "date", "Time": "time", "Duration": "duration", "Frequency": "frequency"}
EVENTS = {**CONCEPTS, "Clinical_event": "occurrence", "Nonbiological_location": "clinical_dept"}
_DISCONTINUOUS = "marked spans in several pieces"
_OVERLAPPING = "marked spans that overlap a longer (or, of equal length, an earlier) one"
_CUT = "marked spans that begin or end inside a word; the whole word is taken"
_CROSSING = "marked spans that run over the end of a line"


@dataclass(frozen=True)
class Report:
    """One case report: its text, its marked spans of the wanted types, and the lines of its annotation file."""

    name: str
    text: str
    spans: tuple[Span, ...]
    annotations: tuple[str, ...]
    discontinuous: int
    """Spans of the wanted types left out because they lie in several pieces."""


def read_case_concepts(raw: Path) -> Reading:
    """Read task case_concepts from ``raw``/MACCROBAT2020/*.txt and .ann; one line is one sentence, group its document.

    Words are runs of word characters, or single punctuation marks, in their own case. Lab values are not tests.
    """
    return _read_mentions(raw, CONCEPTS)


def read_case_timeline(raw: Path) -> Reading:
    """Read task case_timeline: what happened (as in case_concepts, with clinical events and places of care) and when.

    The types are those of the i2b2 2012 challenge as far as the corpus marks them; it has no "evidential".
    """
    return _read_mentions(raw, {**EVENTS, **TIMES})


def reports(raw: Path, kinds: Mapping[str, str]) -> Iterator[Report]:
    """The reports in order of their names, with the spans whose fine type ``kinds`` knows, under its name for them."""
    paths = sorted((raw / "MACCROBAT2020").glob("*.txt"))
    if not paths:
        raise RawDataError(f"{raw} holds no MACCROBAT2020/*.txt; give the folder that holds MACCROBAT2020/.")
    for path in paths:
        marks = path.with_suffix(".ann")
        if not marks.is_file():
            raise RawDataError(f"{marks} is missing: each report needs its .ann file. Fetch the corpus again.")
        text, annotations = _read(path), tuple(_read(marks).split("\n"))
        spans, discontinuous = _spans(marks, annotations, kinds)
        yield Report(path.stem, text, spans, annotations, discontinuous)


def _read(path: Path) -> str:
    # newline="" keeps every character, so that the annotators' character offsets hold.
    with path.open(newline="", encoding="utf-8") as lines:
        return lines.read()


def _spans(path: Path, annotations: tuple[str, ...], kinds: Mapping[str, str]) -> tuple[tuple[Span, ...], int]:
    spans = []
    discontinuous = 0
    for number, line in enumerate(annotations, start=1):
        if not line.startswith("T"):
            continue
        try:
            name, mark, *_ = line.split("\t", 2)
            fine_type, offsets = mark.split(" ", 1)
            if fine_type not in kinds:
                continue
            if ";" in offsets:
                discontinuous += 1
                continue
            start, end = (int(offset) for offset in offsets.split(" "))
        except ValueError as error:
            raise RawDataError(f"{path}, line {number}: not a brat span, 'T1<tab>Type 0 4<tab>text'.") from error
        spans.append(Span(start, end, kinds[fine_type], name))
    return tuple(spans), discontinuous


def _read_mentions(raw: Path, kinds: Mapping[str, str]) -> Reading:
    removed = Counter({_DISCONTINUOUS: 0, _OVERLAPPING: 0, _CROSSING: 0})
    noted = Counter({_CUT: 0})
    examples: list[Example] = []
    for report in reports(raw, kinds):
        spans = flat(report.spans)
        removed[_DISCONTINUOUS] += report.discontinuous
        removed[_OVERLAPPING] += len(report.spans) - len(spans)
        examples += _sentences(report, spans, removed)
        noted[_CUT] += _number_cut(report.text, spans)
    return Reading(tuple(examples), dict(removed), dict(noted))


def _sentences(report: Report, spans: list[Span], removed: Counter[str]) -> list[Example]:
    sentences: list[Example] = []
    for number, start, line in lines_of(report.text):
        end = start + len(line)
        removed[_CROSSING] += sum(start <= span.start < end < span.end for span in spans)
        inside = [span for span in spans if start <= span.start and span.end <= end]
        words = list(WORD.finditer(line))
        if words:
            tags = bio_tags([(start + word.start(), start + word.end()) for word in words], inside)
            words_as_written = tuple(word.group() for word in words)
            sentences.append(TokenExample(f"{report.name}:{number}", report.name, words_as_written, tags))
    return sentences


def _number_cut(text: str, spans: list[Span]) -> int:
    """Spans one of whose ends is neither the start nor the end of a word (annotators sometimes leave a suffix out)."""
    starts, ends = (set(side) for side in zip(*(word.span() for word in WORD.finditer(text)), strict=True))
    return sum(span.start not in starts or span.end not in ends for span in spans)
