"""What a task page says of its text: from the card where the text is missing, from the text where it is here."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clinpeft import catalogue, corpora, paths
from clinpeft.corpora import Splits, TextExample, TokenExample, prepared
from clinpeft.corpora.disclosure import HIDDEN
from clinpeft.evaluation import floors
from clinpeft.results.figures import image_html
from clinpeft.results.figures.text_figures import plot_labels, plot_lengths
from clinpeft.showing.floor_report import fitted_words
from clinpeft.showing.task_report import ABSENT, WITHHELD, TaskReport, task_report
from clinpeft.showing.token_lengths import earlier_cuts
from clinpeft.specs import Floor, Score, SpecError


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> TaskReport:
    monkeypatch.setattr(corpora, "state", lambda _: "missing")
    return task_report("disposition", "neiss", 800, 0)


def test_without_the_text_figures_come_from_the_card(missing: TaskReport) -> None:
    assert "clinpeft data fetch neiss" in missing.notice
    shares = missing.labels().groupby("split")["share"].sum()
    assert shares.to_dict() == pytest.approx({"train": 1, "validation": 1, "test": 1})
    assert set(missing.lengths()["unit"]) == {"words"}
    assert "released" in missing.labels_in_words()


def test_without_the_text_the_rest_says_so(missing: TaskReport) -> None:
    words = missing.telling_words(), missing.telling_words(3, label_a_row=True)
    for table in (missing.examples(), missing.floor_scores(), *words, missing.floor_by_size((10,))):
        assert (list(table.columns), table.to_numpy().tolist()) == (["not shown"], [[ABSENT]])
    assert missing.mention_sentence() == missing.cut_sentence() == missing.where_shown("Read the table.") == ""
    assert missing.panels_sentence().endswith("where the text is at hand.")


def test_without_the_text_the_floor_is_the_kept_one(missing: TaskReport) -> None:
    kept = json.loads(paths.tree().floors.read_text("utf-8"))["disposition"]
    assert f"reaches AUROC {kept['value']:.3f} on the test texts." in missing.floor_sentence("AUROC")
    other = replace(missing, figures={**missing.figures, "sha256": "0"})
    assert other.floor_sentence("AUROC") == ABSENT, "the floor of another text"


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


@pytest.mark.parametrize(("share", "said"), [(0.25, "a mention in at least 25% of its"), (0.0, "a mention even once")])
def test_what_validation_chose_of_a_dictionary_is_a_share(share: float, said: str) -> None:
    score = Score(split="test", metric="entity_f1", value=0.5)
    floor = Floor(name="dictionary", strength=share, scores=(score,), predictions=None)
    assert said in fitted_words(catalogue.task("concepts"), floor, "entity F1", 800)


def test_a_type_that_training_lacks_is_not_called_the_rarest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "state", lambda _: "missing")
    said = task_report("phi_es", "meddocan", 800, 0).balance_sentence()
    assert "CENTRO_SALUD the rarest of those that occur (0.1%, 4 times)" in said
    assert said.endswith("In no training text: ID_EMPLEO_PERSONAL_SANITARIO.")
    assert "procedures the rarest (0.1%, once)." in task_report("section", "mts_dialog", 800, 0).balance_sentence()


def test_groups_are_those_of_the_original() -> None:
    assert "first sentences" in task_report("nli", "synthetic", 20, 0).sizes()
    assert "documents" in task_report("concepts", "synthetic", 20, 0).sizes()


def test_a_copy_is_not_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "state", lambda _: "missing")
    report = task_report("specialty", "mtsamples", 800, 0)
    assert not any("copy" in what for what in report.facts().index)
    noted = {**report.figures["noted"], "distinct reports read": 2400}
    other = replace(report, figures={**report.figures, "noted": noted})
    assert sum("copy" in what for what in other.facts().index) == 2


def test_an_address_is_a_link_to_its_folder(missing: TaskReport) -> None:
    assert missing.address.startswith("<https://github.com/AndreasSeas/NEISS_CSI/tree/6e11dc15")
    assert task_report("nli", "synthetic", 20, 0).address == "generated"


def test_a_cell_of_words_begins_on_the_left_and_stays_in_one_line() -> None:
    texts = [replace(text, text="one\n\ntwo") for text in _texts("a", 40)]
    splits = Splits.of(tuple(texts), _texts("b", 10), _texts("c", 10))
    report = TaskReport(catalogue.task("disposition"), catalogue.corpus("neiss"), {}, splits, splits.train, None)
    assert '<td style="text-align: left">one two</td>' in (report.examples(1)._repr_html_() or "")


def test_a_corpus_that_does_not_serve_the_task_is_refused() -> None:
    with pytest.raises(SpecError, match="does not serve task 'disposition'"):
        task_report("disposition", "maccrobat", 800, 0)


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TaskReport:
    """Credentialed text as prepared: in each split 40 and 20 texts, and three patients of a third label."""
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    labels = catalogue.task("length_of_stay").labels
    kinds = [(labels[0], 40), (labels[1], 20), (labels[2], 3)]
    parts = [_stays(name, kinds if name == "train" else kinds[:2]) for name in ("train", "validation", "test")]
    made = prepared.Preparation(Splits.of(*parts), {"stays cut": 4}, {"stays seen": 44})
    prepared._store(made, paths.prepared("length_of_stay", "mimic3"))
    return task_report("length_of_stay", "mimic3", 50, 0)


def _stays(split: str, kinds: list[tuple[str, int]]) -> tuple[TextExample, ...]:
    return tuple(
        TextExample(f"{split}{label}{i}", f"p{split}{label}{i}", f"secret {label} secretly {i}", label)
        for label, count in kinds
        for i in range(count)
    )


def test_of_credentialed_text_no_word_is_shown(private: TaskReport) -> None:
    for table in (private.examples(), private.telling_words(), private.mentions()):
        assert table.to_numpy().tolist() == [[WITHHELD]]
    shown = [private.sizes(), private.labels(), private.facts(), private.floor_scores(), private.floor_by_size((10,))]
    assert "secret" not in " ".join(str(table.to_csv()) for table in shown)


def test_of_credentialed_text_small_counts_are_hidden(private: TaskReport) -> None:
    train = private.labels().query("split == 'train'").set_index("label")["count"]
    # The three patients are hidden, and the next smallest too, or the total would tell them.
    assert train.isna().to_list() == [False, True, True]
    assert private.facts()["how many"].to_dict() == {"stays cut": HIDDEN, "stays seen": 44}
    assert private.labels_in_words().count(HIDDEN) == 2
    assert private.sizes()["texts"].to_list() == [63, 60, 60]


def test_a_sample_of_very_few_patients_is_shown_as_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    died, lived = catalogue.task("mortality").labels
    parts = [_stays(name, [(died, 2), (lived, 6)]) for name in ("train", "validation", "test")]
    prepared._store(prepared.Preparation(Splits.of(*parts), {}, {}), paths.prepared("mortality", "mimic3"))
    few = task_report("mortality", "mimic3", 5, 0)
    assert HIDDEN in few.balance_sentence()
    assert (few.sizes() == HIDDEN).all(axis=None)
    lengths = few.lengths()
    assert lengths["length"].isna().all()
    assert set(lengths["unit"]) == {"words"}
    assert few.lengths_in_words(lengths).count(HIDDEN) == len(lengths)
    assert few.cut_sentence() == ""
    assert "<img" in image_html(plot_lengths(lengths, "admission note"), few.lengths_in_words(lengths))


def test_credentialed_text_that_is_not_prepared_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    with pytest.raises(corpora.CorpusUnavailable, match="data prepare triage mimic3"):
        task_report("triage", "mimic3", 50, 0)


def test_a_figure_with_hidden_counts_is_drawn(private: TaskReport) -> None:
    axes = plot_labels(private.labels(), "texts")
    assert "<img" in image_html(axes, private.labels_in_words())
    assert "<img" in image_html(plot_lengths(private.lengths(), "admission note"), "lengths")


def test_a_page_names_the_recipes_that_cut_before_the_task_does() -> None:
    assert earlier_cuts(480).startswith(" Some recipes cut earlier: ")
    assert "`quick` after 96" in earlier_cuts(480)
    assert earlier_cuts(64) == ""
