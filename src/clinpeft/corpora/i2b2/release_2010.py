"""The i2b2 2010 release: its folders, its documents, and the mentions in a .con or .rel file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clinpeft.catalogue.tasks.paper import CONCEPT_TYPES
from clinpeft.corpora.raw import RawDataError, read_text, require_folder

HOSPITALS = ("beth", "partners")
_TRAINING = "concept_assertion_relation_training_data"
_REFERENCE = "reference_standard_for_test_data"
_SPAN = r'c="(?P<text{0}>.*)" (?P<first{0}>\d+):(?P<start{0}>\d+) (?P<last{0}>\d+):(?P<end{0}>\d+)'
_CONCEPT = re.compile(f'^{_SPAN.format("")}\\|\\|t="(?P<label>[^"]*)"$')
_RELATION = re.compile(f'^{_SPAN.format(1)}\\|\\|r="(?P<label>[^"]*)"\\|\\|{_SPAN.format(2)}$')


@dataclass(frozen=True)
class Line:
    """One line of a document."""

    text: str
    tokens: tuple[tuple[int, int], ...]
    """Start and end (in characters) of its words, which stand between spaces."""
    shift: int
    """1 where the line starts with a space: the release counts the empty string before it as token 0."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words between its spaces, in order."""
        return tuple(self.text[start:end] for start, end in self.tokens)


@dataclass(frozen=True)
class Span:
    """Where a mention stands: lines count from 1, tokens from 0 as in the release, both ends belong to it."""

    text: str
    start: tuple[int, int]
    end: tuple[int, int]

    @property
    def on_one_line(self) -> bool:
        """Whether it ends on the line on which it starts."""
        return self.start[0] == self.end[0]


@dataclass(frozen=True)
class Annotation:
    """One row of an annotation file: a mention with its type, or two mentions with their relation."""

    spans: tuple[Span, ...]
    label: str
    where: str
    """File and line, as errors name them."""


@dataclass(frozen=True)
class Document:
    """One text, and where its annotations lie."""

    name: str
    part: str
    """ "train" or "test", as the release has it."""
    path: Path
    concepts: Path
    relations: Path
    lines: tuple[Line, ...]


def documents(raw: Path, hospitals: Sequence[str] = HOSPITALS) -> Iterator[Document]:
    """The training documents of the hospitals and the official test, ordered by name within each folder.

    ``raw`` is the unpacked release, or a folder with txt/ and concept/ (then it counts as "train"). RawDataError for a
    missing folder, a text without its concepts or the other way round, a document that is there twice, and no text.
    """
    seen: dict[str, Path] = {}
    for part, texts, concepts, relations in _folders(raw, hospitals):
        for text, concept in _pairs(texts, concepts):
            if text.stem in seen:
                raise RawDataError(f"document {text.stem} is there twice: {seen[text.stem]} and {text}. Remove one.")
            seen[text.stem] = text
            lines = tuple(_line(line) for line in read_text(text).split("\n"))
            yield Document(text.stem, part, text, concept, relations / f"{text.stem}.rel", lines)
    if not seen:
        raise RawDataError(f"{raw} holds no .txt file in its folders. Unpack the release again.")


def _line(text: str) -> Line:
    inner = text.strip()
    before = len(text) - len(text.lstrip())
    # Only the space divides words, as in the field's script: a tab inside a line does not.
    found = [match for match in re.finditer("[^ ]+", inner) if match.group().strip()]
    tokens = tuple((before + match.start(), before + match.end()) for match in found)
    return Line(text, tokens, 1 if text.startswith(" ") else 0)


def _folders(raw: Path, hospitals: Sequence[str]) -> list[tuple[str, Path, Path, Path]]:
    """Part, and the folders of its texts, concepts and relations."""
    require_folder(raw, "the unpacked release")
    if (raw / "txt").is_dir():
        return [("train", raw / "txt", raw / "concept", raw / "rel")]
    homes = [raw / _TRAINING / hospital for hospital in hospitals]
    missing = [home for home in homes if not home.is_dir()]
    if missing:
        raise RawDataError(
            f"{raw} has no {missing[0].relative_to(raw)} and no txt/ with concept/. "
            "Unpack the release's archives into one folder and give that."
        )
    found = [("train", home / "txt", home / "concept", home / "rel") for home in homes]
    official = ("test", raw / "test_data", raw / _REFERENCE / "concepts", raw / _REFERENCE / "rel")
    return [*found, official]


def _pairs(texts: Path, concepts: Path) -> list[tuple[Path, Path]]:
    for folder in (texts, concepts):
        if not folder.is_dir():
            raise RawDataError(f"{folder} is missing. Unpack all archives of the release into one folder.")
    by_name = {path.stem: path for path in texts.glob("*.txt")}
    annotated = {path.stem: path for path in concepts.glob("*.con")}
    alone = sorted(by_name.keys() ^ annotated.keys())
    if alone:
        has, lacks = (".txt", concepts) if alone[0] in by_name else (".con", texts)
        raise RawDataError(f"document {alone[0]} has a {has} file but no partner in {lacks}. Unpack the release again.")
    return [(by_name[name], annotated[name]) for name in sorted(by_name)]


def read_concept_rows(document: Document) -> list[Annotation]:
    """The mentions of a document, in the order of its .con file, each checked against the text."""
    return list(_rows(document, document.concepts, _CONCEPT, ("",), 'c="..." L:T L:T||t="..."', CONCEPT_TYPES))


def read_relation_rows(document: Document, labels: Sequence[str]) -> list[Annotation]:
    """The relations of a document, in the order of its .rel file, each checked against the text."""
    form = 'c="..." L:T L:T||r="..."||c="..." L:T L:T'
    return list(_rows(document, document.relations, _RELATION, ("1", "2"), form, labels))


def _rows(
    document: Document, path: Path, pattern: re.Pattern[str], sides: Sequence[str], form: str, labels: Sequence[str]
) -> Iterator[Annotation]:
    for number, row in enumerate(read_text(path).split("\n"), start=1):
        if not row.strip():
            continue
        where = f"{path}, line {number}"
        match = pattern.match(row.strip())
        if match is None:
            raise RawDataError(f"{where}: expected {form}. Unpack the release again, or correct the line.")
        if match["label"] not in labels:
            raise RawDataError(f"{where}: unknown label; allowed: {', '.join(labels)}. Correct the line.")
        spans = tuple(
            Span(
                match[f"text{side}"],
                (int(match[f"first{side}"]), int(match[f"start{side}"])),
                (int(match[f"last{side}"]), int(match[f"end{side}"])),
            )
            for side in sides
        )
        for span in spans:
            _check(span, document, where)
        yield Annotation(spans, match["label"], where)


def _check(span: Span, document: Document, where: str) -> None:
    if span.end < span.start or span.start[0] < 1:
        raise RawDataError(
            f"{where}: the mention {_offsets(span)} ends before it starts, or its line is 0. "
            "Lines count from 1; correct the line."
        )
    for number in range(span.start[0], span.end[0] + 1):
        if number > len(document.lines):
            raise RawDataError(
                f"{where}: line {number} is past the end; {document.path} has {len(document.lines)} lines. "
                "Text and annotations must be of the same release."
            )
        first, last = tokens_on(span, number, document.lines[number - 1])
        if first < 0 or last >= len(document.lines[number - 1].tokens):
            raise RawDataError(
                f"{where}: the mention {_offsets(span)} is outside line {number}, which has "
                f"{len(document.lines[number - 1].tokens)} tokens. Text and annotations must be of the same release."
            )
    if span.on_one_line:
        line = document.lines[span.start[0] - 1]
        first, last = tokens_on(span, span.start[0], line)
        if " ".join(line.words[first : last + 1]).lower() != " ".join(span.text.split()).lower():
            raise RawDataError(
                f"{where}: the text has other words at {_offsets(span)} than the annotation. "
                "Text and annotations must be of the same release."
            )


def tokens_on(span: Span, number: int, line: Line) -> tuple[int, int]:
    """First and last word of the mention on one of its lines, counted without the release's empty token 0."""
    first = span.start[1] - line.shift if number == span.start[0] else 0
    last = span.end[1] - line.shift if number == span.end[0] else len(line.tokens) - 1
    return first, last


def _offsets(span: Span) -> str:
    return "{}:{} {}:{}".format(*span.start, *span.end)
