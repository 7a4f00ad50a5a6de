"""What load gives for the real corpora, and whether their cards still say what the data says."""

import json

import pytest

from clinpeft import catalogue, corpora
from clinpeft.corpora.cards import make_card
from clinpeft.corpora.files import card_path
from clinpeft.corpora.sources import SOURCES
from clinpeft.corpora.splits import normalised
from clinpeft.specs import SpecError

OPEN = pytest.mark.open_data
CELLS = [
    *(pytest.param(task, "synthetic", id=task) for task in catalogue.corpus("synthetic").tasks),
    pytest.param("disposition", "neiss", id="disposition", marks=OPEN),
    pytest.param("case_concepts", "maccrobat", id="case_concepts", marks=OPEN),
]
NAMES = [pytest.param(name, marks=OPEN if c.tier == "open" else ()) for name, c in catalogue.CORPORA.items()]


def test_every_task_of_every_corpus_has_a_reader() -> None:
    assert set(SOURCES) == {(task, name) for name, corpus in catalogue.CORPORA.items() for task in corpus.tasks}


@pytest.mark.parametrize(("task", "corpus"), CELLS)
def test_no_text_and_no_group_crosses_and_labels_are_the_tasks(task: str, corpus: str) -> None:
    splits = corpora.load(task, corpus)
    groups = [{example.group for example in part} for _, part in splits.items()]
    texts = [{normalised(example) for example in part} for _, part in splits.items()]
    for sides in (groups, texts):
        assert not sides[0] & sides[1] | sides[0] & sides[2] | sides[1] & sides[2]
    ids = [example.id for _, part in splits.items() for example in part]
    assert len(set(ids)) == len(ids)
    declared = catalogue.task(task)
    expected = set(declared.entity_types) if declared.kind == "token" else set(declared.labels)
    for _, part in splits.items():
        assert {label for example in part for label in example.counted} == expected
    assert len(splits.train) >= 800


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_what_the_data_says(name: str) -> None:
    made = make_card(name)
    assert corpora.card(name) == made, f"run `python -m clinpeft.corpora.cards {name}` and look at what changed"
    written = card_path(name).read_text(encoding="utf-8")
    assert written == json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@OPEN
def test_disposition_has_enough_for_the_longer_study() -> None:
    splits = corpora.load("disposition", "neiss")
    assert len(splits.train) >= 8000
    assert len(splits.test) == 3000
    assert 700 <= len(splits.validation) <= 760
    assert all(example.text == example.text.lower() for example in splits.test)  # type: ignore[union-attr]


@OPEN
def test_case_concepts_has_the_documents_and_spans_of_its_source() -> None:
    splits = corpora.load("case_concepts", "maccrobat")
    assert [len({e.group for e in part}) for _, part in splits.items()] == [140, 30, 30]
    counted = [label for _, part in splits.items() for example in part for label in example.counted]
    # The source has so many spans of these types; a few overlap another and are dropped.
    spans = {"problem": 4738, "test": 4587, "treatment": 2116}
    for concept, number in spans.items():
        assert 0.99 * number <= counted.count(concept) <= number


def test_a_corpus_that_does_not_serve_the_task_is_said() -> None:
    with pytest.raises(SpecError, match="'neiss' does not serve task 'mortality'; it serves: disposition"):
        corpora.load("mortality", "neiss")


def test_open_text_that_was_not_fetched_is_unavailable(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(corpora.CorpusUnavailable, match="clinpeft data fetch neiss --from DIR"):
        corpora.load("disposition", "neiss")
    assert corpora.state("neiss") == "missing"


@pytest.mark.parametrize("name", list(catalogue.CORPORA))
def test_the_card_repeats_the_catalogue_and_pins_its_files(name: str) -> None:
    card, corpus = corpora.card(name), catalogue.corpus(name)
    assert (card["licence"], card["source"], card["tier"]) == (corpus.licence, corpus.source, corpus.tier)
    files = card["files"]
    assert isinstance(files, list)
    assert bool(files) == (corpus.tier == "open")
    assert all(len(file["sha256"]) == 64 and file["bytes"] > 0 for file in files)
