"""The overview has every task that anyone may read text of, and shows no floor of another text than the card's."""

import json
from pathlib import Path

import pytest

from clinpeft import catalogue, corpora, paths, store
from clinpeft.results.figures import image_html
from clinpeft.results.task_overview import in_words, overview, plot_balance, plot_words, synthetic_scores
from clinpeft.specs import RunSpec


def test_every_task_has_a_row_with_plausible_shares() -> None:
    frame = overview()
    assert set(frame.index) == set(catalogue.TASKS)
    assert ((frame["rarest"] > 0) & (frame["rarest"] <= frame["commonest"]) & (frame["commonest"] < 1)).all()
    assert frame.loc["mortality", "ceiling"] > 0.5
    assert "<img" in image_html(plot_balance(frame), in_words(frame, ("commonest", "rarest")))
    assert "<img" in image_html(plot_words(frame), in_words(frame, ("median words", "90th percentile")))


@pytest.mark.parametrize(("same", "shown"), [(True, 0.7), (False, None)])
def test_a_floor_on_another_text_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool, shown: float | None
) -> None:
    card = json.loads((paths.tree().cards / "synthetic.json").read_text(encoding="utf-8"))
    sha256 = card["tasks"]["nli"]["sha256"] if same else "0"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "corpora").symlink_to(paths.tree().cards)
    (tmp_path / "data" / "floors.json").write_text(json.dumps({"nli": {"value": 0.7, "sha256": sha256}}))
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path))
    assert overview()["floor"].dropna().to_list() == ([shown] if shown else [])


def test_the_overview_shows_the_card_and_the_published_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))
    words = corpora.card("synthetic")["tasks"]["mortality"]["splits"]["train"]["words_per_text"]
    shown = overview().loc["mortality"]
    assert (shown["median words"], shown["90th percentile"]) == (words["median"], words["percentile_90"])
    specs = [RunSpec("mortality", "synthetic", "minilm_l6", "full", "quick", seed, 800) for seed in (0, 1)]
    runs = [store.read(store.result_path(paths.tree().published, spec)) for spec in specs]
    row = synthetic_scores().loc[("mortality", "quick")]
    assert [row["full, seed 0"], row["full, seed 1"]] == [run.score("auroc") for run in runs]
    assert row["floor"] == pytest.approx(sum(run.floor_score("auroc") or 0 for run in runs) / 2)
    assert row["ceiling"] == corpora.ceiling("mortality", "synthetic")
