"""What a shared rate costs is said only as surely as the test documents allow."""

from dataclasses import replace

import pandas as pd
import pytest
from test_contrasts import made

from clinpeft.results import paper_rate, paper_rate_sentences, tables, tuning
from clinpeft.results.tables import StudyResults
from clinpeft.specs import RunResult, Score, Study


def at(rate: float, method: str, skill: float, score: float, texts: int = 1500) -> RunResult:
    result = made(method, 0, skill, texts=texts)
    scores = tuple(Score(split=split, metric="auroc", value=score) for split in ("validation", "test"))
    spec = replace(result.spec, learning_rate=rate)
    return replace(result, spec=spec, settings={}, scores=scores)


def costs(results: list[RunResult]) -> pd.DataFrame:
    frame = tables.frame(results, "learning_rate", "here")
    return paper_rate.with_intervals(tuning.cost_of_paper_rate(frame), results)


@pytest.mark.parametrize(
    ("skill", "texts", "said"),
    [
        (0.5, 1500, "more than 0.01 on disposition"),
        (1.5, 1500, "less than 0.01 on disposition"),
        (1.2, 40, "not to be told from 0.01 on disposition"),
    ],
)
def test_a_cost_is_sure_where_its_whole_interval_is(skill: float, texts: int, said: str) -> None:
    found = costs([at(1e-2, "lora", 1.5, 0.9, texts), at(3e-4, "lora", skill, 0.7, texts)])
    assert said in paper_rate_sentences.cost_words(found)


def pair(method: str, own: float, shared: float) -> list[RunResult]:
    return [at(1e-2, method, own, 0.5 + own / 10), at(3e-4, method, shared, 0.4 + shared / 10)]


def test_the_order_counts_the_differences_that_are_told_apart() -> None:
    def said(results: list[RunResult]) -> str:
        return paper_rate_sentences.order_words(paper_rate.behind(costs(results), results, ["lora", "ia3", "full"]))

    assert "changes on 1 of 1 task" in said([*pair("lora", 1.9, 0.4), *pair("ia3", 1.0, 0.9)])
    assert "told apart at both rates on 1 of these" in said([*pair("lora", 1.9, 0.4), *pair("ia3", 1.0, 0.9)])
    level = [at(1e-2, "ia3", 1.9, 0.6), pair("ia3", 1.9, 0.9)[1]]  # its predictions are LoRA's
    assert "told apart at both rates on 0 of these" in said([*pair("lora", 1.9, 0.4), *level])
    assert said(pair("lora", 1.9, 0.4)) == paper_rate_sentences.NOWHERE, "IA3 does not stand on the task"


def test_what_varies_from_task_to_task_has_a_number() -> None:
    table = pd.DataFrame(
        [
            {"task": task, "rate": rate, "method": "lora", "leader": "ia3", "behind": behind, "apart": behind > 0.05}
            for task, *both in (("disposition", 0.1, 0.0), ("case_concepts", 0.04, 0.02))
            for rate, behind in zip(("paper", "own"), both, strict=True)
        ]
    )
    lead, _, said = paper_rate_sentences.variation_words(table).partition("\n\n")
    assert lead.endswith("The distance varies less from task to task at their own rates for 1 of 1 method: LoRA.")
    assert said == (
        "- **LoRA**: 2.0 to 10.0 margins (surely behind on 1 of 2 tasks) at the paper's rate, 0.0 to 1.0 margins "
        "(surely behind on 0 of 2 tasks) at its own."
    )
    alike = pd.DataFrame(
        [
            {"task": "trial_outcome", "rate": rate, "method": name, "leader": "ia3", "behind": 0.0, "apart": False}
            for name in ("lora", "ia3")
            for rate in ("paper", "own")
        ]
    )
    again = paper_rate_sentences.variation_words(pd.concat([table, alike]))
    assert "Left out, as all have one score at a rate: trial_outcome." in again
    assert again.partition("\n\n")[2] == said


def test_a_method_is_not_represented_by_some_of_its_rates() -> None:
    results = [*pair("lora", 1.9, 0.4), *pair("ia3", 1.9, 0.4)]
    study = Study(name="rates", title="", question="", runs=tuple(result.spec for result in results))
    stored = StudyResults(study, here=(), published=tuple(results[:3]))
    assert [result.spec.method for result in tuning.whole(stored).published] == ["lora", "lora"]
    assert tuning.chosen(tuning.whole(replace(stored, published=())).frame()).empty


def test_equal_scores_at_the_papers_rate_have_no_leader() -> None:
    """Where no method has learned anything all predict one class; the first of equals is the catalogue's first."""
    rows = [
        {"task": "trial", "rate": rate, "method": name, "leader": "lora", "behind": behind, "apart": behind > 0}
        for name, *both in (("lora", 0.0, 0.1), ("ia3", 0.0, 0.0))
        for rate, behind in zip(("paper", "own"), both, strict=True)
    ]
    said = paper_rate_sentences.order_words(pd.DataFrame(rows))
    assert said == "On trial none leads at the paper's rate: all have the same score."


def test_what_nobody_measured_is_not_said_of_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinpeft.results.spread.chance_gaps", lambda: {"case_concepts": 0.1})
    place = {"origin": "here", "task": "disposition", "corpus": "neiss", "train_size": 800}
    best = pd.DataFrame([{**place, "method": "frozen", "test": 0.6}])
    table = pd.DataFrame([{**place, "method": "lora", "test": 0.9, "test_paper": 0.1}])
    said = paper_rate_sentences.nested_words(table, best)
    assert "how far seeds differ there was not measured: LoRA on disposition." in said
    assert "may differ by as much" not in said
    near = table.assign(task="case_concepts", test=0.55, test_paper=0.1)
    said = paper_rate_sentences.nested_words(near, best.assign(task="case_concepts"))
    assert "but by no more than seeds may differ: LoRA on case_concepts." in said


def test_a_cost_without_an_interval_says_so() -> None:
    found = costs([at(1e-2, "lora", 1.5, 0.9), at(3e-4, "lora", 0.5, 0.7)]).assign(low=None, high=None)
    said = paper_rate_sentences.cost_words(found.astype({"low": "Float64", "high": "Float64"}))
    assert "without an interval, on disposition" in said
    assert "not to be told" not in said
