"""The made-up corpus: the same everywhere, the splits' wordings apart, read whole by the readers of the originals."""

import hashlib
import json
import time
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from clinpeft import catalogue, corpora
from clinpeft.corpora import generated, synthetic
from clinpeft.corpora.examples import TextExample
from clinpeft.corpora.i2b2 import read_concepts, read_deid, read_events, read_relations
from clinpeft.corpora.mimic import read_mortality
from clinpeft.corpora.synthetic import pool
from clinpeft.corpora.synthetic.lexicon_files import wordings
from clinpeft.corpora.synthetic.pools import POOLS, Pool

# They change only when the generator is meant to write something else; its scores must then be measured again.
_SHA256 = {
    "mimic3": "d56e5027311fe1d1",
    "mimic3_planned": "754ad09b35360c96",
    "i2b2_2010": "9d93d07f3e51be3e",
    "i2b2_2010_relations": "81325030b4c2cd85",
    "i2b2_2012": "f81b07639f021d7e",
    "i2b2_2014": "f9851ee3cbd427b4",
    "mednli": "40acd280029e9c69",
}
_FAMILIES = (
    ("findings", ("serious", "harmless", "grave_illness", "mild_illness")),
    ("note_wording", ("course", "looks", "plan", "home", "moving", "newborn")),
    ("mentions", ("mention",)),
    ("mentions", ("modifier",)),
    ("relations", ("relation",)),
    ("relation_pairs", ("relation",)),
    ("events", ("event",)),
    ("identifiers", ("name",)),
    ("synonyms", ("synonym",)),
)
_MAIN_SECTIONS_END = "MEDICATION ON ADMISSION:"


def _write(form: str, folder: Path, seed: int, count: int) -> Path:
    getattr(synthetic, generated.WRITERS[form][0])(folder, seed, count)
    return folder


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*.*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="module")
def notes() -> list[TextExample]:
    splits = corpora.load("mortality", "synthetic")
    return [example for _, part in splits.items() for example in part if isinstance(example, TextExample)]


@pytest.mark.parametrize("form", list(generated.WRITERS))
def test_one_seed_gives_these_bytes_on_every_platform_and_another_seed_others(form: str, tmp_path: Path) -> None:
    assert _digest(_write(form, tmp_path / "0", 0, 48)) == _SHA256[form]
    assert _digest(_write(form, tmp_path / "1", 1, 48)) != _SHA256[form]


def test_ten_thousand_admissions_take_less_than_a_minute(tmp_path: Path) -> None:
    began = time.process_time()
    _write("mimic3", tmp_path, 0, 10_000)
    assert time.process_time() - began < 30


@pytest.mark.parametrize(("file", "families"), _FAMILIES)
def test_no_wording_stands_in_two_splits_or_twice(file: str, families: tuple[str, ...]) -> None:
    owners: dict[str, set[str]] = {}
    for family in families:
        for forms in wordings(file, family).values():
            assert all(forms.kept_to(split) for split in POOLS)
            everything = [*forms.shared, *forms.train, *forms.validation, *forms.test]
            assert len(set(everything)) == len(everything)
            for owner, owned in (("all", forms.shared), *((split, forms.kept_to(split)) for split in POOLS)):
                for form in owned:
                    owners.setdefault(form.lower(), set()).add(owner)
    assert {form: splits for form, splits in owners.items() if len(splits) > 1} == {}


def test_training_wordings_do_not_reach_test_notes(notes: list[TextExample]) -> None:
    test_text = "\n".join(example.text for example in notes if pool(example.group) == "test")
    assert [form for form in wordings("findings", "serious")["bleeding"].train if f" {form}." in test_text] == []


@pytest.mark.parametrize(
    ("group", "split"),
    [
        ("0", "train"),
        ("16", "validation"),
        ("023", "test"),
        ("record-0029", "test"),
        ("validation-00003", "validation"),
    ],
)
def test_a_group_tells_its_split(group: str, split: Pool) -> None:
    assert pool(group) == split


@pytest.mark.parametrize("group", ["record-", "abc", "12b", "", "train-", "training-1"])
def test_pool_refuses_ids_of_other_corpora(group: str) -> None:
    with pytest.raises(ValueError, match="no id of the synthetic corpus"):
        pool(group)


@pytest.mark.parametrize("task", catalogue.corpus("synthetic").tasks)
def test_every_task_has_enough_for_the_quick_study(task: str) -> None:
    splits = corpora.load(task, "synthetic")
    assert len(splits.train) >= 1000
    assert len(splits.validation) >= 200
    assert len(splits.test) >= 490


@pytest.mark.parametrize(
    ("form", "read", "test_folder"),
    [
        ("i2b2_2010", read_concepts, "test_data"),
        ("i2b2_2010", read_relations, "test_data"),
        ("i2b2_2012", read_events, "2012-08-08.test-data.event-timex-groundtruth/xml"),
        ("i2b2_2014", read_deid, "testing-PHI-Gold-fixed"),
    ],
)
def test_the_official_test_folder_holds_the_test_pool(form: str, read, test_folder: str, tmp_path: Path) -> None:
    reading = read(_write(form, tmp_path, 3, 60))
    groups = {example.group for example in reading.examples}
    assert {pool(group) for group in groups} == set(POOLS)
    files = {path.stem for path in (tmp_path / test_folder).iterdir()}
    assert {file.partition("-0")[0] if form == "i2b2_2014" else file for file in files} == {
        group for group in groups if pool(group) == "test"
    }


def test_notes_are_short_and_say_what_matters_first(notes: list[TextExample]) -> None:
    assert median(len(example.text.split()) for example in notes) <= 60
    main = [len(example.text.split(_MAIN_SECTIONS_END)[0].split()) for example in notes]
    # Short inputs are cut at 96 word pieces; these notes have fewer than 1.6 of them a word.
    assert max(main) <= 60


def test_outcomes_are_balanced_enough(notes: list[TextExample]) -> None:
    share = sum(example.label == "died" for example in notes) / len(notes)
    assert 0.18 < share < 0.32


def test_nothing_after_admission_is_read(notes: list[TextExample]) -> None:
    leaks = ("expired", "Hospital Course", "discharged home", "newborn")
    assert [example.id for example in notes if any(leak in example.text for leak in leaks)] == []


def test_the_tables_hold_what_makes_the_originals_hard_to_read(tmp_path: Path) -> None:
    reading = read_mortality(_write("mimic3", tmp_path, 0, 300))
    assert reading.removed["admissions of newborns"] > 10
    diagnoses = (tmp_path / "DIAGNOSES_ICD.csv").read_text(encoding="utf-8")
    assert ',"0389"\n' in diagnoses
    notes = (tmp_path / "NOTEEVENTS.csv").read_text(encoding="utf-8")
    assert '"Addendum"' in notes
    assert "pt expired" in notes


def test_a_bare_ampersand_stands_in_xml_as_in_the_releases(tmp_path: Path) -> None:
    folder = _write("i2b2_2012", tmp_path, 0, 60)
    assert any(b'text="labor & delivery"' in path.read_bytes() for path in folder.rglob("*.xml"))


def test_three_second_sentences_share_a_first_one(tmp_path: Path) -> None:
    lines = (_write("mednli", tmp_path, 0, 220) / "mli_train_v1.jsonl").read_text(encoding="utf-8").splitlines()
    firsts = Counter(json.loads(line)["sentence1"] for line in lines)
    # A first sentence can come up again.
    assert {number % 3 for number in firsts.values()} == {0}


def test_verify_finds_texts_that_are_not_those_of_the_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert corpora.verify("synthetic") == []
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    monkeypatch.setitem(generated.WRITERS, "mednli", ("write_mednli", 100))
    (problem,) = corpora.verify("synthetic")
    assert "texts of nli have sha256" in problem
    assert "Delete" in problem
