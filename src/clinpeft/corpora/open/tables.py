"""Rows of an open corpus's table as its makers wrote it, by column name; tables under an agreement: ``corpora.raw``."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from clinpeft.corpora.raw import RawDataError, long_fields


def named_rows(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 table by column name; RawDataError where the file, a column or an encoding is not as expected."""
    if not path.is_file():
        raise RawDataError(f"{path} is missing; give the folder that holds {path.name}.")
    with path.open(newline="", encoding="utf-8") as lines:
        yield from rows_of(lines, path.name, columns)


def rows_of(lines: TextIO, name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of an open table; RawDataError where a column is missing or a row is cut short."""
    table = csv.DictReader(lines)
    try:
        with long_fields():
            for column in columns:
                if column not in (table.fieldnames or ()):
                    raise RawDataError(f"{name} has no column {column}; it needs {', '.join(columns)}.")
            for row in table:
                if any(row[column] is None for column in columns):
                    raise RawDataError(f"{name}, line {table.line_num}: the row is cut short. Download the file again.")
                yield row
    except csv.Error as error:
        raise RawDataError(
            f"{name}, line {table.line_num}: no comma-separated table from here on ({error}). Download it again."
        ) from error
    except UnicodeDecodeError as error:
        raise RawDataError(f"{name} is not in the encoding of its source ({error}). Download it again.") from error
