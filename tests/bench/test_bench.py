"""The bench's parts that need no minute: its cells, its folder of runs, the limit it compares with."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from clinpeft import catalogue, paths, store
from clinpeft.bench import cells, report, scheduling, step_times, steps, stock, sweeps
from clinpeft.bench.environment import own_runs
from clinpeft.bench.verdict import verdict
from clinpeft.evaluation import costs
from clinpeft.modelling.hardware import Hardware
from clinpeft.specs import RunSpec


def test_cells_are_runs_of_the_catalogue_that_differ_in_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "text", lambda: ("mortality", "synthetic"))
    made = cells.specs(cells.LONG.cells, 64)
    assert len({spec.slug for spec in made}) == 16
    assert all(catalogue.excluded(spec) is None for spec in made)
    assert catalogue.recipe(cells.RECIPE).batch_size == cells.BATCH == 32
    assert catalogue.resolve(made[0]).method.options["lora_dropout"] == 0.1


def test_both_forms_train_on_as_many_texts_whatever_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for precision, texts in (("float32", 96), ("bfloat16", 128)):
        monkeypatch.setattr(cells.hardware, "chosen", lambda precision=precision: Hardware("cpu", precision))
        assert cells.texts() == texts
        assert texts % cells.BATCH == 0, "a step is a step of whole batches"


def test_runs_that_are_measured_stay_out_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", "/before")
    with own_runs():
        assert paths.tree().runs.is_dir()
    assert os.environ["CLINPEFT_RUNS"] == "/before"
    monkeypatch.delenv("CLINPEFT_RUNS")
    with pytest.raises(KeyError), own_runs():
        raise KeyError
    assert "CLINPEFT_RUNS" not in os.environ


def test_a_printed_number_is_found_among_the_outputs() -> None:
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("stream", text="other 3\nkilobytes 2048\n")])
    assert sweeps._printed(nbformat.v4.new_notebook(cells=[cell]), "kilobytes") == 2048


SMALLEST = cells.Size(
    cells=2, alone=1, stock_cells=1, repeats=1, seeds=2, score_texts=16, score_recipe=cells.RECIPE, steps=1,
    attention_rounds=1, few=3, many=5, rounds=1,
)  # fmt: skip


@pytest.mark.long
def test_sweeps_of_few_and_of_many_simulated_runs_are_made_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_PRELOAD", "ipykernel.kernelapp,jsonschema,platformdirs,psutil")
    made: list[int] = []
    measured = scheduling._seconds_each
    monkeypatch.setattr(scheduling, "_seconds_each", lambda runs: made.append(runs) or measured(runs))
    before = dict(os.environ)
    assert 0.1 < scheduling.constancy(SMALLEST) < 10
    assert made == [3, 5, 3]
    assert dict(os.environ) == before


def test_the_first_pass_of_each_side_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ours, theirs = iter([(90.0, 90.0), (2.0, 1.0), (4.0, 1.0)]), iter([(9.0, 9.0), (6.0, 8.0), (7.0, 8.0)])

    def of_ours(spec: RunSpec) -> tuple[float, ...]:
        asked.append(f"ours {spec.train_size}")
        return next(ours)

    def train(spec: RunSpec, test: bool) -> SimpleNamespace:
        assert not test
        asked.append(f"theirs {spec.train_size}")
        return SimpleNamespace(steps=next(theirs))

    monkeypatch.setattr(step_times, "of_ours", of_ours)
    monkeypatch.setattr(stock, "train", train)
    assert step_times.train_ratio(replace(SMALLEST, repeats=2), 96) == (6.5 + 8.0) / (3.0 + 1.0)
    assert asked == ["ours 96", "theirs 96"] * 3


@pytest.mark.usefixtures("minilm")
def test_both_sides_time_every_step_but_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "text", lambda: ("mortality", "synthetic"))
    (spec,) = cells.specs(1, 96)
    for steps_of in (step_times.of_ours(spec), stock.train(spec, test=False).steps):
        assert len(steps_of) == 2
        assert all(seconds > 0 for seconds in steps_of)


def test_the_quick_form_claims_no_ratio_that_it_has_no_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four cells tell neither how workers scale nor what a study's size costs: they would differ from the long form."""
    monkeypatch.setattr(sweeps, "_stock", lambda _: sweeps._Stock(9.0, 3.0, 2.0))
    monkeypatch.setattr(
        sweeps, "_ours", lambda specs, *_: sweeps._Swept(len(specs), *(n * len(specs) for n in (4.0, 3.0, 2.0)), None)
    )
    monkeypatch.setattr(sweeps.resources, "cores", lambda: 2)
    first = sweeps.FirstKernel(1.6, None)
    quick = sweeps.measure(cells.QUICK, 64, first)
    assert (quick.workers, quick.scaling) == (2, None)
    assert (quick.overhead_ours, quick.beside_ours, quick.overhead_stock, quick.beside_stock) == (1.0, 2.0, 6.0, 7.0)
    assert quick.sweep_ratio == pytest.approx(9.0 / (1.6 / 16 + 4.0))
    assert sweeps.measure(cells.LONG, 64, first).scaling == 1.0
    assert report._constancy(cells.QUICK) is None


def test_every_worker_makes_runs_that_are_timed_however_many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling.resources, "cores", lambda: 64)
    asked: list[int] = []
    monkeypatch.setattr(
        scheduling.sweeping, "sweep", lambda specs, workers: asked.append(workers) or ((one, None) for one in specs)
    )
    assert scheduling._seconds_each(cells.LONG.few) >= 0
    assert asked == [cells.LONG.few // 2]


def test_the_ratio_of_costs_is_that_of_medians(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = {3: iter([1.0, 9.0, 2.0, 2.0, 2.0, 0.1]), 5: iter([4.0, 3.0, 99.0])}
    monkeypatch.setattr(scheduling, "_seconds_each", lambda runs: next(costs[runs]))
    assert scheduling.constancy(replace(SMALLEST, rounds=3)) == 4.0 / 2.0


@pytest.mark.usefixtures("minilm")
@pytest.mark.long
def test_the_whole_bench_at_its_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "text", lambda: ("mortality", "synthetic"))
    monkeypatch.setattr(cells, "texts", lambda: 64)
    told: list[str] = []
    found = report.bench(SMALLEST, told=told.append)
    json.dumps(found)
    heard = {name: value for line in told for name, value in json.loads(line).items()}
    assert {"sweep_ratio", "train_ratio", "scores"} <= set(heard)
    assert {**found, **heard} == found
    for name in ("train_ratio", "sweep_ratio", "limit_share", "kernel_start_s"):
        assert found[name] > 0, name  # type: ignore[operator]
    assert set(found["attention"]) == set(steps.ATTENTIONS)  # type: ignore[call-overload]
    assert found["cost_per_run"]["runs"] == [3, 5]  # type: ignore[index]
    assert found["scores"]["metric"] == "auroc"  # type: ignore[index]
    assert len(found["scores"]["ours"]) == len(found["scores"]["trainer"]) == 2  # type: ignore[index]
    own = costs.peak_memory()
    assert own is None or found["peak_rss_mb"] > 200  # type: ignore[operator]
    assert found["size"] == asdict(SMALLEST)


def test_the_peak_is_that_of_the_largest_run_in_its_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    peaks = {0: 300 << 20, 1: 700 << 20, 2: None}
    monkeypatch.setattr(sweeps.sweeping, "sweep", lambda specs, *_: ((spec, None) for spec in specs))
    monkeypatch.setattr(store, "read", lambda path: result_of(int(path.stem.rpartition("s")[2]), peaks))
    swept = sweeps._ours([RunSpec("mortality", "synthetic", "minilm_l6", "lora", "quick", s, 64) for s in peaks], 1)
    assert (swept.runs, swept.inside, swept.training, swept.peak) == (3, 6.0, 4.5, 700)


def result_of(seed: int, peaks: Mapping[int, int | None]) -> SimpleNamespace:
    return SimpleNamespace(costs=SimpleNamespace(total_time=2.0, train_time=1.5, peak_memory=peaks[seed]))


@pytest.mark.parametrize(
    ("ours", "trainer", "difference", "noise", "holds"),
    [
        ([0.80, 0.82], [0.80, 0.84], -0.01, 0.0283, True),
        ([0.70, 0.72], [0.80, 0.84], -0.11, 0.0283, False),
        ([0.90, 0.92], [0.80, 0.80], 0.11, 0.0, True),
        ([0.90, None], [0.80, 0.84], None, 0.0283, None),
        ([0.90], [0.80], 0.1, None, None),
    ],
)
def test_the_verdict_on_scores(
    ours: list[float | None], trainer: list[float | None], difference: float, noise: float, holds: bool | None
) -> None:
    said = verdict(ours, trainer)
    assert (said["mean_difference"], said["seed_noise"], said["holds"]) == (difference, noise, holds)
    assert (said["ours"], said["trainer"]) == (ours, trainer)


@pytest.mark.usefixtures("minilm")
@pytest.mark.long
def test_the_trainer_trains_the_same_cell() -> None:
    spec = RunSpec("mortality", "synthetic", "minilm_l6", "lora", "bench", 0, 32, learning_rate=2e-3)
    trained = stock.train(spec)
    assert trained.seconds > 0
    assert trained.score is not None


def test_the_stock_notebook_is_a_notebook_with_parameters(tmp_path: Path) -> None:
    del tmp_path
    import jupytext

    notebook = jupytext.reads(sweeps._STOCK, fmt="py:percent")
    assert notebook.cells[0].metadata["tags"] == ["parameters"]
    assert "stock.train" in notebook.cells[1].source
