"""Where a backbone's files lie on this machine, and whether they are what they must be."""

import hashlib
import importlib.util
import json
from functools import lru_cache
from pathlib import Path

from clinpeft import paths
from clinpeft.specs import Backbone

WEIGHTS = "model.safetensors"
SHARDS = "model.safetensors.index.json"
"""Lists the parts of a checkpoint that is too large for one file."""
PICKLE = "pytorch_model.bin"
RECORD = "fetched.json"
"""What the first fetch saw: where the files came from, their commit, their sha256."""
REQUIRED = ("config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS)


class WeightsUnavailable(Exception):
    """A backbone's files are not here or are not what they must be; the message says where to get them."""


def folder(backbone: Backbone) -> Path:
    """The folder with the backbone's files; WeightsUnavailable unless it is complete."""
    if not can_round(backbone):
        raise WeightsUnavailable(rounding_needs(backbone))
    place = paths.weights_folder(backbone.files_name)
    if missing(place):
        raise WeightsUnavailable(
            f"the weights of backbone {backbone.name!r} ({backbone.hub_id}) are not on this machine; "
            f"get them with `clinpeft models fetch {backbone.files_name}`, or from a folder with "
            f"{', '.join(REQUIRED)} by `clinpeft models fetch {backbone.files_name} --from DIR`"
        )
    return place


def intact_folder(backbone: Backbone) -> Path:
    """The same, with the weights' sha256 checked; files that have not changed since are not read again."""
    place = folder(backbone)
    problem = difference(backbone, place)
    if problem is not None:
        raise WeightsUnavailable(f"{problem}; remove {place} and call `clinpeft models fetch {backbone.files_name}`")
    return place


def state(backbone: Backbone) -> str:
    """ "ready" or "missing", this also where what would round the weights is not installed."""
    here = can_round(backbone) and not missing(paths.weights_folder(backbone.files_name))
    return "ready" if here else "missing"


def can_round(backbone: Backbone) -> bool:
    """Whether this machine can round the backbone's weights, or need not."""
    return backbone.bits is None or importlib.util.find_spec("bitsandbytes") is not None


def rounding_needs(backbone: Backbone) -> str:
    """What to say where ``can_round`` is False."""
    return (
        f"backbone {backbone.name!r} is read in {backbone.bits} bits, which needs bitsandbytes: in the project's "
        'folder, pip install -e ".[quantised]"'
    )


def missing(place: Path) -> list[str]:
    """Names of the files that a folder lacks; a checkpoint in several parts lacks none where all of them are there."""
    absent = [name for name in REQUIRED if not (place / name).is_file()]
    if WEIGHTS in absent and (place / SHARDS).is_file():
        absent.remove(WEIGHTS)
        absent += [part.name for part in _parts(place) if not part.is_file()]
    return absent


def digest(place: Path) -> str:
    """sha256 of the weights in a folder; of the parts' sha256, line by line, where there are several parts."""
    sums = [_sha256(part, part.stat().st_size, part.stat().st_mtime_ns) for part in _parts(place)]
    return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def recorded(place: Path) -> dict[str, str | None]:
    """What the fetch recorded; empty for files that came before there was a record."""
    path = place / RECORD
    found: dict[str, str | None] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def kept_layers(backbone: Backbone) -> dict[str, int]:
    """What to tell ``from_pretrained`` so that it reads a cut backbone's layers alone; nothing where none was made."""
    return {} if backbone.made_from is None else {"num_hidden_layers": backbone.layers}


def difference(backbone: Backbone, place: Path) -> str | None:
    """How the weights in a folder differ from what is declared, or else from what was fetched; None if they do not."""
    expected = backbone.weights_sha256 or recorded(place).get("weights_sha256")
    found = digest(place)
    if expected is None or found == expected:
        return None
    return (
        f"{WEIGHTS} of backbone {backbone.name!r} has sha256 {found}, expected {expected}; "
        "the file is damaged or another one"
    )


def _parts(place: Path) -> list[Path]:
    if (place / WEIGHTS).is_file() or not (place / SHARDS).is_file():
        return [place / WEIGHTS]
    names = json.loads((place / SHARDS).read_text(encoding="utf-8"))["weight_map"].values()
    return [place / name for name in sorted(set(names))]


@lru_cache(maxsize=64)
def _sha256(path: Path, size: int, changed: int) -> str:
    del size, changed  # they tell a file from what stood in its place before
    return paths.sha256_of(path)
