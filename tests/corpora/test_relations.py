"""Relations of i2b2 2010, rule by rule, on tiny made-up documents."""

from pathlib import Path

import raw_files
from clinpeft.corpora import TextExample
from clinpeft.corpora.i2b2 import read_relations
from clinpeft.corpora.released import AsReleased


def _mention(words: str, line: int, first: int, last: int) -> str:
    return f'c="{words}" {line}:{first} {line}:{last}'


def _write(folder: Path, text: str, concepts: list[tuple[str, str]], relations: list[tuple[str, str, str]]) -> Path:
    contents = {
        "txt/one.txt": text,
        "concept/one.con": "\n".join(f'{mention}||t="{kind}"' for mention, kind in concepts),
        "rel/one.rel": "\n".join(f'{left}||r="{label}"||{right}' for left, label, right in relations),
    }
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    return folder


def _read(folder: Path) -> list[TextExample]:
    return [example for example in read_relations(folder).examples if isinstance(example, TextExample)]


ASPIRIN, PAIN, FEVER = _mention("aspirin", 1, 0, 0), _mention("chest pain", 1, 2, 3), _mention("fever", 1, 5, 5)
TEXT = "Aspirin for chest pain and fever"
CONCEPTS = [(ASPIRIN, "treatment"), (PAIN, "problem"), (FEVER, "problem")]


def test_every_pair_on_a_line_is_an_example_with_its_relation_or_none(tmp_path: Path) -> None:
    read = _read(_write(tmp_path, TEXT, CONCEPTS, [(ASPIRIN, "TrAP", PAIN)]))
    assert [(example.id, example.group, example.text, example.label) for example in read] == [
        ("one:1:1-2", "one", "@treatment$ for @problem$ and fever", "TrAP"),
        ("one:1:1-3", "one", "@treatment$ for chest pain and @problem$", "none"),
        ("one:1:2-3", "one", "Aspirin for @problem$ and @problem$", "none"),
    ]


def test_the_order_of_rows_and_of_the_two_sides_changes_no_mark(tmp_path: Path) -> None:
    read = _read(_write(tmp_path, TEXT, CONCEPTS[1::-1], [(PAIN, "TrAP", ASPIRIN)]))
    assert [(example.text, example.label) for example in read] == [("@treatment$ for @problem$ and fever", "TrAP")]


def test_a_pair_with_two_relations_gives_two_examples(tmp_path: Path) -> None:
    reading = read_relations(_write(tmp_path, TEXT, CONCEPTS[:2], [(ASPIRIN, "TrAP", PAIN), (ASPIRIN, "TrIP", PAIN)]))
    assert [(example.id, *example.counted) for example in reading.examples] == [
        ("one:1:1-2", "TrAP"),
        ("one:1:1-2+1", "TrIP"),
    ]
    assert sum(reading.noted.values()) == 1


def test_overlapping_mentions_get_one_mark_in_the_order_of_rows(tmp_path: Path) -> None:
    concepts = [(_mention("pain and fever", 1, 3, 5), "problem"), (_mention("chest pain", 1, 2, 3), "test")]
    assert [example.text for example in _read(_write(tmp_path, TEXT, concepts, []))] == ["Aspirin for @problem-test$"]


def test_mentions_on_two_lines_make_no_pair_and_are_counted(tmp_path: Path) -> None:
    concepts = [*CONCEPTS[:2], (_mention("rash", 2, 1, 1), "problem"), ('c="fever and" 1:5 2:0', "problem")]
    far = (ASPIRIN, "TrCP", _mention("rash", 2, 1, 1))
    reading = read_relations(_write(tmp_path, f"{TEXT}\nand rash", concepts, [far]))
    assert [example.id for example in reading.examples] == ["one:1:1-2"]
    assert sorted(reading.removed.values()) == [1, 1]


def test_a_leading_space_shifts_tokens_and_double_spaces_stay(tmp_path: Path) -> None:
    mentions = [(_mention("aspirin", 1, 1, 1), "treatment"), (_mention("pain", 1, 3, 3), "problem")]
    read = _read(_write(tmp_path, " aspirin  for pain", mentions, []))
    assert [example.text for example in read] == [" @treatment$  for @problem$"]


def test_a_mention_listed_twice_keeps_its_relation_once(tmp_path: Path) -> None:
    read = _read(_write(tmp_path, TEXT, [*CONCEPTS[:2], CONCEPTS[1]], [(ASPIRIN, "TrAP", PAIN)]))
    assert [example.label for example in read] == ["TrAP", "none", "none"]


def test_the_official_test_is_untouched_and_validation_comes_from_training_documents(tmp_path: Path) -> None:
    raw_files.i2b2_2010(tmp_path)
    reading = read_relations(tmp_path)
    splits, removed = AsReleased(validation=0.1, test=0.2).split(reading)
    assert {example.group for example in splits.test} == {f"t{number}" for number in range(6)}
    assert len({example.group for example in splits.validation}) == 2
    assert len({example.group for example in splits.train}) == 18
    assert removed == 0
