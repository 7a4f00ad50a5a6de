"""One XML file of the i2b2 2012 or 2014 release: its text, and its tags with their offsets into it."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from clinpeft.corpora.raw import RawDataError, read_text

_TEXT = re.compile(r"<TEXT>\s*<!\[CDATA\[(.*?)\]\]>\s*</TEXT>", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_AND = re.compile(r"\band\b", re.IGNORECASE)
_FURTHEST = 8
"""Characters that a mention may stand away from its offsets: in one released file they are off from a line on."""
WITHOUT_TYPE = "mentions without a type"
MOVED = "mentions moved by a few characters to where their words stand"


@dataclass(frozen=True)
class TagForm:
    """Which elements below TAGS count, and what they say."""

    element: str
    """Name of the elements; "*" for all."""
    attribute: str
    """The attribute that holds the label."""
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Tag:
    """A mention: characters from start to before end."""

    start: int
    end: int
    label: str


def read_tagged(
    path: Path, form: TagForm, check_words: bool, removed: Counter[str], noted: Counter[str]
) -> tuple[str, list[Tag]]:
    """The text between the CDATA marks, and its tags in the order of the file; offsets count from its first character.

    A "&" that should have been written "&amp;" is taken as meant. With ``check_words`` a mention's words must stand at
    its offsets, or a few characters away. RawDataError names file and tag.
    """
    content = read_text(path)
    found = _TEXT.search(content)
    if found is None:
        raise RawDataError(
            f"{path}: no <TEXT><![CDATA[ ... ]]></TEXT>. The file may be cut, or is not of this release; "
            "unpack the release again."
        )
    # The text itself is no XML; without it, lines must keep their numbers for the errors below.
    around = content[: found.start()] + "\n" * found.group().count("\n") + content[found.end() :]
    tags = []
    for where, element in _elements(path, around, form):
        tag = _tag(element, form, where, removed)
        if tag is not None:
            _check_offsets(tag, found.group(1), where)
            words = element.get("text")
            tags.append(_placed(tag, words, found.group(1), where, noted) if check_words and words else tag)
    return found.group(1), tags


def _elements(path: Path, around: str, form: TagForm) -> Iterator[tuple[str, ElementTree.Element]]:
    """Where (file and tag, as errors name them), and the element."""
    try:
        root = ElementTree.fromstring(_BARE_AMPERSAND.sub("&amp;", around))
    except ElementTree.ParseError as error:
        raise RawDataError(
            f"{path}, line {error.position[0]}: the tags are no well-formed XML from here on. "
            "The file may be cut; unpack the release again."
        ) from None
    containers = root.findall("TAGS")
    if len(containers) != 1:
        raise RawDataError(
            f"{path}: one TAGS element is expected, there are {len(containers)}. Unpack the release again."
        )
    for number, element in enumerate(containers[0].findall(form.element), start=1):
        yield f"{path}, {element.tag} {element.get('id') or f'number {number}'}", element


def _tag(element: ElementTree.Element, form: TagForm, where: str, removed: Counter[str]) -> Tag | None:
    label = element.get(form.attribute)
    if label is None:
        raise RawDataError(f"{where}: it has no attribute {form.attribute}. Unpack the release again, or add it.")
    if not label.strip():
        removed[WITHOUT_TYPE] += 1
        return None
    if label not in form.labels:
        raise RawDataError(f"{where}: unknown {form.attribute}; allowed: {', '.join(form.labels)}. Correct the tag.")
    offsets = []
    for name in ("start", "end"):
        value = element.get(name, "")
        if not value.strip().isdecimal():
            raise RawDataError(f"{where}: attribute {name} is missing or no number. Unpack the release again.")
        offsets.append(int(value))
    return Tag(offsets[0], offsets[1], label)


def _check_offsets(tag: Tag, text: str, where: str) -> None:
    if tag.start >= tag.end:
        raise RawDataError(f"{where}: it ends ({tag.end}) before or where it starts ({tag.start}). Correct the tag.")
    if tag.end > len(text):
        raise RawDataError(
            f"{where}: it ends at {tag.end}, past the end; the text has {len(text)} characters. "
            "Text and tags must be of the same release."
        )


def _placed(tag: Tag, words: str, text: str, where: str, noted: Counter[str]) -> Tag:
    """The tag where its words stand."""
    for distance in sorted(range(-_FURTHEST, _FURTHEST + 1), key=abs):
        start, end = tag.start + distance, tag.end + distance
        if start >= 0 and end <= len(text) and _compared(text[start:end]) == _compared(words):
            noted[MOVED] += distance != 0
            return Tag(start, end, tag.label)
    raise RawDataError(
        f"{where}: the text has other words at {tag.start} to {tag.end} than the tag. "
        "Text and tags must be of the same release."
    )


def _compared(words: str) -> str:
    """Words with single spaces, XML's marks resolved, "and" as "&": in these the releases' tags and texts differ."""
    return _AND.sub("&", " ".join(html.unescape(words).split()))
