"""Raw tables as a person gets them: where they lie, which columns they must have, and errors that say what to do."""

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd


class RawDataError(ValueError):
    """A raw file is missing or not as expected; the message names file, column or line, and the way out."""


def find_table(folder: Path, name: str) -> Path:
    """Path of table `name` in a folder: csv or csv.gz, in upper or lower case; RawDataError where there is none."""
    if not folder.is_dir():
        raise RawDataError(f"{folder} is not a folder. Give the folder that holds {name}.csv or {name}.csv.gz.")
    wanted = {f"{name}.csv".lower(), f"{name}.csv.gz".lower()}
    found = sorted(path for path in folder.iterdir() if path.name.lower() in wanted)
    if not found:
        raise RawDataError(
            f"{folder} holds no {name}.csv and no {name}.csv.gz. Copy the table there as it was downloaded, "
            "or give the folder that holds it."
        )
    return found[0]


def read_chunks(path: Path, columns: Sequence[str], rows: int = 50_000) -> Iterator[pd.DataFrame]:
    """Stream the named columns (given in upper case, found in any case) of one table, all values read as strings."""
    try:
        header = pd.read_csv(path, nrows=0, dtype=str)
        wanted = _matching_columns(path, [str(name) for name in header.columns], columns)
        reader = pd.read_csv(path, usecols=list(wanted), dtype=str, chunksize=rows, keep_default_na=False)
        for chunk in reader:
            yield chunk.rename(columns=wanted)
    except (EOFError, OSError, zlib.error) as error:
        raise RawDataError(
            f"{path} cannot be read to its end ({error}). Download it again; it may be cut or damaged."
        ) from error
    except pd.errors.EmptyDataError as error:
        raise RawDataError(f"{path} is empty. Download it again.") from error
    except pd.errors.ParserError as error:
        raise RawDataError(f"{path} is no comma-separated table ({error}). Unpack or download it again.") from error
    except UnicodeDecodeError as error:
        raise RawDataError(f"{path} is not UTF-8 ({error}). Convert it, e.g. `iconv -f latin1 -t utf-8`.") from error


def _matching_columns(path: Path, present: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    by_upper = {name.strip().upper(): name for name in present}
    missing = [name for name in columns if name not in by_upper]
    if missing:
        raise RawDataError(
            f"{path} has no column {', '.join(missing)}; it has {', '.join(present)}. "
            "The original table is separated by commas and has its names in the first line."
        )
    return {by_upper[name]: name for name in columns}


def clean_id(value: str) -> str:
    """An id as plain digits: tables that went through a spreadsheet or pandas hold '123.0' for '123'.

    >>> clean_id(" 123.0 ")
    '123'
    """
    return value.strip().removesuffix(".0")
