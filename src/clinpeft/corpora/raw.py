"""Raw files as a person gets them: where they lie, how they are streamed, and errors that say what to do.

Raw files may be under a data agreement, so no error repeats their text: it names file, line, column or id.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LARGEST_FIELD = 16 * 2**20
"""Characters. The longest note of MIMIC-III is far shorter; an unclosed quote runs on to here and is then noticed."""


class RawDataError(ValueError):
    """A raw file is missing or not as expected; the message names file, line, column or id, and the way out."""


@dataclass(frozen=True)
class Row:
    """One row of a table: the values asked for, in the order asked for."""

    path: Path
    line: int
    """Where the row begins; lines count from 1, the header included."""
    values: tuple[str, ...]

    @property
    def where(self) -> str:
        """File and line, as errors name them."""
        return f"{self.path}, line {self.line}"


def require_folder(folder: Path, holds: str) -> None:
    """RawDataError unless the folder exists; ``holds`` says what should be in it."""
    if not folder.is_dir():
        raise RawDataError(f"{folder} is not a folder. Give the folder that holds {holds}.")


def find_table(folder: Path, name: str) -> Path:
    """Path of table `name` in a folder: csv or csv.gz, in upper or lower case; RawDataError where there is none."""
    require_folder(folder, f"{name}.csv or {name}.csv.gz")
    wanted = {f"{name}.csv".lower(), f"{name}.csv.gz".lower()}
    found = sorted(path for path in folder.iterdir() if path.name.lower() in wanted)
    if not found:
        raise RawDataError(
            f"{folder} holds no {name}.csv and no {name}.csv.gz. Copy the table there as it was downloaded, "
            "or give the folder that holds it."
        )
    return found[0]


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Stream the named columns (given in upper case, found in any case) of one table; every value is text.

    One row is in memory at a time, so a table of any size can be read. RawDataError where the table is empty, has no
    rows, is cut, is not UTF-8, lacks a column, or has a row with more or fewer values than the header.
    """
    try:
        with _open(path) as content, long_fields():
            # A byte that is not UTF-8 becomes a lone surrogate here and is found in its own row.
            text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="surrogateescape", newline="")
            yield from _rows(path, text, columns)
    except (EOFError, OSError, zlib.error) as error:
        raise RawDataError(
            f"{path} cannot be read to its end ({error}). Download it again; it may be cut or damaged."
        ) from error


def _rows(path: Path, text: io.TextIOWrapper, columns: Sequence[str]) -> Iterator[Row]:
    table, line = csv.reader(text, strict=True), 1
    try:
        header = next(table, None)
        if header is None:
            raise RawDataError(f"{path} is empty. Download it again.")
        places = _places(path, header, columns)
        line, empty = table.line_num + 1, True
        for values in table:
            if values:
                empty = False
                if len(values) != len(header):
                    raise RawDataError(
                        f"{path}, line {line}: {len(values)} values where the header has {len(header)} columns. "
                        "Download the table again; it may be cut, or was changed by another program."
                    )
                yield _decoded(Row(path, line, tuple(values[place] for place in places)), columns)
            line = table.line_num + 1
    except csv.Error as error:
        raise RawDataError(
            f"{path}, line {line}: this is no comma-separated table from here on ({error}). "
            "Download it again; it may be cut, or was changed by another program."
        ) from error
    if empty:
        raise RawDataError(f"{path} has a header and no rows. Download it again.")


def _decoded(row: Row, columns: Sequence[str]) -> Row:
    for column, value in zip(columns, row.values, strict=True):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise RawDataError(f"{row.where}: column {column} is not UTF-8. {_CONVERT}")
    return row


_CONVERT = "Convert the file, e.g. `iconv -f latin1 -t utf-8 FILE > NEW`."


def _open(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


@contextmanager
def long_fields() -> Iterator[None]:
    """Let csv read notes longer than its own limit, which is kept per process."""
    before = csv.field_size_limit(LARGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _places(path: Path, header: Sequence[str], columns: Sequence[str]) -> list[int]:
    names = [name.strip().upper() for name in header]
    missing = [name for name in columns if name not in names]
    if missing:
        # The first line is not repeated: in a table without a header it is a patient's row.
        found = [name for name in columns if name in names]
        raise RawDataError(
            f"{path} has no column {', '.join(missing)}; its first line has {len(header)} values, of the columns "
            f"needed {', '.join(found) or 'none'}. The original table is separated by commas and has its names in the "
            "first line."
        )
    return [names.index(name) for name in columns]


def clean_id(row: Row, column: str, value: str) -> str:
    """An id as plain digits, "" where there is none; tables that went through a spreadsheet hold '123.0' for '123'.

    RawDataError, which does not repeat the value, where it is no number.
    """
    number = value.strip().removesuffix(".0")
    if number and not number.isdecimal():
        raise RawDataError(
            f"{row.where}: column {column} holds no number. Use the table as it was downloaded; "
            "columns may have been moved."
        )
    return number


def read_text(path: Path) -> str:
    """A text file with its line breaks as "\\n"; RawDataError names the line that is not UTF-8."""
    if not path.is_file():
        raise RawDataError(f"{path} is missing. Unpack the release again.")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RawDataError(f"{path}, line {line}: not UTF-8. {_CONVERT}") from None
    return text.replace("\r\n", "\n")
