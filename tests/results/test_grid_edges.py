"""When a grid of learning rates is made longer."""

import pandas as pd
import pytest

from clinpeft.catalogue import pilot
from clinpeft.results import tuning


def test_a_task_counts_by_its_margin_and_a_neighbour_that_failed_is_beaten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning.contrasts, "margin", {"auroc": 0.01, "macro_f1": 0.02}.get)
    rows = [("a", "macro_f1", 0.1, 0.621), ("a", "macro_f1", 0.03, 0.6), ("b", "auroc", 0.1, 0.68)]
    columns = ["task", "metric", "learning_rate", "validation"]
    table = pd.DataFrame([*rows, ("b", "auroc", 0.03, 0.70)], columns=columns).assign(corpus="x")
    assert not tuning._beats_neighbour(table, 0.1, {}), "a margin ahead on one task, two behind on the other"
    table.loc[3, "validation"] = None
    assert tuning._beats_neighbour(table, 0.1, {})


def test_no_grid_is_made_longer_more_often_than_the_protocol_says() -> None:
    assert all(len(rates) <= pilot.LONGEST for rates in pilot._BEYOND.values())
