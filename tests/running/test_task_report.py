"""What a task page says of its text: from the card where the text is missing, from the text where it is here."""

import pytest
from clinpeft.evaluation.task_report import ABSENT, TaskReport, task_report

from clinpeft import catalogue, corpora
from clinpeft.corpora import Splits, TextExample, TokenExample
from clinpeft.evaluation import floors
from clinpeft.specs import SpecError


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> TaskReport:
    monkeypatch.setattr(corpora, "state", lambda _: "missing")
    return task_report("disposition", "neiss", 800, 0)


def test_without_the_text_figures_come_from_the_card(missing: TaskReport) -> None:
    assert "clinpeft data fetch neiss" in missing.notice
    shares = missing.labels().groupby("split")["share"].sum()
    assert shares.to_dict() == pytest.approx({"train": 1, "validation": 1, "test": 1})
    assert set(missing.lengths(lambda _: 1)["unit"]) == {"words"}
    assert "released" in missing.labels_in_words()


def test_without_the_text_the_rest_says_so(missing: TaskReport) -> None:
    for table in (missing.examples(), missing.floor_scores(), missing.telling_words(), missing.floor_by_size((10,))):
        assert table.to_numpy().tolist() == [[ABSENT]]
    assert missing.floor_sentence("AUROC") == missing.mention_sentence() == ABSENT


def _texts(split: str, count: int) -> tuple[TextExample, ...]:
    words = ("fracture unstable", "admitted"), ("sprain mild", "released")
    return tuple(
        TextExample(f"{split}{i}", f"{split}{i}", f"{words[i % 2][0]} {i}", words[i % 2][1]) for i in range(count)
    )


def _report(splits: Splits) -> TaskReport:
    task, corpus = catalogue.task("disposition"), catalogue.corpus("neiss")
    floor = floors.floor(task, splits.train, splits.validation, splits.test)
    return TaskReport(task, corpus, {"sha256": splits.sha256}, splits, splits.train, floor)


def test_telling_words_pull_the_right_way() -> None:
    report = _report(Splits.of(_texts("a", 40), _texts("b", 10), _texts("c", 10)))
    words = report.telling_words(1)
    assert "fracture" in words["towards admitted"][0] or "unstable" in words["towards admitted"][0]
    assert "sprain" in words["towards released"][0] or "mild" in words["towards released"][0]
    assert "reaches AUROC 1.000" in report.floor_sentence("AUROC")
    assert "is the text" in report.notice


def test_another_text_than_the_cards_is_named() -> None:
    report = _report(Splits.of(_texts("a", 40), _texts("b", 10), _texts("c", 10)))
    changed = TaskReport(report.task, report.corpus, {"sha256": "0"}, report.splits, report.train, report.floor)
    assert "is not the text" in changed.notice


def test_examples_show_a_new_label_first() -> None:
    report = _report(Splits.of(_texts("a", 40), _texts("b", 10), _texts("c", 10)))
    assert set(report.examples(2)["label"]) == {"admitted", "released"}


def test_mentions_are_marked_and_counted() -> None:
    sentence = TokenExample("1", "d", ("chest", "pain", "and", "ECG"), ("B-problem", "I-problem", "O", "B-test"))
    other = TokenExample("2", "e", ("pain", "on", "exertion"), ("B-problem", "O", "O"))
    again = TokenExample("3", "f", ("ECG", "and", "fever"), ("B-test", "O", "B-problem"))
    splits = Splits.of((sentence, other), (other,), (again,))
    task, corpus = catalogue.task("case_concepts"), catalogue.corpus("maccrobat")
    report = TaskReport(task, corpus, {}, splits, splits.train, None)
    assert report.examples(1)["text"].tolist() == ["[chest pain](problem) and [ECG](test)"]
    assert report.mention_sentence().startswith("Of the mentions in the test texts, 50%")
    assert ("chest pain", "problem", 1) in list(report.mentions().itertuples(index=False, name=None))


def test_a_corpus_that_does_not_serve_the_task_is_refused() -> None:
    with pytest.raises(SpecError, match="does not serve task 'disposition'"):
        task_report("disposition", "maccrobat", 800, 0)
