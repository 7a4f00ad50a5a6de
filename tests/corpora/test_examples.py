"""Examples and the hash of splits."""

import pytest

from clinpeft.corpora import Splits, TextExample, TokenExample

A = TextExample("1", "g1", "fell from a ladder", "admitted")
B = TextExample("2", "g2", "slept badly", "released")


def test_a_tag_for_every_word() -> None:
    with pytest.raises(ValueError, match="2 words but 1 tags"):
        TokenExample("d:1", "d", ("sore", "throat"), ("B-problem",))


def test_an_entity_is_counted_once() -> None:
    sentence = TokenExample("d:1", "d", ("sore", "throat", "fever"), ("B-problem", "I-problem", "B-problem"))
    assert sentence.counted == ("problem", "problem")
    assert A.counted == ("admitted",)


def test_hash_sees_every_field_and_the_split() -> None:
    base = Splits.of((A,), (B,), ()).sha256
    assert base == Splits.of((A,), (B,), ()).sha256
    changed = [
        Splits.of((A, B), (), ()),
        Splits.of((B,), (A,), ()),
        Splits.of((TextExample("1", "g1", "fell from a ladder", "released"),), (B,), ()),
        Splits.of((TextExample("1", "g9", "fell from a ladder", "admitted"),), (B,), ()),
        Splits.of((TextExample("1", "g1", "fell from a ladder", "admitted", "pair"),), (B,), ()),
    ]
    assert len({base, *(splits.sha256 for splits in changed)}) == 6


def test_the_texts_of_an_example_leave_its_hash_alone() -> None:
    alone = TextExample(id="1", group="1", text="A fall.", label="released")
    pair = TextExample(id="2", group="1", text="A fall.", label="released", text_pair="It hurt.")
    sentence = TokenExample(id="3", group="1", words=("A", "fall", "."), tags=("O", "O", "O"))
    assert [example.texts for example in (alone, pair, sentence)] == [
        ("A fall.",),
        ("A fall.", "It hurt."),
        ("A fall .",),
    ]
    assert "texts" not in {**vars(alone), **vars(sentence)}  # what is hashed
