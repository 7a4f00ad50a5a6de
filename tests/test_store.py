"""Result files: whole or absent, checked, and equal after a round trip."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fastjsonschema
import numpy as np
import pytest

from clinpeft import catalogue, corpora, paths, store
from clinpeft.results import resampling
from clinpeft.specs import Costs, CurvePoint, Floor, RunResult, RunSpec, Score, Structure, Study
from stored import read_all

SPEC = RunSpec("disposition", "neiss", "minilm_l6", "lora", "quick", 0, 800)
SHA = "0" * 64
RESULT = RunResult(
    spec=SPEC,
    status="success",
    created_at="2026-01-01T00:00:00+00:00",
    settings={"learning_rate": 0.002},
    hashes={"corpus": SHA, "notebook": None},
    versions={"torch": "2.13.0"},
    machine={"cores": 2},
    scores=(
        Score(split="test", metric="auroc", value=0.8),
        Score(split="test", metric="ece", value=None, reason="no texts"),
    ),
    floor=Floor(
        name="word counts", strength=1.0, scores=(Score(split="test", metric="auroc", value=0.7),),
        predictions={"scores": [0.125, 0.75]},
    ),
    curve=(CurvePoint(epoch=1.0, updates=25, train_loss=0.6, validation=None, seconds=1.5),),
    best_epoch=1.0,
    structure=Structure(num_total_params=10, num_trainable_params=4, adapter_parameters=3, head_parameters=1),
    costs=Costs(
        train_time=1.5, evaluation_time=0.5, total_time=3.0, file_size=100, updates=25, tokens=999,
        peak_memory=None, threads=1,
    ),
    predictions={"ids": ["a", "b"], "scores": [0.25, 0.5]},
)  # fmt: skip
FAILED = RunResult(
    spec=SPEC, status="failed", created_at="", settings={}, hashes={}, versions={}, machine={}, error="ValueError: no"
)


@pytest.mark.parametrize("result", [RESULT, FAILED, replace(RESULT, predictions=None, floor=None)])
def test_round_trip(result: RunResult, tmp_path: Path) -> None:
    path = store.write(result, tmp_path)
    assert path == tmp_path / "disposition" / f"{SPEC.slug}.json"
    assert store.read(path) == result
    assert read_all(tmp_path) == (result,)


def test_names_and_places_follow_peft(tmp_path: Path) -> None:
    content = json.loads(store.write(RESULT, tmp_path).read_text())
    assert content["train_info"]["num_trainable_params"] == 4
    assert content["train_info"]["file_size"] == 100
    assert content["train_info"]["status"] == "success"
    assert content["run_info"]["total_time"] == 3.0
    assert content["version"] == store.VERSION


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("version",), 2, "version"),
        (("spec", "seed"), "0", "spec/seed"),
        (("extra",), 1, "the file"),
        (("train_info", "status"), "running", "train_info/status"),
        (("meta_info", "hashes", "corpus"), "short", "meta_info/hashes/corpus"),
    ],
)
def test_a_file_against_the_schema_is_named_with_the_place(
    place: tuple[str, ...], value: object, message: str, tmp_path: Path
) -> None:
    path = store.write(RESULT, tmp_path)
    content = json.loads(path.read_text())
    part = content
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    path.write_text(json.dumps(content))
    with pytest.raises(store.ResultError) as caught:
        store.read(path)
    assert path.name in str(caught.value)
    assert message in str(caught.value)


def test_half_a_file_is_named(tmp_path: Path) -> None:
    path = store.write(RESULT, tmp_path)
    path.write_text(path.read_text()[:200])
    with pytest.raises(store.ResultError, match="not valid JSON"):
        store.read(path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00" * 9, b"{}", b"[" * 10**5, random.Random(0).randbytes(999)])
def test_a_file_of_any_bytes_is_no_result(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(store.ResultError, match=r"run\.json"):
        store.read(path)


def test_a_file_that_cannot_be_had_is_no_result_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    for name in ("folder.json", "vanished.json", "folder.json/below.json", "n" * 300):
        with pytest.raises(store.ResultError, match=r"cannot be read .* run `clinpeft sweep` again"):
            store.read(tmp_path / name)


def test_a_score_that_is_not_a_number_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.write(replace(RESULT, best_epoch=float("nan")), tmp_path)
    assert not list(tmp_path.rglob("*.*"))


def test_a_killed_writer_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = store.write(RESULT, tmp_path)
    before = path.read_text()
    script = (
        "import os, signal, pathlib; from clinpeft import store\n"
        "store.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"store.write_atomically(pathlib.Path({str(path)!r}), 'half')"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == before
    assert read_all(tmp_path) == (RESULT,)  # what the killed writer left beside it is not a result


def test_what_one_of_the_two_checks_refuses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: object) -> None:
        del content
        raise fastjsonschema.JsonSchemaValueException("data.spec must be something else")

    monkeypatch.setattr(store, "_compiled", lambda: refuse)
    with pytest.raises(store.ResultError, match=r"a\.json: data\.spec must be something else"):
        store.check(store.to_json(RESULT), "a.json")


@pytest.mark.parametrize("path", sorted(paths.tree().published.glob("*/*.json")), ids=lambda path: path.stem)
def test_published_results_follow_the_schema(path: Path) -> None:
    result = store.read(path)
    assert path.name == f"{result.spec.slug}.json"
    assert path.parent.name == result.spec.task


@pytest.mark.parametrize("study", catalogue.STUDIES.values(), ids=lambda study: study.name)
def test_published_results_stay_small(study: Study) -> None:
    """A clone must stay quick however many studies are published: packed, results take a quarter of their size."""
    files = [store.result_path(paths.tree().published, spec) for spec in study.runs]
    assert sum(path.stat().st_size for path in files if path.is_file()) < 30e6


@pytest.mark.parametrize("path", sorted(paths.tree().published.glob("*/*.json")), ids=lambda path: path.stem)
def test_published_results_are_of_the_text_that_the_cards_describe(path: Path) -> None:
    result = store.read(path)
    if result.spec.fold is None:
        told = corpora.card(result.spec.corpus)["tasks"]
        assert isinstance(told, dict)
        assert result.hashes["corpus"] == told[result.spec.task]["sha256"], (
            "publish the run again: its text has changed"
        )


def test_published_scores_are_those_of_the_published_predictions() -> None:
    wrong = []
    for path in sorted(paths.tree().published.glob("*/*.json")):
        result = store.read(path)
        if result.status != "success" or result.predictions is None:
            continue
        metric = catalogue.task(result.spec.task).main_metric
        once = np.ones((1, len(resampling.clusters(result.predictions))))
        pairs = [(result.score(metric), resampling.of_result)]
        if result.floor is not None and result.floor.predictions is not None:
            pairs.append((result.floor_score(metric), resampling.of_floor))
        wrong += [
            path.stem for said, of in pairs if said is not None and abs(of(result, metric)(once)[0] - said) > 1e-3
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("looks", "rising"),
    [
        ((0.5, 0.6), True),
        ((0.5, 0.504), False),
        ((0.6, 0.5, 0.603), False),
        ((0.7, 0.5, 0.6), False),
        ((0.5, None, 0.6), True),
        ((0.6,), None),
    ],
)
def test_a_run_is_unfinished_where_its_last_look_is_best_by_far(
    looks: tuple[float | None, ...], rising: bool | None
) -> None:
    curve = tuple(
        CurvePoint(epoch=float(i), updates=i, train_loss=0.5, validation=value, seconds=1.0)
        for i, value in enumerate(looks, 1)
    )
    assert replace(RESULT, curve=curve).unfinished is rising
