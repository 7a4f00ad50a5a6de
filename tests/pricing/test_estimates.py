"""What runs will take: operations counted by hand, a pace found again, the paper's own hours, this machine's past."""

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from clinpeft import catalogue, paths, pricing, provenance, resources, store
from clinpeft.cli import app
from clinpeft.corpora import Splits
from clinpeft.modelling import hardware
from clinpeft.pricing import machines, paces, workload
from clinpeft.pricing.paces import Pace, Timing
from clinpeft.pricing.workload import Workload
from clinpeft.running import fingerprints, past, sweep
from clinpeft.specs import TRAINS, RunSpec
from stored import HASHES, made

SPEC = RunSpec("concepts", "synthetic", "minilm_l6", "lora", "quick", 0, 64)


def test_operations_of_a_text_by_hand() -> None:
    backbone = catalogue.backbone("minilm_l6")  # 6 layers of width 384, inner width 1536
    weights = 4 * 384 * 384 + 2 * 384 * 1536
    assert workload.forward_flops(backbone, 10) == 6 * 10 * (2 * weights + 4 * 384 * 10)


def test_gated_feed_forwards_and_narrow_keys_are_counted_as_they_are() -> None:
    gated = catalogue.backbone("llama2_7b")  # 32 layers of width 4096, three matrices to and from 11008
    weights = 4 * 4096 * 4096 + 3 * 4096 * 11008
    assert workload.forward_flops(gated, 1) == 32 * (2 * weights + 4 * 4096)
    narrow = catalogue.backbone("smollm2_135m")  # 30 layers of width 576, keys and values 192 wide
    weights = 2 * 576 * 576 + 2 * 576 * 192 + 3 * 576 * 1536
    assert workload.forward_flops(narrow, 1) == 30 * (2 * weights + 4 * 576)


@pytest.mark.parametrize("name", sorted(catalogue.BACKBONES))
def test_no_backbone_computes_with_more_numbers_than_it_has(name: str) -> None:
    backbone = catalogue.backbone(name)
    attention = backbone.layers * 4 * backbone.hidden_size
    assert workload.forward_flops(backbone, 1) - attention <= 2 * backbone.parameters


@pytest.mark.usefixtures("minilm")
def test_updates_and_texts_of_a_run() -> None:
    counted = workload.Workloads(fingerprints.Fingerprints()).of(SPEC)
    assert counted.updates == 104  # 13 passes over 64 texts in batches of 8: at least a hundred
    assert counted.predicted == 3 * 120 + 300
    assert 1e9 < counted.train_flops < counted.train_flops + counted.predict_flops < 1e14


def test_a_pace_is_found_again() -> None:
    true = Pace(0.05, 2e-11, 3.0, 1e-11)
    work = [Workload(100 + k, 50, 1e11 * (1 + k % 3), 2e11 * (1 + k % 4)) for k in range(6)]
    train = [w.updates * true.per_update + w.train_flops * true.per_train_flop for w in work]
    rows = [Timing(w, t, true.seconds(w) - t) for w, t in zip(work, train, strict=True)]
    found = paces.pace(rows)
    for row in work:
        assert found.seconds(row) == pytest.approx(true.seconds(row), rel=1e-6)


# Hours of ten epochs on mortality (paper, table of costs) and its operations: six for a weight and a token.
PAPER_TRAINING = [(0.53, 4.564e15), (1.35, 4.216e16), (2.51, 8.376e16)]
PAPER_PREDICTING = [(0.06, 4.5e14), (0.22, 8.2e15)]


def test_rented_machines_give_back_the_papers_hours() -> None:
    for hours, flops in PAPER_TRAINING:
        assert machines.rented(machines.TRAINER, 10_620, flops).hours == pytest.approx(hours, rel=0.25)
    for hours, flops in PAPER_PREDICTING:
        assert machines.rented(machines.PREDICTOR, 100_000, flops).hours == pytest.approx(hours, rel=0.05)
    whole = (
        machines.rented(machines.TRAINER, 10_620, 8.376e16).pounds
        + machines.rented(machines.PREDICTOR, 100_000, 8.2e15).pounds
    )
    assert whole == pytest.approx(5.56, rel=0.05)


def past_run(folder: Path, spec: RunSpec, code: str, seconds: float, memory: int, precision: str | None = None) -> None:
    like = made({**HASHES, "code": code.ljust(64, "0")}, "2026-01-01")
    assert like.costs is not None
    costs = replace(like.costs, train_time=seconds / 2, total_time=seconds, peak_memory=memory)
    machine = {**like.machine, "precision": precision or hardware.chosen().precision}
    store.write(replace(like, spec=spec, costs=costs, machine=machine), folder)


@pytest.mark.usefixtures("minilm")
def test_this_machines_past_is_the_best_guess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    monkeypatch.setattr("clinpeft.pricing.throughput.measured", None)  # not needed
    code = provenance.code()
    for seed in range(4):
        past_run(tmp_path, replace(SPEC, seed=seed), code, 40.0, 3 << 30)
        past_run(tmp_path, replace(SPEC, seed=seed, method="ia3"), "0a", 99.0, 1 << 30)
        past_run(tmp_path, replace(SPEC, seed=seed, max_seconds=2.0), code, 4.0, 2 << 30)  # tells no pace
        past_run(tmp_path, replace(SPEC, seed=seed + 4), code, 400.0, 3 << 30, "float16")  # of another number format
        past_run(tmp_path, replace(SPEC, seed=seed, task="mortality"), code, 80.0, 1 << 30)  # another floor
    (tmp_path / "concepts" / "broken.json").write_text("{")
    asked = replace(SPEC, seed=9)
    pricer = pricing.Pricer(workload.Workloads(fingerprints.Fingerprints()), code)
    estimate = pricer.estimate(asked)
    assert estimate.seconds == pytest.approx(40 + pricing.NOTEBOOK_SECONDS, rel=0.01)
    assert estimate.memory == 3 << 30
    short = pricer.estimate(replace(asked, max_seconds=2.0))
    assert short.seconds == pytest.approx(2 + 20 + pricing.NOTEBOOK_SECONDS, rel=0.01), "all but training stays"
    assert pricer.estimate(replace(asked, max_seconds=99.0)).seconds == estimate.seconds
    assert past.usual_seconds()(asked) == 220, "of every number format: only the order of runs hangs on it"
    here, train, predict = pricing.prices([estimate] * 3, workers=2)
    assert here.hours == pytest.approx(3 * estimate.seconds / 2 / 3600)
    assert 0 < predict.pounds < train.pounds


def test_a_run_on_another_fold_has_texts_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workload.modelling, "load_tokenizer", lambda _: None)
    monkeypatch.setattr(workload.modelling, "encode", lambda part, *_: list(part))
    splits = SimpleNamespace(splits=lambda spec: Splits((spec.fold,), (), (), ""))
    counted = workload.Workloads(splits)  # type: ignore[arg-type]
    folded = RunSpec("case_concepts", "maccrobat", "minilm_l6", "lora", "quick", 0, 64)
    assert [counted.encoded(replace(folded, fold=fold))["train"] for fold in (0, 1)] == [[0], [1]]


def test_however_many_workers_the_longest_run_is_waited_for() -> None:
    assert machines.here([3600.0, 60.0], workers=8).hours == 1
    assert machines.here([3600.0] * 4, workers=2).hours == 2


@pytest.mark.usefixtures("minilm")
def test_plan_prices_what_is_pending_and_remembers_the_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    said = CliRunner().invoke(app, ["plan", "smoke", "--workers", "1"], env={"COLUMNS": "200"})
    assert said.exit_code == 0, said.output
    assert "What the 3 pending runs will take" in said.output
    assert "g5.16xlarge" in said.output
    kept = sorted((paths.home() / "pace").iterdir())
    assert [path.name.split("-")[:2] for path in kept] == [["minilm_l6", "adapter"], ["minilm_l6", "head"]]
    monkeypatch.setattr("clinpeft.pricing.throughput._measure", None)
    monkeypatch.setattr(resources, "cores", lambda: 64)
    again = CliRunner().invoke(app, ["plan", "smoke"], env={"COLUMNS": "200"})
    assert again.exit_code == 0
    assert "this machine, 3 of 64 cores" in again.output, "no more workers than runs"


@pytest.mark.alone
@pytest.mark.long
@pytest.mark.usefixtures("minilm")
def test_a_plan_is_near_what_the_runs_then_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    quick = [spec for spec in catalogue.study("quick").runs if spec.corpus == "synthetic"]
    runs = [spec for spec in quick if spec.method in ("frozen", "lora", "prompt_tuning")]
    assert len({spec.task for spec in runs}) == 2, "with floors of two kinds"
    pricer = pricing.Pricer(workload.Workloads(fingerprints.Fingerprints()), provenance.code())
    planned = sum(pricer.estimate(spec).seconds for spec in runs)
    for name in ("CLINPEFT_THREADS", "OMP_NUM_THREADS"):  # as many runs on as many cores have it, and as is planned for
        monkeypatch.setenv(name, "1")
    began = time.monotonic()
    assert dict(sweep.sweep(runs, 1, sweep.local_pool(1))) == dict.fromkeys(runs)
    taken = time.monotonic() - began
    assert planned == pytest.approx(taken, rel=0.25), f"planned {planned:.0f} seconds, taken {taken:.0f}"


def test_every_way_of_training_has_a_price() -> None:
    assert set(workload.PASSES) == set(TRAINS)
