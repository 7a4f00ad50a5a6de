"""What a file's first bytes say about it: packed, text, a picture, or closed to us."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable

_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0", b"\0\0\2\0", b"II*\0", b"MM\0*",
    b"wOFF", b"wOF2", b"\0\1\0\0", b"OTTO", b"ttcf",
)  # fmt: skip
_CLOSED = (b"%PDF", b"PAR1", b"\x89HDF", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_MOST = 400_000_000  # bytes; a file that unpacks to more is counted as closed


class Damaged(Exception):
    """A packed file cannot be opened, or holds more than is sensible to look into."""


_BROKEN = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, IndexError)


def is_picture(content: bytes) -> bool:
    """Whether the bytes are those of an image or a font.

    Some marks could begin a text ("OTTO", "BM"), so a zero byte, which no text has, or what follows is asked for.
    """
    if content.startswith(b"BM"):
        return content[6:10] == b"\0\0\0\0"
    if content.startswith(b"RIFF"):
        return content[8:12] in (b"WEBP", b"")
    return content.startswith(_PICTURES) and b"\0" in content[4:64]


def is_packed(content: bytes) -> bool:
    """Whether the bytes begin as an archive or compressed file of a kind that unpacked() opens."""
    return content.startswith(tuple(_PACKED))


def unpacked(content: bytes) -> list[bytes]:
    """The members of packed bytes; Damaged where they cannot be had, or are too large together."""
    opens = next(opens for begins, opens in _PACKED.items() if content.startswith(begins))
    try:
        return opens(content)
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise Damaged(str(error)) from error


def decoded(content: bytes) -> str | None:
    """The bytes as text: UTF-8, UTF-16, else byte by byte (strings in a binary file); None for closed formats."""
    if content.startswith(_CLOSED):
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:4000]
    for order, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = head[start::2]
        if len(zeros) > 8 and zeros.count(0) > 0.8 * len(zeros) and head[1 - start :: 2].count(0) < 0.2 * len(zeros):
            return content.decode(order, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _stream(opened: Callable[[io.BytesIO], io.BufferedIOBase]) -> Callable[[bytes], list[bytes]]:
    def members(content: bytes) -> list[bytes]:
        with opened(io.BytesIO(content)) as stream:
            return [_limited(stream.read(_MOST + 1))]

    return members


def _zipped(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST:
            raise ValueError("too large")
        return [archive.read(member) for member in archive.infolist()]


def _inventory(content: bytes) -> list[bytes]:
    """Sphinx's objects.inv: four lines, then zlib."""
    packed = content.split(b"\n", 4)[4]
    return [_limited(zlib.decompressobj().decompress(packed, _MOST + 1))]


def _limited(content: bytes) -> bytes:
    if len(content) > _MOST:
        raise ValueError("too large")
    return content


_PACKED: dict[bytes, Callable[[bytes], list[bytes]]] = {
    b"\x1f\x8b": _stream(lambda data: gzip.GzipFile(fileobj=data)),
    b"BZh": _stream(bz2.BZ2File),
    b"\xfd7zXZ\0": _stream(lzma.LZMAFile),
    b"PK\3\4": _zipped,
    b"# Sphinx inventory version 2\n": _inventory,
}
