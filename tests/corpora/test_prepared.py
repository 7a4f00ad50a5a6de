"""Preparing credentialed text: whole or not at all, for its owner only, read back as it was, counts and never text."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import raw_files
from clinpeft import catalogue, corpora, paths
from clinpeft.cli.data import app
from clinpeft.corpora import prepared
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.sources import SOURCES
from raw_files import SECRET, WRITERS

CELLS = [pytest.param(*cell, id="-".join(cell)) for cell in WRITERS]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path / "home"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def data(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_credentialed_corpus_is_covered() -> None:
    assert set(WRITERS) == {cell for cell in SOURCES if catalogue.corpus(cell[1]).private}


@pytest.mark.parametrize(("task", "corpus"), CELLS)
def test_what_was_prepared_is_what_load_gives(task: str, corpus: str, raw: Path, home: Path) -> None:
    WRITERS[(task, corpus)](raw)
    made = prepared.prepare(task, corpus, raw)
    assert corpora.load(task, corpus) == made.splits
    declared = catalogue.task(task)
    allowed = set(declared.entity_types) if declared.kind == "token" else set(declared.labels)
    for _, part in made.splits.items():
        assert {label for example in part for label in example.counted} <= allowed
    groups = [{example.group for example in part} for _, part in made.splits.items()]
    assert not groups[0] & groups[1] | groups[0] & groups[2] | groups[1] & groups[2]
    ids = [example.id for _, part in made.splits.items() for example in part]
    assert len(set(ids)) == len(ids)
    folder = home / "private" / f"{task}-{corpus}"
    assert sorted(path.name for path in folder.iterdir()) == [
        "prepared.json", "test.jsonl", "train.jsonl", "validation.jsonl",
    ]  # fmt: skip
    assert SECRET not in (folder / "prepared.json").read_text().lower()


@pytest.mark.parametrize(("task", "corpus"), CELLS)
def test_the_command_prints_counts_and_never_text(task: str, corpus: str, raw: Path) -> None:
    WRITERS[(task, corpus)](raw)
    result = data("prepare", task, corpus, "--raw", raw)
    assert result.exit_code == 0, result.output
    assert SECRET not in result.output.lower()
    assert "train" in result.output
    assert data("prepare", task, corpus).exit_code == 0  # counts again, of what is prepared


def test_counts_below_ten_are_not_printed(raw: Path) -> None:
    raw_files.mednli(raw)
    output = data("prepare", "nli", "mednli", "--raw", raw).output
    assert "24" not in output, "texts of eight patients"
    assert "contradiction hidden, entailment hidden" in output
    assert "hidden: fewer than 10 patients or documents stand behind the count" in output


def test_one_small_count_cannot_be_had_by_subtraction(raw: Path) -> None:
    raw_files.mednli(raw)
    train = raw / "mli_train_v1.jsonl"
    pairs = [
        f'{{"pairID": "{n}", "sentence1": "a {n}", "sentence2": "b", "gold_label": "neutral"}}\n' for n in range(30)
    ]
    lines = [line for line in train.read_text().splitlines(keepends=True) if '"contradiction"}' not in line]
    more = [pair.replace("neutral", "entailment") for pair in pairs[:12]]
    more = [pair.replace('"pairID": "', '"pairID": "e') for pair in more]
    train.write_text("".join(line for line in lines if '"neutral"}' not in line) + "".join(pairs[:5] + more))
    output = data("prepare", "nli", "mednli", "--raw", raw).output
    assert "entailment hidden, neutral hidden" in output


def test_many_labels_of_few_patients_are_not_printed(raw: Path) -> None:
    raw_files.mednli(raw)
    pair = '{{"pairID": "{0}", "sentence1": "premise {1}", "sentence2": "b {0}", "gold_label": "{2}"}}\n'
    few = "".join(pair.format(f"f{n}", n % 3, "contradiction") for n in range(40))
    many = "".join(pair.format(f"m{n}", 100 + n, "neutral") for n in range(50))
    more = "".join(pair.format(f"e{n}", 200 + n, "entailment") for n in range(60))
    (raw / "mli_train_v1.jsonl").write_text(few + many + more)
    output = data("prepare", "nli", "mednli", "--raw", raw).output
    assert "contradiction hidden, entailment 60, neutral hidden" in output


def test_texts_that_stand_in_training_and_test_are_counted(raw: Path) -> None:
    raw_files.i2b2_2010(raw)
    assert prepared.prepare("concepts", "i2b2_2010", raw).noted[prepared._IN_TEST] == 18


def test_only_the_owner_may_read(raw: Path, home: Path) -> None:
    before = os.umask(0)
    try:
        raw_files.mednli(raw)
        prepared.prepare("nli", "mednli", raw)
    finally:
        os.umask(before)
    for folder in (home / "private", home / "private" / "nli-mednli"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_preparing_again_replaces_and_leaves_nothing_beside_it(raw: Path, home: Path) -> None:
    raw_files.mednli(raw)
    first = prepared.prepare("nli", "mednli", raw).splits
    train = raw / "mli_train_v1.jsonl"
    train.write_text("".join(train.read_text().splitlines(keepends=True)[:-3]))
    second = prepared.prepare("nli", "mednli", raw).splits
    assert len(second.train) == len(first.train) - 3
    assert corpora.load("nli", "mednli") == second
    assert [path.name for path in (home / "private").iterdir()] == ["nli-mednli"]


def test_a_failure_leaves_what_was_there(raw: Path) -> None:
    raw_files.mednli(raw)
    first = prepared.prepare("nli", "mednli", raw).splits
    (raw / "mli_test_v1.jsonl").unlink()
    with pytest.raises(RawDataError, match=r"mli_test_v1\.jsonl is missing"):
        prepared.prepare("nli", "mednli", raw)
    assert corpora.load("nli", "mednli") == first


@pytest.mark.parametrize("damage", ["changed", "cut short", "gone", "no summary"])
def test_prepared_files_that_were_changed_are_not_used(raw: Path, home: Path, damage: str) -> None:
    raw_files.mednli(raw)
    prepared.prepare("nli", "mednli", raw)
    test = home / "private" / "nli-mednli" / "test.jsonl"
    text = test.read_text()
    if damage == "gone":
        test.unlink()
    elif damage == "no summary":
        next(test.parent.glob("*.json")).write_text("{}")
    else:
        test.write_text(text.replace("neutral", "entailment", 1) if damage == "changed" else text[:-20])
    with pytest.raises(corpora.CorpusUnavailable, match="no longer what was written"):
        corpora.load("nli", "mednli")
    assert data("verify", "mednli").exit_code == 1


def test_state_counts_the_tasks(raw: Path) -> None:
    raw_files.i2b2_2010(raw)
    assert corpora.state("i2b2_2010") == "missing"
    prepared.prepare("concepts", "i2b2_2010", raw)
    assert corpora.state("i2b2_2010") == "in part"
    prepared.prepare("relations", "i2b2_2010", raw)
    assert corpora.state("i2b2_2010") == "ready"
    assert data("verify", "i2b2_2010").exit_code == 0


def test_what_is_not_prepared_says_how() -> None:
    with pytest.raises(corpora.CorpusUnavailable, match="clinpeft data prepare events i2b2_2012 --raw DIR"):
        corpora.load("events", "i2b2_2012")
    assert data("prepare", "events", "i2b2_2012").exit_code == 1
    fetched = data("fetch", "i2b2_2012")
    assert fetched.exit_code == 1
    assert "clinpeft data prepare events i2b2_2012 --raw DIR" in fetched.stderr


def test_editions_differ_in_what_their_names_say(raw: Path) -> None:
    raw_files.mimic(raw)
    counts = {}
    for corpus in ("mimic3", "mimic3_published"):
        splits = prepared.prepare("triage", corpus, raw).splits
        counts[corpus] = {label for _, part in splits.items() for example in part for label in example.counted}
    assert counts["mimic3"] - counts["mimic3_published"] == {"acute_medicine"}


def test_nothing_is_written_outside_the_private_folder(raw: Path, home: Path, tmp_path: Path) -> None:
    raw_files.i2b2_2014(raw)
    before = {path for path in tmp_path.rglob("*") if home not in path.parents and path != home}
    prepared.prepare("deid", "i2b2_2014", raw)
    corpora.load("deid", "i2b2_2014")
    assert {path for path in tmp_path.rglob("*") if home not in path.parents and path != home} == before
    assert [path.name for path in home.iterdir()] == [paths.private().name]
