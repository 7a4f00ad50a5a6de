"""The i2b2 2010 form, rule by rule, on tiny made-up documents."""

from pathlib import Path

import pytest

from clinpeft.corpora.examples import TokenExample
from clinpeft.corpora.i2b2 import read_concepts, read_concepts_partners
from clinpeft.corpora.raw import RawDataError

_TEXT = "Admission Date :\nno fever or cough .\n\nCT of the head showed a bleed"


def _write(folder: Path, text: str, *rows: str, name: str = "one") -> Path:
    for part, ending, content in (("txt", "txt", text), ("concept", "con", "\n".join(rows))):
        (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / part / f"{name}.{ending}").write_bytes(content.encode())
    return folder


def _row(text: str, start: str, end: str, kind: str = "problem") -> str:
    return f'c="{text}" {start} {end}||t="{kind}"'


def _tags(folder: Path) -> dict[str, tuple[str, ...]]:
    return {example.id: example.tags for example in _sentences(folder)}


def _sentences(folder: Path) -> list[TokenExample]:
    return [example for example in read_concepts(folder).examples if isinstance(example, TokenExample)]


def test_words_tags_ids_and_groups(tmp_path: Path) -> None:
    read = _sentences(_write(tmp_path, _TEXT, _row("fever", "2:1", "2:1"), _row("a bleed", "4:5", "4:6")))
    assert [(example.id, example.group) for example in read] == [("one:1", "one"), ("one:2", "one"), ("one:4", "one")]
    assert read[1].words == ("no", "fever", "or", "cough", ".")
    assert read[1].tags == ("O", "B-problem", "O", "O", "O")


def test_the_last_sentence_is_kept_without_a_line_end(tmp_path: Path) -> None:
    folder = _write(tmp_path, _TEXT, _row("ct of the head", "4:0", "4:3", "test"), _row("a bleed", "4:5", "4:6"))
    assert _tags(folder)["one:4"] == ("B-test", "I-test", "I-test", "I-test", "O", "B-problem", "I-problem")


def test_empty_lines_count_but_give_no_sentence(tmp_path: Path) -> None:
    assert list(_tags(_write(tmp_path, _TEXT))) == ["one:1", "one:2", "one:4"]


def test_a_leading_space_counts_as_a_token(tmp_path: Path) -> None:
    assert _tags(_write(tmp_path, " some cough", _row("cough", "1:2", "1:2")))["one:1"] == ("O", "B-problem")


def test_double_spaces_make_no_tokens(tmp_path: Path) -> None:
    assert _tags(_write(tmp_path, "some  cough ", _row("cough", "1:1", "1:1")))["one:1"] == ("O", "B-problem")


def test_a_mention_goes_on_over_the_next_line(tmp_path: Path) -> None:
    folder = _write(tmp_path, "has chest\npain today", _row("chest pain", "1:1", "2:0"))
    assert _tags(folder) == {"one:1": ("O", "B-problem"), "one:2": ("I-problem", "O")}


def test_adjacent_mentions_stay_apart(tmp_path: Path) -> None:
    folder = _write(tmp_path, "cough fever", _row("cough", "1:0", "1:0"), _row("fever", "1:1", "1:1"))
    assert _tags(folder)["one:1"] == ("B-problem", "B-problem")


def test_where_mentions_overlap_the_later_row_wins(tmp_path: Path) -> None:
    folder = _write(
        tmp_path, "chest pain drug", _row("chest pain", "1:0", "1:1"), _row("pain drug", "1:1", "1:2", "treatment")
    )
    assert _tags(folder)["one:1"] == ("B-problem", "B-treatment", "I-treatment")


def test_quotes_capitals_and_windows_line_ends(tmp_path: Path) -> None:
    folder = _write(
        tmp_path, 'A "Cold"\r\nCT\r\n', _row('a "cold"', "1:0", "1:1") + "\r", _row("ct", "2:0", "2:0", "test")
    )
    assert _tags(folder) == {"one:1": ("B-problem", "I-problem"), "one:2": ("B-test",)}


def test_sentences_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    assert list(_tags(_write(tmp_path, "\n".join("abcdefghijkl"))))[-3:] == ["one:10", "one:11", "one:12"]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    training = tmp_path / "concept_assertion_relation_training_data"
    _write(training / "beth", "cough", _row("cough", "1:0", "1:0"), name="b")
    _write(training / "partners", "fever", name="p")
    _write(tmp_path / "made", "chills", name="t")
    (tmp_path / "made" / "txt").rename(tmp_path / "test_data")
    (tmp_path / "reference_standard_for_test_data").mkdir()
    (tmp_path / "made" / "concept").rename(tmp_path / "reference_standard_for_test_data" / "concepts")
    return tmp_path


def test_the_release_says_which_documents_are_the_test(release: Path) -> None:
    assert read_concepts(release).official == {"b": "train", "p": "train", "t": "test"}
    assert "".join(example.group for example in read_concepts(release).examples) == "bpt"


def test_the_published_edition_has_partners_alone_for_training(release: Path) -> None:
    assert read_concepts_partners(release).official == {"p": "train", "t": "test"}


def test_one_document_in_two_folders(release: Path) -> None:
    _write(release / "concept_assertion_relation_training_data" / "partners", "cough", name="b")
    with pytest.raises(RawDataError, match="document b is there twice"):
        read_concepts(release)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (_row("fever", "9:1", "9:1"), r"one\.con, line 1: line 9 is past the end; .*one\.txt has 4 lines"),
        (_row("fever", "2:5", "2:5"), r"one\.con, line 1: the mention 2:5 2:5 is outside line 2, which has 5 tokens"),
        (_row("fever", "0:1", "0:1"), "Lines count from 1"),
        (_row("fever", "2:1", "2:0"), "ends before it starts"),
        (_row("cough", "2:1", "2:1"), "the text has other words at 2:1 2:1"),
        (_row("fever", "2:1", "2:1", "mood"), "unknown label; allowed: problem, test, treatment"),
        ("fever 2:1 2:1", "expected c="),
    ],
)
def test_rows_that_cannot_be_used(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(RawDataError, match=message):
        read_concepts(_write(tmp_path, _TEXT, row))


def test_a_document_without_annotation(tmp_path: Path) -> None:
    _write(tmp_path, "cough")
    (tmp_path / "concept" / "one.con").unlink()
    with pytest.raises(RawDataError, match=r"document one has a \.txt file but no partner"):
        read_concepts(tmp_path)


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    _write(tmp_path, "cough")
    (tmp_path / "txt" / "one.txt").write_bytes(b"caf\xe9")
    with pytest.raises(RawDataError, match=r"one\.txt, line 1: not UTF-8"):
        read_concepts(tmp_path)


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_wrong_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(RawDataError, match=r"Unpack|not a folder"):
        read_concepts(tmp_path / name)
