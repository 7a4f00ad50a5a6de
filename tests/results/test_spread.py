"""How far seeds lie apart, by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from test_tuning import run

from clinpeft.results import headroom_sentences, seed_sentences, spread, tables
from clinpeft.specs import RunResult


def test_scores_of_metrics_of_one_margin_make_one_deviation() -> None:
    table = pd.DataFrame({"metric": ["entity_f1", "f1_macro", "auroc"], "n": [3, 3, 3], "sd": [0.3, 0.4, 0.1]})
    assert spread.by_margin(table) == pytest.approx({0.02: (0.125) ** 0.5, 0.01: 0.1})


def test_seeds_by_hand() -> None:
    runs = [replace(r, spec=replace(r.spec, seed=s)) for s, r in enumerate(run(1e-3, 0.5, v) for v in (0.6, 0.7, 0.8))]
    table = spread.seed_spread(tables.frame(runs, "seeds", "here"))
    assert table["sd"].tolist() == pytest.approx([0.1])
    assert spread.pooled_deviation(table) == pytest.approx(0.1)
    (row,) = spread.by_task(table, seeds=(2,)).to_dict("records")
    assert row["sd"] == pytest.approx(0.1)
    assert row["2 seeds"] == pytest.approx(spread.smallest_difference(0.1, 2))
    assert spread.by_task(table[:0]).empty
    # n = 2: (t(.975, 2) + t(.8, 2)) s sqrt(2/2) = (4.302653 + 1.060660) s
    assert spread.smallest_difference(0.01, 2) == pytest.approx(0.05363313, abs=1e-6)
    assert spread.smallest_difference(0.01, spread.seeds_needed(0.01, 0.01) or 0) <= 0.01
    assert spread.smallest_difference(0.01, (spread.seeds_needed(0.01, 0.01) or 0) - 1) > 0.01
    assert spread.seeds_needed(1.0, 1e-6) is None
    said = seed_sentences.difference_words(table)
    assert "deviation between seeds is 0.1000 in AUROC" in said
    assert "one of 0.01 takes more than 1000 seeds each" in said


def test_pairing_by_hand() -> None:
    def scored(method: str, seed: int, value: float) -> RunResult:
        made = run(1e-3, 0.5, value)
        return replace(made, spec=replace(made.spec, method=method, seed=seed))

    lora, full = (0.60, 0.70, 0.80, 0.9), (0.61, 0.70, 0.81)
    runs = [scored(name, s, v) for name, values in (("lora", lora), ("full", full)) for s, v in enumerate(values)]
    (row,) = spread.paired_deviation(tables.frame(runs, "seeds", "here"), "lora", "full").to_dict("records")
    assert (row["n"], row["mean"], row["sd"]) == (3, pytest.approx(-0.02 / 3), pytest.approx(0.0057735, abs=1e-6))
    # n = 3: (t(.975, 2) + t(.8, 2)) s / sqrt(3) = (4.302653 + 1.060660) s / 1.732051
    assert spread.smallest_paired(0.01, 3) == pytest.approx(0.03096510, abs=1e-6)
    said = seed_sentences.pairing_words(tables.frame(runs, "seeds", "here"), "lora", "full")
    assert f"seen with {spread.seeds_needed(row['sd'], 0.01, spread.smallest_paired)} seeds" in said
    assert seed_sentences.pairing_words(tables.frame(runs[:1], "seeds", "here"), "lora", "full") == (
        headroom_sentences.NO_RUNS
    )
