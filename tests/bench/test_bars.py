"""The speed that the project promises, held on this machine while it does nothing else: ``make test-all`` ends with it.

Beside other work each of these numbers means nothing, so they are neither in ``make test`` nor among parallel tests.
"""

from dataclasses import replace

import pytest
import torch

from clinpeft.bench import cells, scheduling, step_times, steps, sweeps
from clinpeft.bench.environment import own_runs
from clinpeft.modelling import hardware

pytestmark = [pytest.mark.alone, pytest.mark.long, pytest.mark.usefixtures("minilm")]


@pytest.fixture(scope="module")
def swept() -> sweeps.Sweeps:
    size = replace(cells.LONG, alone=8, cells=8, stock_cells=1)
    first = sweeps.first_kernel(size)
    return sweeps.measure(size, cells.texts(), first)


@pytest.fixture
def bfloat16() -> None:
    if hardware.chosen().dtype is not torch.bfloat16:
        pytest.skip("the ratios to the Trainer are promised for processors with bfloat16")


def test_two_workers_make_nearly_twice_as_many_runs(swept: sweeps.Sweeps) -> None:
    if swept.scaling is None:
        pytest.skip("one core")
    assert swept.workers != 2 or swept.scaling >= 1.8, swept


def test_a_forked_kernel_has_little_memory_of_its_own(swept: sweeps.Sweeps) -> None:
    assert swept.first.private_mb is None or swept.first.private_mb <= 100, swept


@pytest.mark.usefixtures("bfloat16")
def test_a_notebook_takes_a_second_beside_its_run(swept: sweeps.Sweeps) -> None:
    assert swept.overhead_ours <= 1.0, swept


@pytest.mark.usefixtures("bfloat16")
def test_a_sweep_is_five_times_as_fast_as_plain_papermill_with_the_trainer(swept: sweeps.Sweeps) -> None:
    assert swept.sweep_ratio >= 5, swept


@pytest.mark.usefixtures("bfloat16")
def test_training_is_three_and_a_half_times_as_fast_as_the_trainer() -> None:
    with own_runs():
        assert step_times.train_ratio(cells.LONG, cells.texts()) >= 3.5


def test_a_step_reaches_its_share_of_the_limit() -> None:
    assert steps.limit_share(cells.LONG) >= 0.16


def test_a_run_costs_the_same_among_many_as_among_few() -> None:
    assert scheduling.constancy(replace(cells.LONG, rounds=1)) == pytest.approx(1, abs=0.05)
