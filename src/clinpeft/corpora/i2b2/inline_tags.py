"""i2b2 2012 (events) and 2014 (de-identification): XML files whose tags give offsets into their text.

Rules: bio-lm, preprocessing/preprocess_i2b2_2012_ner.py and ..._2014_ner.py. Kept as published: words stand between
spaces and are cut once more where a mention begins or ends; two mentions of one type with nothing between them become
one; of overlapping ones the later is whole.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clinpeft.catalogue.tasks.paper import EVENT_TYPES, IDENTIFIER_TYPES
from clinpeft.corpora.examples import Reading, TokenExample
from clinpeft.corpora.i2b2.tagged_xml import Tag, TagForm, read_tagged
from clinpeft.corpora.raw import RawDataError, require_folder

OVERLAPPING = "mentions that overlap an earlier one; the later one is kept whole"


@dataclass(frozen=True)
class Release:
    """How one of the two releases is laid out."""

    training: tuple[str, ...]
    """Folders of the training files."""
    test: str
    """Folder of the official test files."""
    tags: TagForm
    name: re.Pattern[str]
    """The names of its files, without suffix; the first group of the pattern is what they are split by."""
    name_form: str


_EVENTS_2012 = Release(
    training=("2012-07-15.original-annotation.release",),
    test="2012-08-08.test-data.event-timex-groundtruth/xml",
    tags=TagForm(element="EVENT", attribute="type", labels=EVENT_TYPES),
    name=re.compile(r"(\d+)"),
    name_form="<number>.xml",
)
_DEID_2014 = Release(
    training=("training-PHI-Gold-Set1", "training-PHI-Gold-Set2"),
    test="testing-PHI-Gold-fixed",
    tags=TagForm(element="*", attribute="TYPE", labels=IDENTIFIER_TYPES),
    name=re.compile(r"(\d{3})-\d+"),
    name_form="<three digits of the patient>-<number>.xml",
)


def read_events(raw: Path) -> Reading:
    """Lines of the i2b2 2012 documents that have words, with BIO tags of EVENT; id "document:line", group = document.

    ``raw`` is the folder with the release's two folders, or one with such .xml files. The official test stays the
    test. Times (TIMEX3) are left out. RawDataError names file and tag.
    """
    return _read(raw, _EVENTS_2012)


def read_deid(raw: Path) -> Reading:
    """Lines of the i2b2 2014 documents that have words, with BIO tags of the fine types; id "document:line".

    The group is the patient: the first three digits of the file's name. ``raw`` as for read_events, with the three
    folders of the 2014 release. RawDataError names file and tag.
    """
    return _read(raw, _DEID_2014)


def _read(raw: Path, release: Release) -> Reading:
    examples: list[TokenExample] = []
    official: dict[str, str] = {}
    removed: Counter[str] = Counter()
    noted: Counter[str] = Counter({OVERLAPPING: 0})
    seen: dict[str, Path] = {}
    for path, part in _files(raw, release):
        if path.stem in seen:
            raise RawDataError(f"document {path.stem} is there twice: {seen[path.stem]} and {path}. Remove one.")
        seen[path.stem] = path
        group = _group(path, release)
        if official.setdefault(group, part) != part:
            raise RawDataError(
                f"{path}: {group} stands in the training folders and in the test folder. A patient belongs to one "
                "split; unpack the release again."
            )
        # The field's script checks the words of training files only: the official test has some that differ.
        text, tags = read_tagged(path, release.tags, part != "test", removed, noted)
        examples += _sentences(path.stem, group, text, tags, noted)
    if not examples:
        raise RawDataError(f"{raw} holds no line with words in its .xml files. Unpack the release again.")
    return Reading(tuple(examples), dict(removed), dict(noted), official if "test" in official.values() else {})


def _files(raw: Path, release: Release) -> list[tuple[Path, str]]:
    folders = [*release.training, release.test]
    require_folder(raw, " and ".join(folders))
    flat = sorted(raw.glob("*.xml"))
    if flat:
        return [(path, "train") for path in flat]
    found: list[tuple[Path, str]] = []
    for name in folders:
        files = sorted((raw / name).glob("*.xml"))
        if not files:
            raise RawDataError(
                f"{raw} has no {name} with .xml files in it. Unpack the release's archives into one folder and give "
                f"that; it needs {', '.join(folders)}."
            )
        found += [(path, "test" if name == release.test else "train") for path in files]
    return found


def _group(path: Path, release: Release) -> str:
    match = release.name.fullmatch(path.stem)
    if match is None:
        raise RawDataError(
            f"{path}: the release names its files {release.name_form}. Use its own names, or remove the file."
        )
    return match.group(1)


def _sentences(document: str, group: str, text: str, tags: Sequence[Tag], noted: Counter[str]) -> list[TokenExample]:
    marks = ["O"] * len(text)
    for tag in tags:
        noted[OVERLAPPING] += any(mark != "O" for mark in marks[tag.start : tag.end])
        marks[tag.start : tag.end] = [f"B-{tag.label}"] + [f"I-{tag.label}"] * (tag.end - tag.start - 1)
    sentences, start = [], 0
    # Each with its line break, which counts as a character of a mention that runs over it.
    for number, line in enumerate(re.findall("[^\n]*\n|[^\n]+", text), start=1):
        words, labels = _words(line, marks[start : start + len(line)])
        if words:
            sentences.append(TokenExample(f"{document}:{number}", group, tuple(words), tuple(labels)))
        start += len(line)
    return sentences


def _words(line: str, marks: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words and their tags: a run of characters of one type is cut at spaces; its first mark, its second, its last."""
    words: list[str] = []
    labels: list[str] = []
    for _, run in itertools.groupby(zip(line, marks, strict=True), lambda pair: pair[1][2:]):
        characters, inside = zip(*run, strict=True)
        found = "".join(characters).split()
        tags = [inside[0], *[inside[min(1, len(inside) - 1)]] * (len(found) - 2), inside[-1]]
        words += found
        labels += tags[: len(found)]
    return words, labels
