"""What load gives for the real corpora, and whether their cards still say what the data says."""

import json
from collections import Counter

import pytest

from clinpeft import catalogue, corpora
from clinpeft.corpora.cards import make_card
from clinpeft.corpora.files import card_path, folder, pinned, places
from clinpeft.corpora.lengths import example_tokens
from clinpeft.corpora.sources import SOURCES, make_splits, source
from clinpeft.corpora.splits import normalised
from clinpeft.specs import SpecError

OPEN = pytest.mark.open_data
CELLS = [
    *(pytest.param(task, "synthetic", id=task) for task in catalogue.corpus("synthetic").tasks),
    *(
        pytest.param(task, name, id=f"{task}-{name}", marks=OPEN)
        for name, corpus in catalogue.CORPORA.items()
        for task in corpus.tasks
        if corpus.tier == "open" and not corpus.repeats_cross and pinned(name)
    ),
]
NAMES = [pytest.param(name, marks=OPEN if c.tier == "open" else ()) for name, c in catalogue.CORPORA.items()]
UNEVEN = {"section-mts_dialog": 0, "specialty-mtsamples": 0, "phi_es-meddocan": 1, "deid-mtsamples_surrogate": 5}
"""Tasks with labels too rare to be in every split, and how many of the labels their training texts lack."""
UNSEEN = {"mtsamples": ["mtsamples.csv"], "vaers_2003": ["2003VAERSData.zip"]}
"""Files that nobody here has seen, so that no checksum is known."""


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
    found = [{label for example in part for label in example.counted} for _, part in splits.items()]
    assert len(expected - found[0]) == UNEVEN.get(f"{task}-{corpus}", 0)
    assert all(labels <= expected if f"{task}-{corpus}" in UNEVEN else labels == expected for labels in found)
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
    assert bool(files) == (corpus.tier == "open" and corpus.edition_of is None)
    seen = [file for file in files if file["sha256"] is not None]
    assert all(len(file["sha256"]) == 64 and file["bytes"] > 0 for file in seen)
    assert [file["path"] for file in files if file not in seen] == UNSEEN.get(name, [])


@OPEN
def test_counts_are_those_of_the_sources() -> None:
    """Numbers that were counted independently of these readers, before anything is removed."""
    relations = corpora.read("case_relations", "maccrobat", folder("maccrobat"))
    assert (len(relations), sum(e.counted == ("none",) for e in relations)) == (38_380, 20_719)
    stays = corpora.read("hospital_days", "vaers_stated", folder("vaers"))
    counted = Counter(label for example in stays for label in example.counted)
    assert counted == {"up_to_3": 1321, "4_to_7": 443, "8_to_14": 156, "over_14": 128}
    sections = corpora.load("section", "mts_dialog_official")
    assert [len(part) for _, part in sections.items()] == [1201, 100, 400]
    known = {normalised(example) for example in sections.train}
    assert sum(normalised(example) in known for example in sections.test) == 52
    events = corpora.load("drug_events", "phee_official")
    assert [len(part) for _, part in events.items()] == [6107, 2118, 2204]
    details = corpora.read("phi_es", "meddocan", folder("meddocan"))
    assert sum(len(example.counted) for example in details) == 22_795


@OPEN
def test_hospitals_stay_on_one_side_and_the_test_is_large() -> None:
    splits = corpora.load("transfer", "neiss_by_hospital")
    assert len(splits.test) == 5000
    assert 0.08 < sum(e.counted == ("transferred",) for e in splits.test) / 5000 < 0.12


@OPEN
def test_each_document_is_tested_in_exactly_one_fold() -> None:
    reading = source("case_concepts", "maccrobat").read(folder("maccrobat"))
    splits = [make_splits("case_concepts", "maccrobat", reading, fold)[0] for fold in range(5)]
    folds = [{example.group for example in part.test} for part in splits]
    assert [len(fold) for fold in folds] == [40] * 5
    assert len(set.union(*folds)) == 200
    assert len({example.group for example in splits[0].validation}) == 20
    assert corpora.load("case_concepts", "maccrobat", 3).sha256 == splits[3].sha256


@OPEN
def test_training_text_ends_at_the_limit_of_tokens() -> None:
    limits = catalogue.task("specialty")
    used = sum(min(example_tokens(e), limits.max_length) for e in corpora.load("specialty", "mtsamples").train)
    assert limits.train_tokens is not None
    assert 0.98 * limits.train_tokens < used <= limits.train_tokens


def test_a_fold_that_is_not_there_is_said() -> None:
    with pytest.raises(SpecError, match="'neiss' has one split and no folds"):
        corpora.load("disposition", "neiss", fold=0)
    with pytest.raises(SpecError, match="'maccrobat' has folds 0 to 4, got fold=5"):
        corpora.load("case_concepts", "maccrobat", fold=5)


def test_every_place_of_an_open_corpus_can_be_downloaded() -> None:
    for name, corpus in catalogue.CORPORA.items():
        if corpus.tier == "open":
            assert all(any(file.served for file in forms) for forms in places(name))
