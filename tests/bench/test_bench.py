"""The bench's parts that need no minute: its cells, its folder of runs, the limit it compares with."""

import os
from pathlib import Path

import nbformat
import pytest

from clinpeft import catalogue, paths
from clinpeft.bench import cells, steps, stock, sweeps
from clinpeft.specs import RunSpec


def test_cells_are_runs_of_the_catalogue_that_differ_in_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "text", lambda: ("mortality", "synthetic"))
    made = cells.specs(cells.LONG.cells, 64)
    assert len({spec.slug for spec in made}) == 16
    assert all(catalogue.excluded(spec) is None for spec in made)
    assert catalogue.recipe(cells.RECIPE).batch_size == cells.BATCH == 32
    assert catalogue.resolve(made[0]).method.options["lora_dropout"] == 0.1


def test_a_cell_of_a_sweep_trains_a_few_seconds_on_slow_machines_and_on_fast_ones() -> None:
    assert [cells.texts_of_seconds(seconds) for seconds in (10.0, 1.0, 0.3, 0.001)] == [64, 96, 320, 640]


def test_runs_that_are_measured_stay_out_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", "/before")
    with sweeps.own_runs():
        assert paths.tree().runs.is_dir()
    assert os.environ["CLINPEFT_RUNS"] == "/before"
    monkeypatch.delenv("CLINPEFT_RUNS")
    with pytest.raises(KeyError), sweeps.own_runs():
        raise KeyError
    assert "CLINPEFT_RUNS" not in os.environ


def test_a_printed_number_is_found_among_the_outputs() -> None:
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("stream", text="other 3\nkilobytes 2048\n")])
    assert sweeps._printed(nbformat.v4.new_notebook(cells=[cell]), "kilobytes") == 2048


@pytest.mark.usefixtures("minilm")
@pytest.mark.long
def test_a_step_reaches_the_share_of_the_limit_and_the_trainer_trains_the_same_cell() -> None:
    assert steps.limit_share(cells.QUICK) >= 0.16
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
