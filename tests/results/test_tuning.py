"""Learning rates by hand: validation chooses, test is reported, failures never win."""

from dataclasses import replace
from itertools import product

import mini_study
import pandas as pd
import pytest

from clinpeft import catalogue
from clinpeft.catalogue import pilot
from clinpeft.catalogue.methods import tuned
from clinpeft.results import (
    contrasts,
    figures,
    head_rates,
    headroom_sentences,
    paper_rate,
    paper_rate_sentences,
    tables,
    tuning,
    tuning_sentences,
)
from clinpeft.specs import RunResult, Score

BASE = mini_study.results("here")[1]
# rate -> (validation, test): validation prefers 1e-3, test would prefer 3e-3
SCORES = {1e-4: (0.60, 0.58), 3e-4: (0.66, 0.65), 1e-3: (0.70, 0.69), 3e-3: (0.69, 0.72)}


def run(rate: float, validation: float | None, test: float | None, head: float | None = None) -> RunResult:
    spec = replace(BASE.spec, learning_rate=rate, head_learning_rate=head)
    if validation is None:
        return replace(BASE, spec=spec, settings={}, status="failed", error="FloatingPointError: diverged", scores=())
    scores = [Score(split=s, metric="auroc", value=v) for s, v in (("validation", validation), ("test", test))]
    return replace(BASE, spec=spec, settings={}, scores=tuple(scores))


def frame(*extra: RunResult) -> pd.DataFrame:
    return tables.frame([*(run(rate, *pair) for rate, pair in SCORES.items()), *extra], "learning_rate", "here")


def test_validation_chooses_the_rate_and_test_is_reported() -> None:
    (row,) = tuning.chosen(frame(run(1e-2, None, None))).to_dict("records")
    assert (row["learning_rate"], row["test"]) == (1e-3, 0.69)
    assert row["rates"] == len(SCORES)
    assert not row["edge"]


def test_a_winner_at_the_end_of_the_grid_is_flagged() -> None:
    (row,) = tuning.chosen(frame(run(1e-2, 0.8, 0.8))).to_dict("records")
    assert (row["learning_rate"], row["edge"]) == (1e-2, True)


def test_a_rate_is_inside_only_between_its_neighbours() -> None:
    far = tuning.chosen(frame(run(1e-5, 0.1, 0.1), run(1e-2, 0.9, 0.9), run(1.0, 0.2, 0.2)))
    assert far["edge"].tolist() == [True], "1.0 is no neighbour of 0.01"
    assert tuning.chosen(frame(run(1e-2, 0.9, 0.9), run(3e-2, None, None)))["edge"].tolist() == [False], "it was tried"


def test_the_cost_of_a_shared_rate() -> None:
    (row,) = tuning.cost_of_paper_rate(frame()).to_dict("records")
    assert row["cost"] == pytest.approx(0.69 - 0.65)
    assert row["times"] == pytest.approx(1e-3 / 3e-4)


def seeded(result: RunResult, seed: int) -> RunResult:
    return replace(result, spec=replace(result.spec, seed=seed))


def both_ways() -> pd.DataFrame:
    """Three seeds with the head at its own rate, two of them also at one rate for both."""
    own = [seeded(run(1e-3, 0.5, score, head=1e-2), seed) for seed, score in enumerate((0.70, 0.74, 0.99))]
    shared = [seeded(run(1e-3, 0.5, score), seed) for seed, score in enumerate((0.60, 0.70))]
    return tables.frame([*own, *shared], "head_rate", "here")


def test_the_gain_of_a_head_rate_pairs_seeds() -> None:
    (row,) = head_rates.gains(both_ways()).to_dict("records")
    assert (row["n"], row["shared"], row["own"]) == (2, pytest.approx(0.65), pytest.approx(0.72))
    assert (row["gain"], row["low"], row["high"]) == tuple(map(pytest.approx, (0.07, 0.04, 0.10)))
    assert "+0.070, up in each of 2 seeds" in tuning_sentences.head_rate_words(both_ways())
    (panel,) = figures.head_gains(both_ways())
    assert [list(line.get_xdata()) for line in panel.get_lines()[1:3]] == [[pytest.approx(0.65)], [pytest.approx(0.72)]]
    assert "0.650 to 0.720" in figures.alt_head_gains(both_ways())


def test_without_pairs_the_page_says_so() -> None:
    alone = tables.frame([run(1e-3, 0.5, 0.5)], "head_rate", "here")
    assert tuning_sentences.head_rate_words(alone) == headroom_sentences.NO_RUNS
    assert figures.alt_head_gains(alone) == figures.tuning_figures.NOTHING
    assert len(figures.head_gains(alone)) == 1


def nested(runs: list[RunResult]) -> str:
    table = tables.frame(runs, "learning_rate", "here")
    return paper_rate_sentences.nested_words(tuning.cost_of_paper_rate(table), tuning.chosen(table))


def test_what_the_shared_rate_leaves_below_the_frozen_encoder_is_named() -> None:
    def of(method: str, result: RunResult) -> RunResult:
        return replace(result, spec=replace(result.spec, method=method))

    frozen = of("frozen", run(1e-2, 0.6, 0.62))
    runs = [frozen, *(of(name, run(3e-4, 0.5, score)) for name, score in (("lora", 0.55), ("ia3", 0.65)))]
    said = nested(runs)
    assert "LoRA on disposition" in said
    assert "IA3" not in said
    assert said.endswith("These are below it at their own best rates too: LoRA on disposition.")
    assert "lacked was training" not in said
    better = [*runs, of("lora", run(1e-2, 0.9, 0.7))]
    assert "so what they lacked was training: LoRA on disposition." in nested(better)
    assert nested(runs[1:]) == ""
    near = [frozen, of("lora", run(3e-4, 0.5, 0.61)), of("lora", run(1e-2, 0.9, 0.7))]
    assert "seeds may differ by as much: LoRA on disposition." in nested(near)


def own_head(*extra: RunResult) -> pd.DataFrame:
    """The same runs with a rate of their own for the head."""
    runs = [run(rate, *pair, head=1e-2) for rate, pair in SCORES.items()]
    return tables.frame([*runs, *extra], "learning_rate", "here")


def test_one_rate_for_all_competes_but_is_no_part_of_the_grid() -> None:
    (row,) = tuning.chosen(own_head(run(1e-1, 0.9, 0.9))).to_dict("records")
    assert (row["learning_rate"], row["rates"], row["edge"]) == (1e-1, 5, False)
    (row,) = tuning.chosen(own_head(run(1e-1, 0.1, 0.1), run(1e-2, 0.8, 0.8, head=1e-2))).to_dict("records")
    assert (row["learning_rate"], row["edge"]) == (1e-2, True), "the end of the grid with that head's rate"


def test_a_shared_rate_is_shared_with_the_head() -> None:
    (row,) = tuning.cost_of_paper_rate(own_head(run(3e-4, 0.3, 0.29))).to_dict("records")
    assert row["cost"] == pytest.approx(0.69 - 0.29)
    axes = figures.rates(own_head(run(3e-4, 0.3, 0.29)), 3e-4)
    line, mark = [drawn for drawn in axes[0].get_lines() if len(drawn.get_xdata()) in (1, 4)]
    assert list(line.get_ydata()) == [0.60, 0.66, 0.70, 0.69]
    assert (list(mark.get_ydata()), mark.get_markerfacecolor()) == ([0.3], "none")


def test_a_method_that_was_not_run_at_the_papers_rate_has_no_cost() -> None:
    assert tuning.cost_of_paper_rate(own_head()).empty, "the same number with another rate for the head is another rate"
    near = replace(run(3e-3, 0.3, 0.29), spec=replace(run(3e-3, 0.3, 0.29).spec, method="ia3"))
    assert tuning.cost_of_paper_rate(tables.frame([near], "learning_rate", "here")).empty
    nothing = paper_rate.with_intervals(tuning.cost_of_paper_rate(own_head()), [])
    assert paper_rate_sentences.cost_words(nothing) == headroom_sentences.NO_RUNS
    for words in (paper_rate_sentences.order_words, paper_rate_sentences.variation_words):
        assert words(paper_rate.behind(nothing, [], ["lora"])) == paper_rate_sentences.NOWHERE
    assert paper_rate_sentences.nested_words(nothing, tuning.chosen(own_head())) == ""


@pytest.mark.parametrize("trials", [1, 2, 3])
def test_expected_best_is_the_mean_over_all_draws(trials: int) -> None:
    scores = [0.2, 0.9, 0.4, 0.4]
    draws = [max(draw) for draw in product(scores, repeat=trials)]
    assert tuning.expected_best(scores, trials) == pytest.approx(sum(draws) / len(draws))


def test_a_failed_run_is_a_trial_that_found_nothing() -> None:
    curve = tuning.expected_best_curves(frame(run(1e-2, None, None)))
    assert curve["trials"].tolist() == [1, 2, 3, 4], "the paper's rate for all is no trial of the method's own grid"
    assert curve["expected"].iloc[0] == pytest.approx((0.60 + 0.70 + 0.69 + 0.60) / 4)
    assert curve["expected"].is_monotonic_increasing


def test_the_papers_rate_is_each_methods_own_rate_in_the_paper() -> None:
    full = [replace(r, spec=replace(r.spec, method="full")) for r in (run(3e-5, 0.6, 0.61), run(1e-4, 0.7, 0.72))]
    (row,) = tuning.cost_of_paper_rate(tables.frame(full, "learning_rate", "here")).to_dict("records")
    assert (row["learning_rate_paper"], row["test_paper"], row["cost"]) == (3e-5, 0.61, pytest.approx(0.11))


def test_a_rate_that_ends_its_grid_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    method = BASE.spec.method
    assert tuning.at_the_edge(frame(), {}) == [], "the winner lies inside"
    edge = frame(run(1e-2, 0.8, 0.8))  # .11 ahead of the next
    found = [(method, "sequence", 1e-2)]
    assert tuning.at_the_edge(edge, {}) == found
    assert tuning.at_the_edge(edge, {0.01: 0.10}) == found
    assert tuning.at_the_edge(edge, {0.01: 0.12}) == [], "seeds differ by more than the edge is ahead"
    assert tuning.at_the_edge(own_head(run(1e-1, 0.9, 0.9)), {}) == [], "one rate for all, tried once, is no grid"
    monkeypatch.setitem(pilot._BEYOND, (method, "sequence"), (1e-2, 3e-2))
    assert tuning.at_the_edge(edge, {}) == [], "made longer twice"


def other_task(rate: float, validation: float, head: float | None = None) -> RunResult:
    """A run of a second sequence task, whose scores are larger and prefer a larger rate."""
    made = run(rate, validation, validation, head)
    return replace(made, spec=replace(made.spec, task="mortality", corpus="synthetic"))


def test_a_kind_of_task_gets_the_rate_that_loses_least_over_its_tasks() -> None:
    tried = [other_task(rate, v) for rate, v in {1e-4: 0.90, 3e-4: 0.95, 1e-3: 0.96, 3e-3: 0.99}.items()]
    best = tuning.best_per_kind(frame(*tried))
    # mean loss over the two tasks: 1e-4 .095, 3e-4 .04, 1e-3 .015, 3e-3 .005
    assert best == {BASE.spec.method: {"sequence": {"learning_rate": 3e-3, "head_learning_rate": None}}}


def test_a_rate_that_one_task_has_not_tried_is_not_chosen() -> None:
    tried = [other_task(1e-3, 0.96), other_task(1e-2, 0.99), other_task(3e-4, 0.9)]
    best = tuning.best_per_kind(frame(run(1e-2, None, None), *tried))
    assert best[BASE.spec.method]["sequence"]["learning_rate"] == 1e-3
    assert tuning.best_per_kind(frame(other_task(0.5, 0.9))) == {}, "the tasks share no rate"


def test_the_heads_own_rate_is_part_of_the_choice() -> None:
    best = tuning.best_per_kind(own_head(run(1e-3, 0.1, 0.1)))
    assert best[BASE.spec.method]["sequence"] == {"learning_rate": 1e-3, "head_learning_rate": 1e-2}


def test_chosen_rates_replace_the_declared_ones_of_their_kind_only() -> None:
    lora = catalogue.method("lora")
    chosen = {"sequence": {"learning_rate": 0.5, "head_learning_rate": None}}
    tuned_lora = tuned.with_chosen_rates(lora, chosen)
    assert tuned_lora.learning_rate("tuned", "sequence") == 0.5
    assert tuned_lora.head_learning_rate("tuned", "sequence") == 0.5, "shared, not the declared head rate"
    for recipe, kind in (("tuned", "token"), ("quick", "sequence"), ("paper", "sequence")):
        assert tuned_lora.learning_rate(recipe, kind) == lora.learning_rate(recipe, kind)


def test_losses_are_counted_in_margins() -> None:
    """A loss of .015 in F1 is less than a margin, one of .012 in AUROC is more: the second task decides."""
    made = [run(rate, v, v) for rate, v in {1e-3: 0.70, 3e-3: 0.688}.items()]
    relations = [
        replace(
            made_at,
            spec=replace(made_at.spec, task="specialty", corpus="mtsamples"),
            scores=tuple(replace(score, metric=catalogue.task("specialty").main_metric) for score in made_at.scores),
        )
        for made_at in (run(rate, v, v) for rate, v in {1e-3: 0.500, 3e-3: 0.515}.items())
    ]
    best = tuning.best_per_kind(tables.frame([*made, *relations], "learning_rate", "here"))
    assert contrasts.margin(catalogue.task("specialty").main_metric) == 0.02
    assert best[BASE.spec.method]["sequence"]["learning_rate"] == 1e-3


def test_the_tuned_table_is_what_the_published_study_chooses() -> None:
    (study,) = [study for study in catalogue.STUDIES.values() if study.chooses_rates]
    whole = tuning.published_whole(study.name)
    if whole is None:
        pytest.skip(f"{study.name} is not published whole: the table waits")
    edges = tuning.at_the_edge(whole, tuning.seed_deviations())
    assert not edges, f"a better rate may lie beyond these: {edges}; see _BEYOND in catalogue/pilot.py"
    assert tuned.FILE.read_text(encoding="utf-8") == tuned.as_text(tuning.best_per_kind(whole)), (
        f"`clinpeft publish {study.name}` writes it"
    )
