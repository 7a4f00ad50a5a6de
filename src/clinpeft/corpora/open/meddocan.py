"""MEDDOCAN: Spanish case reports into which identifying details were written, marked as in i2b2 2014."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from clinpeft.corpora.examples import Example, Reading
from clinpeft.corpora.open.spans import Span, flat
from clinpeft.corpora.open.windows import windows
from clinpeft.corpora.raw import RawDataError

_FOLDERS = {"train": "train", "dev": "validation", "test": "test"}
WINDOW = 180
"""Longest window in estimated tokens: a Spanish word falls into more pieces than the estimate says."""
_OVERLAPPING = "marked spans that overlap a longer (or, of equal length, an earlier) one"


def read_phi_es(raw: Path) -> Reading:
    """Read task phi_es from ``raw``/{train,dev,test}/xml/*.xml: windows of documents; the group is the document."""
    removed = Counter({_OVERLAPPING: 0})
    examples: list[Example] = []
    official: dict[str, str] = {}
    for folder, split in _FOLDERS.items():
        paths = sorted((raw / folder / "xml").glob("*.xml"))
        if not paths:
            raise RawDataError(f"{raw} holds no {folder}/xml/*.xml; give the folder that holds train, dev and test.")
        for path in paths:
            text, marked = _document(path)
            spans = flat(marked)
            removed[_OVERLAPPING] += len(marked) - len(spans)
            examples += windows(path.stem, text, spans, WINDOW)
            official[path.stem] = split
    return Reading(tuple(examples), dict(removed), official=official)


def _document(path: Path) -> tuple[str, list[Span]]:
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise RawDataError(f"{path} is not well-formed XML ({error}). Download it again.") from error
    text = root.findtext("TEXT") or ""
    spans = []
    for tag in root.iterfind("TAGS/*"):
        start, end = int(tag.attrib["start"]), int(tag.attrib["end"])
        if text[start:end] != tag.attrib["text"]:
            raise RawDataError(f"{path}, {tag.attrib.get('id')}: characters {start} to {end} are not the marked text.")
        spans.append(Span(start, end, tag.attrib["TYPE"], tag.attrib.get("id", "")))
    return text, spans
