"""How many threads a run takes."""

import importlib

import pytest
import torch

from clinpeft import resources

RUN = importlib.import_module("clinpeft.running.run")  # the package shows the function of that name


@pytest.mark.parametrize(
    ("asked", "threads"),
    [({}, 2), ({"OMP_NUM_THREADS": "6"}, 6), ({"OMP_NUM_THREADS": "6", "CLINPEFT_THREADS": "3"}, 3)],
)
def test_a_run_takes_the_cores_of_its_container_unless_told(
    asked: dict[str, str], threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OMP_NUM_THREADS", "CLINPEFT_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(resources, "cores", lambda: 2)
    before = torch.get_num_threads()
    torch.set_num_threads(6)  # as torch counts, or as it has read it from the environment
    try:
        with RUN._threads():
            assert torch.get_num_threads() == threads
        assert torch.get_num_threads() == 6
    finally:
        torch.set_num_threads(before)
