"""What a run's seconds are counted from."""

import time
from dataclasses import replace

import pytest

from clinpeft import paths
from clinpeft.running import run
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.specs import RunSpec
from stored import SPEC

READING_SECONDS = 0.7


@pytest.mark.usefixtures("minilm")
def test_a_runs_seconds_begin_with_its_specification(
    empty_project: paths.Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts are read before there is anything to train: a run that left that out would seem faster than it is."""
    del empty_project
    of = Fingerprints.of

    def slowly(prints: Fingerprints, spec: RunSpec) -> dict[str, str | None]:
        time.sleep(READING_SECONDS)
        return of(prints, spec)

    monkeypatch.setattr(Fingerprints, "of", slowly)
    began = time.perf_counter()
    costs = run(replace(SPEC, train_size=16), fresh=True).costs
    passed = time.perf_counter() - began
    assert costs is not None
    assert costs.train_time + costs.evaluation_time + READING_SECONDS <= costs.total_time <= passed
