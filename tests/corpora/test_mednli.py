"""MedNLI: pairs, labels and official splits; and a pair reaches the model as a pair."""

from pathlib import Path

import pytest
from transformers import AutoTokenizer

import raw_files
from clinpeft import catalogue
from clinpeft.corpora import TextExample
from clinpeft.corpora.mednli import read_nli
from clinpeft.corpora.released import AsReleased
from clinpeft.modelling import encode
from tiny import TINY, write_tiny


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw_files.mednli(tmp_path)
    return tmp_path


def test_pairs_in_the_order_of_the_files(raw: Path) -> None:
    first = read_nli(raw).examples[0]
    assert isinstance(first, TextExample)
    assert (first.id, first.group, first.label) == ("train-0-entailment", "train-00000", "entailment")
    assert (first.text[-5:], first.text_pair) == ("train", f"The patient was entailment {raw_files.SECRET}")


def test_pairs_of_one_premise_share_a_group_and_splits_are_official(raw: Path) -> None:
    splits, removed = AsReleased(validation=0.1, test=0.2).split(read_nli(raw))
    assert {name: len(part) for name, part in splits.items()} == {"train": 24, "validation": 9, "test": 9}
    assert {name: len({e.group for e in part}) for name, part in splits.items()} == {
        "train": 8, "validation": 3, "test": 3,
    }  # fmt: skip
    assert all(example.id.startswith("dev-") for example in splits.validation)
    assert removed == 0


def test_both_sentences_reach_the_model_and_both_are_cut(tmp_path: Path) -> None:
    write_tiny(tmp_path, pooler=True)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    pair = TextExample("1", "1", "the patient denies chest pain", "neutral", "old fever and cough")
    (whole,) = encode([pair], tokenizer, catalogue.task("nli"), TINY.max_positions)
    assert tokenizer.decode(whole.input_ids) == "[CLS] the patient denies chest pain [SEP] old fever and cough [SEP]"
    assert whole.token_type_ids == (0,) * 7 + (1,) * 5
    assert whole.labels == (1,)
    (cut,) = encode([pair], tokenizer, catalogue.task("nli"), 8)
    assert len(cut.input_ids) == 8
    assert {0, 1} == set(cut.token_type_ids)
