"""Verdicts on invented runs: the interval decides, validation chooses the rate."""

from dataclasses import replace

import mini_study
import pandas as pd
import pytest

from clinpeft import catalogue, paths
from clinpeft.results import figures, headroom_sentences, leads, pivots, sentences, tables, task_overview
from clinpeft.results.tables import StudyResults
from clinpeft.specs import Floor, RunResult, RunSpec, Score, Study

BASE = mini_study.results("here")[0]
SCORES = [(0.9 if label == "admitted" else 0.1) for label in (BASE.predictions or {})["labels"]]


def run(rate: float, validation: float, floor: list[float] | None, seed: int = 0) -> RunResult:
    """A run that is always right, beside a floor with these scores."""
    scores = tuple(Score(split=s, metric="auroc", value=v) for s, v in (("validation", validation), ("test", 1.0)))
    beside = Floor(
        name="words",
        strength=None,
        scores=(Score(split="test", metric="auroc", value=0.5),),
        predictions=None if floor is None else {"scores": list(floor)},
    )
    spec = replace(BASE.spec, learning_rate=rate, seed=seed)
    predictions = {**(BASE.predictions or {}), "scores": SCORES}
    return replace(BASE, spec=spec, settings={}, scores=scores, floor=beside, predictions=predictions)


def test_an_interval_above_zero_beats_the_floor() -> None:
    blind = [0.5] * len(SCORES)
    table = leads.leads([run(1e-4, 0.8, blind), run(1e-3, 0.7, blind)], "here")
    assert table["learning_rate"].tolist() == [1e-4], "validation chooses the rate"
    assert table["verdict"].tolist() == [leads.BEATS]
    assert "disposition may carry headlines" in headroom_sentences.headlines(table)


def test_a_loss_at_the_end_of_the_grid_says_so() -> None:
    rates = [run(rate, score, SCORES) for rate, score in ((1e-5, 0.6), (1e-4, 0.7), (1e-3, 0.8))]
    table = leads.leads(rates, "here")
    assert table["edge"].tolist() == [True]
    assert "its rate, 0.001, ends the grid" in headroom_sentences.headroom_words(table)
    inside = leads.leads([*rates, run(1e-2, 0.5, SCORES)], "here")
    assert inside["edge"].tolist() == [False]
    assert "ends the grid" not in headroom_sentences.headroom_words(inside)
    won = leads.leads([run(r.spec.learning_rate or 0, 0.8, [0.5] * len(SCORES)) for r in rates], "here")
    assert "ends the grid" not in headroom_sentences.headroom_words(won)
    assert leads.leads(rates[:1], "here")["edge"].tolist() == [False], "one rate is no grid"


def test_headlines_are_judged_at_the_size_of_comparison() -> None:
    blind = [0.5] * len(SCORES)
    table = leads.leads([run(1e-4, 0.8, blind)], "here")
    assert leads.headlined(table) == ["disposition"]
    assert leads.headlined(table.assign(train_size=3200)) == []
    (row,) = leads.reach(table).to_dict("records")
    assert row["reach"] == pytest.approx((table["high"].iloc[0] - table["low"].iloc[0]) / 2)
    assert headroom_sentences.where_words_win(table) == "Here the floor surely wins nowhere."


def test_what_a_program_wrote_into_the_text_carries_no_headline() -> None:
    blind = [0.5] * len(SCORES)
    table = leads.leads([run(1e-4, 0.8, blind)], "here").assign(task="deid", corpus="mtsamples_surrogate")
    assert (leads.headlined(table), leads.planted(table)) == ([], ["deid"])
    said = headroom_sentences.headlines(table)
    assert "No task may carry headlines yet; deid on mtsamples_surrogate may not, since a program wrote" in said


def test_an_equal_floor_suffices() -> None:
    table = leads.leads([run(1e-4, 0.8, SCORES)], "here")
    assert table["verdict"].tolist() == [leads.SUFFICE]
    level = "Here the floor surely wins nowhere. It is not beaten on disposition on neiss with 800 texts (+0.000)."
    assert headroom_sentences.where_words_win(table) == level.replace("+0.000", f"{table['lead'].iloc[0]:+.3f}")
    surely = headroom_sentences.where_words_win(table.assign(high=-0.01))
    assert surely.startswith("Here the floor surely wins on disposition on neiss")
    assert "words suffice" in headroom_sentences.headroom_words(table)
    assert "No task may carry headlines" in headroom_sentences.headlines(table)


def test_without_the_floors_predictions_nothing_is_decided() -> None:
    table = leads.leads([run(1e-4, 0.8, None)], "here")
    assert table["verdict"].tolist() == [leads.OPEN]
    assert table["lead"].tolist() == [pytest.approx(0.5)]


def test_one_seed_below_is_enough_to_withhold_headlines() -> None:
    blind = [0.5] * len(SCORES)
    table = leads.leads([run(1e-4, 0.8, blind), run(1e-4, 0.8, SCORES, seed=1)], "here")
    assert len(table) == 2
    assert "No task may carry headlines" in headroom_sentences.headlines(table)


def test_a_cell_waits_for_all_its_rates() -> None:
    blind = [0.5] * len(SCORES)
    low, high, other = run(1e-4, 0.8, blind), run(1e-3, 0.7, blind), run(1e-4, 0.8, blind, seed=1)
    asked = [low.spec, high.spec, other.spec]
    assert leads.whole_cells([low, other], asked) == (other,)
    failed = replace(high, status="failed", error="diverged", error_kind="exception", scores=())
    assert leads.whole_cells([low, failed], asked[:2]) == (low, failed), "a failure has been tried"
    assert leads.whole_cells([low, high, other], asked[:2]) == (low, high), "a seed of another study, at one rate only"


def test_a_study_shows_whole_cells_of_both_origins() -> None:
    blind = [0.5] * len(SCORES)
    low, high = run(1e-4, 0.8, blind), run(1e-3, 0.7, blind)
    study = Study(name="two", title="Two", question="Which?", runs=(low.spec, high.spec))
    table = leads.of_study(StudyResults(study, here=(low,), published=(low, high)))
    assert table["origin"].tolist() == ["published"]


def test_a_run_that_stands_here_and_published_is_not_two_seeds() -> None:
    blind = [0.5] * len(SCORES)
    result = run(1e-4, 0.8, blind)
    study = Study(name="one", title="One", question="Which?", runs=(result.spec,))
    table = leads.of_study(StudyResults(study, (result,), (result,)))
    words = headroom_sentences.headroom_words(table)
    assert "2 seeds" not in words
    (axes,) = figures.leads(table)
    assert [label.get_text().rpartition(", ")[2] for label in axes.get_yticklabels()] == ["here", "published"]
    here, published = words.splitlines()
    assert (here.count("here"), published.count("published")) == (1, 1)


def test_the_same_run_at_two_sizes_is_two_runs_and_here_and_published_are_one() -> None:
    base = run(1e-4, 0.8, None)
    larger = replace(base, spec=replace(base.spec, train_size=3200))
    here, published = (tables.frame([base, larger], "one", origin) for origin in ("here", "published"))
    rising = pd.concat([here, published]).assign(unfinished=True)
    assert "2 of 2 runs" in sentences.unfinished_words(rising)


def test_flags_are_written_as_words() -> None:
    assert pivots.as_text(pd.DataFrame({"a": [True, False]}))["a"].tolist() == ["yes", "no"]
    rates = pivots.as_text(pd.DataFrame({"rate": [3e-5, 0.01, 0.0]}))["rate"]
    assert rates.tolist() == ["3e-05", "0.010", "0.000"], "a small rate is not zero"


def test_a_verdict_on_unfinished_training_says_so() -> None:
    table = leads.leads([run(1e-4, 0.8, SCORES)], "here")
    told = [headroom_sentences.headroom_words(table.assign(unfinished=flag)) for flag in (False, True)]
    assert ["still rising" in words for words in told] == [False, True]


def test_each_open_tasks_page_gives_the_published_verdict() -> None:
    stored = tables.study_results("headroom")
    found = leads.of_study(stored)
    verdicts = {leads.BEATS: "beats the floor", leads.SUFFICE: "words suffice", leads.OPEN: "be told apart"}
    for task in dict.fromkeys(spec.task for spec in stored.study.runs):
        rows = found[(found["task"] == task) & (found["origin"] == "published")]
        said = headroom_sentences.task_headroom(task)
        for row in rows.to_dict("records"):
            assert f"{row['lead']:+.3f} from the floor" in said
            assert verdicts[row["verdict"]] in said
        if not rows.empty:
            assert ("may carry headlines" in said) == (task in leads.headlined(rows))
        if rows.empty and found[found["task"] == task].empty:
            assert "not been measured" in said
        page = paths.tree().notebooks / "tasks" / f"{task}.py"
        assert "{value}`headroom`" in page.read_text(encoding="utf-8"), f"{task}'s page does not say it"


def test_a_lead_whose_interval_reaches_zero_is_undecided() -> None:
    table = leads.leads([run(1e-4, 0.8, [*SCORES[:-1], 0.95])], "here")  # wrong in one group of four
    assert (table["low"].iloc[0], table["verdict"].iloc[0]) == (0, leads.OPEN)
    assert "cannot be told from the floor" in headroom_sentences.headroom_words(table)
    ahead = leads.leads([run(1e-4, 0.8, [0.5] * 8)], "here")
    assert "full fine-tuning beats the floor (1 seed)" in headroom_sentences.headroom_words(ahead)


def test_what_all_rows_of_the_figure_share_is_said_once() -> None:
    table = leads.leads([run(1e-4, 0.8, [0.5] * len(SCORES))], "here")
    both = pd.concat([table, table.assign(task="deid", corpus="mtsamples_surrogate")], ignore_index=True)
    (axes,) = figures.leads(both)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["disposition", "deid on mtsamples_surrogate"]
    assert axes.get_title() == "Full fine-tuning, 800 texts, seed 0"
    assert figures.alt_leads(both).startswith(
        "Score minus floor of Full fine-tuning, 800 texts, seed 0, with intervals."
    )


def test_long_texts_are_told_from_the_cards() -> None:
    study = catalogue.study("headroom")
    assert "deid on mtsamples_surrogate" in task_overview.long_tasks(study, 128)
    assert "disposition" not in task_overview.long_tasks(study, 128)
    assert task_overview.long_tasks(study, 10**6) == "no task"


def test_a_task_without_runs_at_the_size_of_comparison_is_not_judged() -> None:
    row = {"task": "deid", "corpus": "mtsamples_surrogate", "train_size": None, "verdict": leads.BEATS}
    other = {"task": "disposition", "corpus": "neiss", "train_size": leads.SIZE, "verdict": leads.BEATS}
    said = headroom_sentences.headlines(pd.DataFrame([row, other]))
    assert "deid on mtsamples_surrogate has not been measured at it" in said
    assert "words suffice" not in said


def test_tasks_without_a_headline_are_told_apart_and_the_other_size_speaks() -> None:
    def row(task: str, size: int | None, verdict: str) -> dict[str, object]:
        corpus = "neiss" if task == "disposition" else "mts_dialog"
        return {"task": task, "corpus": corpus, "train_size": size, "verdict": verdict}

    small = [row("disposition", leads.SIZE, leads.OPEN), row("section", leads.SIZE, leads.SUFFICE)]
    said = headroom_sentences.headlines(pd.DataFrame(small))
    assert "on section it is not ahead: words suffice" in said
    assert "on disposition the two cannot be told apart" in said
    assert "other size" not in said
    more = [*small, row("disposition", None, leads.BEATS), row("section", 200, leads.OPEN)]
    said = headroom_sentences.headlines(pd.DataFrame(more))
    assert said.endswith("at the other size that was tried it beats the floor on disposition (all texts).")
    none = [*small, row("section", 200, leads.OPEN)]
    assert headroom_sentences.headlines(pd.DataFrame(none)).endswith("it beats the floor on none of them.")


def test_the_sizes_of_a_task_stand_together() -> None:
    specs = [
        RunSpec(*place, "minilm_l6", "full", "pilot", 0, size, learning_rate=1e-4)
        for size in (800, None)
        for place in (("disposition", "neiss"), ("mortality", "synthetic"))
    ]
    study = Study(name="sizes", title="", question="", runs=tuple(specs))
    made = tuple(replace(run(1e-4, 0.8, None), spec=spec) for spec in specs)
    found = leads.of_study(StudyResults(study, here=made, published=()))
    assert found["task"].tolist() == ["disposition"] * 2 + ["mortality"] * 2


def test_words_win_nowhere_that_a_seed_has_beaten_them() -> None:
    place = {"task": "section", "corpus": "mts_dialog", "train_size": leads.SIZE, "origin": "published"}
    rows = [
        {**place, "verdict": leads.SUFFICE, "lead": -0.01, "high": 0.01},
        {**place, "verdict": leads.BEATS, "lead": 0.02, "high": 0.03},
        {**place, "verdict": leads.SUFFICE, "lead": -0.02, "high": 0.0, "origin": "here"},
    ]
    assert headroom_sentences.where_words_win(pd.DataFrame(rows)) == "Here the floor surely wins nowhere."
