"""Whether the small files beside a backbone's weights, tokenizer and configuration, are those that were fetched."""

from pathlib import Path
from typing import cast

from clinpeft.modelling.weights import RECORD, recorded
from clinpeft.paths import sha256_of

FILES = "files"
"""Their sha256 by name, in the record of a fetch; records of former days have none."""


def sums(folder: Path) -> dict[str, str]:
    """sha256 by name of every file in a folder but the weights, which have a check of their own, and the record."""
    return {
        path.name: sha256_of(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix != ".safetensors" and path.name != RECORD
    }


def difference(folder: Path) -> str | None:
    """Which files are no longer what was fetched; None where all are, or where no record says what they were."""
    expected = cast("dict[str, str] | None", recorded(folder).get(FILES))
    if expected is None:
        return None
    now = sums(folder)
    changed = sorted(name for name in expected | now if expected.get(name) != now.get(name))
    return f"{', '.join(changed)} in {folder}: not as fetched" if changed else None
