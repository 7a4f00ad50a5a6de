"""How many simulated runs go at once, and on how many cores each, where memory or cores are short."""

import psutil
import pytest

from clinpeft import resources
from clinpeft.running import sweep
from clinpeft.running.past import memory_needs
from simulated import Simulation, spec


def test_fewer_runs_at_once_where_memory_is_short(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation.take(0.1)
    monkeypatch.setattr(resources, "free_memory", lambda: round(1.5 * memory_needs()(spec(0))))
    together = []
    for _ in sweep.sweep([spec(seed) for seed in range(3)], 3):
        began, ended = simulation.log("began"), simulation.log("ended")
        together.append(len(began) - len(ended))
    assert max(together) <= 1
    assert simulation.finished() == {0, 1, 2}


@pytest.mark.parametrize(("fitting", "threads"), [(1.5, 8), (2.5, 4), (3.5, 2), (99, 2)])
def test_cores_that_memory_would_leave_idle_go_to_the_runs_that_fit(
    fitting: float, threads: int, simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "free_memory", lambda: round(fitting * memory_needs()(spec(0))))
    monkeypatch.setattr(resources, "cores", lambda: 8)
    simulation.fault("open(paths.tree().root / 'threads', 'a').write(os.environ['CLINPEFT_THREADS'] + ' ')")
    assert [error for _, error in sweep.sweep([spec(seed) for seed in range(4)], 4)] == [None] * 4
    assert (simulation.root / "threads").read_text().split() == [str(threads)] * 4


def test_free_memory_and_cores_are_no_more_than_the_machine_has() -> None:
    assert 0 < resources.free_memory() <= psutil.virtual_memory().total
    assert 1 <= resources.cores() <= (psutil.cpu_count() or 1)
