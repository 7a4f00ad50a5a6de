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
    assert lead.endswith("says so:")
    assert said == (
        "- **LoRA**: 0.040 to 0.100 (surely behind on 1 of 2 tasks) at the paper's rate, 0.000 to 0.020 (surely behind "
        "on 0 of 2 tasks) at its own."
    )


def test_a_method_is_not_represented_by_some_of_its_rates() -> None:
    results = [*pair("lora", 1.9, 0.4), *pair("ia3", 1.9, 0.4)]
    study = Study(name="rates", title="", question="", runs=tuple(result.spec for result in results))
    stored = StudyResults(study, here=(), published=tuple(results[:3]))
    assert [result.spec.method for result in tuning.whole(stored).published] == ["lora", "lora"]
    assert tuning.chosen(tuning.whole(replace(stored, published=())).frame()).empty
