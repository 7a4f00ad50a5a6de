"""Numbers handed to the prose of a page are those of their names."""

from dataclasses import replace

import pandas as pd
import pytest

from clinpeft.running import recording
from clinpeft.specs import Floor, Score, Structure
from stored import HASHES, made


def scores(validation: float, test: float) -> tuple[Score, ...]:
    values = {"validation": validation, "test": test}
    return tuple(Score(split=split, metric="entity_f1", value=value) for split, value in values.items())


def test_each_value_is_the_number_of_its_name() -> None:
    result = made(HASHES, "2026-01-01")
    assert result.costs is not None
    result = replace(
        result,
        scores=scores(0.6, 0.5),
        floor=Floor(name="words", strength=1.0, scores=scores(0.35, 0.3)),
        structure=Structure(num_total_params=10, num_trainable_params=5, adapter_parameters=3, head_parameters=2),
        costs=replace(result.costs, file_size=2048, train_time=7.0, total_time=9.0, updates=4),
        settings={"learning_rate": 0.004, "head_learning_rate": None},
    )
    expected = {
        "test.main": 0.5, "validation.main": 0.6, "floor.main": 0.3, "floor.entity_f1": 0.3, "trainable": 5,
        "adapter_parameters": 3, "head_parameters": 2, "total": 10, "file_size_kb": 2.048, "train_time": 7.0,
        "total_time": 9.0, "updates": 4, "train_size": 64, "learning_rate": 0.004, "head_learning_rate": 0.004,
    }  # fmt: skip
    values = recording.result_values(result)
    assert {name: values[name] for name in expected} == expected
    shown = recording.scores_table(result).loc["entity_f1"].to_dict()
    assert shown == {"validation": 0.6, "test": 0.5, "floor, test": 0.3}


def test_scores_are_shown_with_all_their_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(recording, "display", lambda given, **_: shown.append(given))
    recording.record(replace(made(HASHES, "2026-01-01"), scores=scores(0.6, 0.702), floor=None))
    table = shown[-1]
    assert isinstance(table, pd.DataFrame)
    assert table.loc["entity_f1"].tolist() == ["0.600", "0.702"]
