"""Reader of the raw i2b2 2010 files: problems, tests and treatments as BIO tags on whitespace tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clinpeft.corpora.examples import TokenExample
from clinpeft.corpora.raw import RawDataError

TYPES = ("problem", "test", "treatment")
PARTS = ("train", "test", "all")
_CONCEPT = re.compile(r'^c="(.*)" (\d+):(\d+) (\d+):(\d+)\|\|t="([^"]*)"$')
_TRAINING = ("concept_assertion_relation_training_data/beth", "concept_assertion_relation_training_data/partners")


@dataclass(frozen=True)
class Concept:
    """One line of a .con file; lines count from 1 and tokens from 0, both ends belong to the mention."""

    text: str
    type: str
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True)
class Folders:
    """Where one part's documents (.txt) and their concepts (.con) lie."""

    texts: Path
    concepts: Path


def read_concepts(raw: Path, part: str = "all") -> list[TokenExample]:
    """Every sentence that has words, with BIO tags; id "document:line", group = document; ordered by document and line.

    `raw` is the unpacked i2b2 2010 release, or a folder with txt/ and concept/ (then it counts as "train").
    `part` is "train" (beth and partners), "test" (the official test) or "all". RawDataError names file and line.
    """
    if part not in PARTS:
        raise ValueError(f"unknown part {part!r}; allowed: {', '.join(PARTS)}")
    examples: list[TokenExample] = []
    seen: dict[str, Path] = {}
    for folders in _find(raw, part):
        for text_file, concept_file in _pairs(folders):
            if text_file.stem in seen:
                raise RawDataError(
                    f"document {text_file.stem} is there twice: {seen[text_file.stem]} and {text_file}. Remove one."
                )
            seen[text_file.stem] = text_file
            examples += read_document(text_file, concept_file)
    if not examples:
        raise RawDataError(f"{raw} holds no sentence for part {part!r}. Unpack the release again.")
    return sorted(examples, key=_order)


def read_document(text_file: Path, concept_file: Path) -> list[TokenExample]:
    """The sentences of one document. Where spans overlap, the later .con line wins, as in the field's script.

    An empty line gives no sentence, but it counts as a line. The last sentence needs no line break after it.
    """
    lines = _text(text_file).split("\n")
    words = [[word for word in line.strip().split(" ") if word.strip()] for line in lines]
    # The release counts the empty string before a leading space as token 0.
    shifts = [1 if line.startswith(" ") else 0 for line in lines]
    tags = [["O"] * len(line) for line in words]
    for number, row in enumerate(_text(concept_file).split("\n"), start=1):
        if row.strip():
            where = f"{concept_file}, line {number}"
            _mark(_parse(row.strip(), where), words, shifts, tags, f"{where} ({row.strip()})")
    document = text_file.stem
    return [
        TokenExample(f"{document}:{number}", document, tuple(line), tuple(marks))
        for number, (line, marks) in enumerate(zip(words, tags, strict=True), start=1)
        if line
    ]


def _order(example: TokenExample) -> tuple[str, int]:
    return example.group, int(example.id.rpartition(":")[2])


def _find(raw: Path, part: str) -> list[Folders]:
    if not raw.is_dir():
        raise RawDataError(f"{raw} is not a folder. Give the folder that holds the unpacked release.")
    if (raw / "txt").is_dir() and part != "test":
        return [Folders(raw / "txt", raw / "concept")]
    training = [Folders(raw / name / "txt", raw / name / "concept") for name in _TRAINING if (raw / name).is_dir()]
    official = Folders(raw / "test_data", raw / "reference_standard_for_test_data" / "concepts")
    found = training if part != "test" else []
    if part == "test" or (part == "all" and official.texts.is_dir()):
        found = [*found, official]
    if not found:
        raise RawDataError(
            f"{raw} has none of {', '.join(_TRAINING)} and no txt/ with concept/. "
            "Unpack the release's archives into one folder and give that."
        )
    return found


def _pairs(folders: Folders) -> list[tuple[Path, Path]]:
    for folder in (folders.texts, folders.concepts):
        if not folder.is_dir():
            raise RawDataError(f"{folder} is missing. Unpack all archives of the release into one folder.")
    texts = {path.stem: path for path in folders.texts.glob("*.txt")}
    concepts = {path.stem: path for path in folders.concepts.glob("*.con")}
    alone = sorted(texts.keys() ^ concepts.keys())
    if alone:
        has, lacks = (".txt", folders.concepts) if alone[0] in texts else (".con", folders.texts)
        raise RawDataError(f"document {alone[0]} has a {has} file but no partner in {lacks}. Unpack the release again.")
    return [(texts[name], concepts[name]) for name in sorted(texts)]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RawDataError(f"{path} is not UTF-8 ({error}). Convert it, e.g. `iconv -f latin1 -t utf-8`.") from error


def _parse(row: str, where: str) -> Concept:
    match = _CONCEPT.match(row)
    if match is None:
        raise RawDataError(f'{where}: expected c="..." L:T L:T||t="...", got {row!r}. Unpack the release again.')
    text, first, start, last, end, kind = match.groups()
    if kind not in TYPES:
        raise RawDataError(f"{where}: unknown type {kind!r}; allowed: {', '.join(TYPES)}. Correct the line.")
    return Concept(text, kind, (int(first), int(start)), (int(last), int(end)))


def _mark(
    concept: Concept, words: Sequence[list[str]], shifts: Sequence[int], tags: Sequence[list[str]], where: str
) -> None:
    """Write one concept's tags; a mention over several lines goes on as I- on the next line."""
    if concept.end < concept.start or concept.start[0] < 1:
        raise RawDataError(f"{where}: the mention ends before it starts, or its line is 0. Lines count from 1.")
    for line in range(concept.start[0], concept.end[0] + 1):
        if line > len(words):
            raise RawDataError(f"{where}: line {line} is past the end; the text has {len(words)} lines.")
        shift, size = shifts[line - 1], len(words[line - 1])
        start = concept.start[1] - shift if line == concept.start[0] else 0
        end = concept.end[1] - shift + 1 if line == concept.end[0] else size
        if start < 0 or end > size:
            raise RawDataError(f"{where}: token {end - 1} is outside line {line}, which has {size} tokens.")
        for token in range(start, end):
            first = line == concept.start[0] and token == start
            tags[line - 1][token] = f"{'B' if first else 'I'}-{concept.type}"
    if concept.start[0] == concept.end[0]:
        _check_text(concept, words[concept.start[0] - 1], shifts[concept.start[0] - 1], where)


def _check_text(concept: Concept, words: list[str], shift: int, where: str) -> None:
    there = " ".join(words[concept.start[1] - shift : concept.end[1] - shift + 1])
    if there.lower() != " ".join(concept.text.split()).lower():
        raise RawDataError(f"{where}: the text has {there!r} there. Text and concepts must be of the same release.")
