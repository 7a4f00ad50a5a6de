"""The texts that a reader, or a program, could get out of a file's bytes: unpacked, unescaped, without markup."""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from clinpeft.corpora.guard.unpacking import Damaged, decoded, is_packed, is_picture, unpacked
from clinpeft.corpora.guard.words import JOINED_LINE

_DEPTH = 4  # archives in archives, encoded text in encoded text
_ROUNDS = 4  # escapes of escapes, as JSON in a notebook in JSON

_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|[nrtfvb]|(?=[\"'/]))")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|em|font|i|mark|small|span|strong|sub|sup|tspan|u|wbr)\b[^<>]*>", re.IGNORECASE
)
# These begin with a plain character, and look behind it only then: that is what makes searching megabytes fast.
_INSIDE_A_WORD = re.compile(r"<(?<=\w<)(?:/?[A-Za-z][^<>]*><)*/?[A-Za-z][^<>]*>\w")
_HYPHEN = re.compile(r"-(?<=[^\W\d_]-)[ \t\"',]*\s[\s\"',>#*|]*(?=[^\W\d_])")
_PIECE = re.compile(r"[\s\"',]*##(?=\w)")
_LATER_PIECE = re.compile(r"##\w")
_TAG_OF_A_WORD = re.compile(r"-(?<=\b[BIES]-)[A-Za-z]")
_TAGGED = re.compile(r"\b[BIES]-[A-Za-z_]+(?:-[A-Za-z_]+)*")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_LONG = r"[A-Za-z0-9+/_-]{24,}"
_BASE64 = re.compile(rf"{_LONG}(?:[\s\"',]+{_LONG})*(?:[\s\"',]+[A-Za-z0-9+/_-]{{1,23}}(?==))?={{0,2}}")


@dataclass(frozen=True)
class View:
    """One text of a file."""

    text: str
    line: int = 1
    """Line of the file where the text begins."""
    follows_lines: bool = True
    """Whether a line break here is one there; False for what was packed or encoded."""

    def line_at(self, before: str) -> int:
        """Line of the file after so much of the text."""
        return self.line + (before.count("\n") + before.count(JOINED_LINE) if self.follows_lines else 0)


@dataclass
class Unread:
    """What of a file was not looked into."""

    pictures: int = 0
    closed: int = 0


def views(content: bytes, unread: Unread, depth: int = 0) -> Iterator[View]:
    """Every text in a file's bytes; pictures, fonts and what cannot be opened are counted in ``unread``."""
    if is_picture(content):
        unread.pictures += 1
    elif depth < _DEPTH and is_packed(content):
        yield from _of_members(content, unread, depth)
    elif (text := decoded(content)) is None:
        unread.closed += 1
    else:
        yield from _of_text(text, unread, depth)


def _of_members(content: bytes, unread: Unread, depth: int) -> Iterator[View]:
    try:
        members = unpacked(content)
    except Damaged:
        unread.closed += 1
        members = [content.replace(content[:2], b"", 1)]  # no longer packed by its looks: what text it shows is read
    for member in members:
        for view in views(member, unread, depth + 1):
            yield View(view.text, 1, follows_lines=False)


def plain(text: str) -> str:
    """Text with escapes (as in JSON or Python), character entities and terminal colours resolved, tags kept."""
    return _entities(_unescaped(text))


def _of_text(text: str, unread: Unread, depth: int) -> Iterator[View]:
    whole = _unescaped(text)
    if depth < _DEPTH:
        encoded: list[View] = []
        whole = _BASE64.sub(lambda match: _opened(match, encoded, unread, depth), whole)
        yield from encoded
    read = _entities(whole)
    yield View(read)
    stripped = {read}
    if _TAG.search(whole):
        stripped |= set(_without_markup(whole))
    for text in stripped:
        if text != read:
            yield View(text)
        yield from map(View, _respelled(text))


def _opened(match: re.Match[str], found: list[View], unread: Unread, depth: int) -> str:
    """Look into what may be base64; an image leaves only its line breaks behind, anything else stays as it is."""
    letters = re.sub(r"[\s\"',=]+", "", match[0]).translate(str.maketrans("-_", "+/"))
    try:
        head = base64.b64decode(letters[:64])
    except binascii.Error:
        return match[0]
    if is_picture(head):
        unread.pictures += 1
        return "\n" * match[0].count("\n")
    if not is_packed(head) and _share_readable(head) < 0.8:
        return match[0]
    content = base64.b64decode(letters[: len(letters) - len(letters) % 4] + _padding(letters))
    line = match.string.count("\n", 0, match.start()) + 1
    found += [View(view.text, line, follows_lines=False) for view in views(content, unread, depth + 1)]
    return match[0]


def _padding(letters: str) -> str:
    rest = letters[len(letters) - len(letters) % 4 :]
    return rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""


def _share_readable(content: bytes) -> float:
    seen = content.replace(b"\0", b"")
    readable = sum(32 <= byte < 127 or byte in (9, 10, 13) or byte >= 0xC2 for byte in seen)
    control = sum(byte < 9 or 13 < byte < 32 or 127 <= byte < 0xC2 for byte in seen)
    return 0.0 if len(seen) < len(content) / 3 else readable / (readable + control or 1)


def _without_markup(text: str) -> Iterator[str]:
    """The text without tags: each as a space, and, where one stands inside a word, those of inline kind as nothing."""
    apart = _entities(_TAG.sub(_lines_of, text))
    yield apart
    if _TAG.search(apart):  # markup that had been escaped once more
        yield _TAG.sub(_lines_of, apart)
    if _INSIDE_A_WORD.search(text):
        yield _entities(_TAG.sub(_lines_of, _INLINE.sub(_joined, text)))


def _respelled(text: str) -> Iterator[str]:
    """Other readings of words: across a hyphen at a line's end, from word pieces, tags of words as one, from a URL."""
    if _HYPHEN.search(text):
        yield _HYPHEN.sub(_joined, text)
    if _LATER_PIECE.search(text):
        yield _PIECE.sub(_joined, text)
    if _TAG_OF_A_WORD.search(text):
        yield _TAGGED.sub("O", text)
    if len(_PERCENT.findall(text)) > 2:
        yield unquote(text.replace("%0A", " ").replace("%0a", " "), errors="replace")


def _lines_of(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") or " "


def _joined(match: re.Match[str]) -> str:
    return JOINED_LINE * match[0].count("\n")


def _unescaped(text: str) -> str:
    for _ in range(_ROUNDS):
        if "\\" not in text:
            break
        before, text = text, _ESCAPE.sub(_character, text)
        if text == before:
            break
    return _COLOUR.sub("", text) if "\x1b" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return "" if match[0].endswith("\\") else " "
    letter = chr(int(code, 16))
    return " " if letter == "\n" or 0xD800 <= ord(letter) < 0xE000 else letter


def _entities(text: str) -> str:
    for _ in range(_ROUNDS):
        if "&" not in text:
            break
        before, text = text, _ENTITY.sub(lambda match: _entity(match[0]), text)
        if text == before:
            break
    return text


@cache
def _entity(name: str) -> str:
    meant = html.unescape(name)
    return " " if meant in ("\n", "\r") else meant
