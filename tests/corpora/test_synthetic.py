"""The made-up corpus: the same everywhere, its splits' wordings apart, its ceiling known and above its floor."""

import hashlib
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from clinpeft.corpora.examples import TextExample, TokenExample
from clinpeft.corpora.i2b2 import read_concepts
from clinpeft.corpora.mimic import read_mortality
from clinpeft.corpora.synthetic import ceiling, findings, mentions, pool, wording, write_i2b2_2010, write_mimic
from clinpeft.corpora.synthetic.ceilings import expected_auroc
from clinpeft.corpora.synthetic.patients import draw_facts, draw_outcome
from clinpeft.corpora.synthetic.pools import POOLS, Wordings
from clinpeft.specs import SpecError

# They change only when the generator is meant to write something else; its scores must then be measured again.
_NOTES_SHA256 = "f02dba036602e4d8f04679a3e073b9089b786a4584d5ec96ac048bc1841c582b"
_DOCUMENTS_SHA256 = "ad68ee125b2186828c1f99aeeb547429d1c54bbff9788fdf0ef500c70865206d"
_MAIN_SECTIONS_END = "MEDICATION ON ADMISSION:"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()


def _note_wordings() -> dict[str, Wordings]:
    tables = {
        "serious": findings.SERIOUS,
        "harmless": findings.HARMLESS,
        "grave": findings.GRAVE_ILLNESS,
        "mild": findings.MILD_ILLNESS,
    }
    courses = ("WORSE", "STEADY", "BETTER", "ILL_LOOKING", "WELL_LOOKING")
    named = {f"{kind} {name}": forms for kind, table in tables.items() for name, forms in table.items()}
    return named | {name: getattr(wording, name) for name in courses}


_FAMILIES = {"mortality": _note_wordings(), "concepts": mentions.MENTIONS | {"substances": mentions.SUBSTANCES}}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[TextExample]:
    folder = tmp_path_factory.mktemp("mimic")
    write_mimic(folder, 0, 2400)
    return list(read_mortality(folder).examples)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[TokenExample]:
    folder = tmp_path_factory.mktemp("i2b2")
    write_i2b2_2010(folder, 0, 150)
    return list(read_concepts(folder).examples)


def test_one_seed_gives_these_bytes_on_every_platform(tmp_path: Path) -> None:
    write_mimic(tmp_path / "mimic", 0, 50)
    write_i2b2_2010(tmp_path / "i2b2", 0, 30)
    assert (_digest(tmp_path / "mimic"), _digest(tmp_path / "i2b2")) == (_NOTES_SHA256, _DOCUMENTS_SHA256)


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    for seed in (0, 1):
        write_mimic(tmp_path / f"mimic{seed}", seed, 5)
        write_i2b2_2010(tmp_path / f"i2b2{seed}", seed, 5)
    assert _digest(tmp_path / "mimic0") != _digest(tmp_path / "mimic1")
    assert _digest(tmp_path / "i2b20") != _digest(tmp_path / "i2b21")


@pytest.mark.parametrize("task", list(_FAMILIES))
def test_no_wording_stands_in_two_splits_or_twice(task: str) -> None:
    owners: dict[str, list[str]] = {}
    for forms in _FAMILIES[task].values():
        assert all(forms.kept_to(split) for split in POOLS)
        for owner, owned in (("shared", forms.shared), *((split, forms.kept_to(split)) for split in POOLS)):
            for form in owned:
                owners.setdefault(form.lower(), []).append(owner)
    assert {form: splits for form, splits in owners.items() if len(splits) > 1} == {}


def test_training_wordings_do_not_reach_test_notes(notes: list[TextExample]) -> None:
    test_text = "\n".join(example.text for example in notes if pool(example.group) == "test")
    assert [form for form in findings.SERIOUS["bleeding"].train if f" {form}." in test_text] == []


def test_pool_sizes(notes: list[TextExample], sentences: list[TokenExample]) -> None:
    patients = Counter(pool(group) for group in {example.group for example in notes})
    documents = Counter(pool(group) for group in {example.group for example in sentences})
    assert documents == {"train": 100, "validation": 15, "test": 35}
    assert patients["train"] > 1300
    assert patients["validation"] > 280
    assert patients["test"] > 650


def test_the_official_test_folder_holds_the_test_pool(tmp_path: Path) -> None:
    write_i2b2_2010(tmp_path, 3, 60)
    official = read_concepts(tmp_path).official
    assert {pool(group) for group, part in official.items() if part == "test"} == {"test"}
    assert {pool(group) for group, part in official.items() if part == "train"} == {"train", "validation"}


@pytest.mark.parametrize("group", ["record-", "abc", "12b", ""])
def test_pool_refuses_ids_of_other_corpora(group: str) -> None:
    with pytest.raises(ValueError, match="no id of the synthetic corpus"):
        pool(group)


def test_notes_are_short_and_say_what_matters_first(notes: list[TextExample]) -> None:
    assert median(len(example.text.split()) for example in notes) <= 70
    main = [len(example.text.split(_MAIN_SECTIONS_END)[0].split()) for example in notes]
    # Short inputs are cut at 96 word pieces; these notes have fewer than 1.6 of them a word.
    assert max(main) <= 60


def test_outcomes_are_balanced_enough(notes: list[TextExample]) -> None:
    share = sum(example.label == "died" for example in notes) / len(notes)
    assert 0.18 < share < 0.30


def test_nothing_after_admission_is_read(notes: list[TextExample]) -> None:
    leaks = ("expired", "Hospital Course", "discharged home", "newborn")
    assert [example.id for example in notes if any(leak in example.text for leak in leaks)] == []


def test_no_note_is_repeated(notes: list[TextExample]) -> None:
    assert len({example.text for example in notes}) == len(notes)


def test_sentences_hold_mentions_of_all_types_and_some_hold_none(sentences: list[TokenExample]) -> None:
    counts = Counter(sum(tag.startswith("B-") for tag in example.tags) for example in sentences)
    assert counts[0] > len(sentences) / 20
    assert counts[1] + counts[2] + counts[3] > len(sentences) * 0.7
    types = Counter(tag for example in sentences for tag in example.tags if tag.startswith("B-"))
    assert min(types[f"B-{kind}"] for kind in ("problem", "test", "treatment")) > 300


def test_expected_auroc_of_risks_that_tell_nothing_and_everything() -> None:
    assert expected_auroc([300_000] * 10) == pytest.approx(0.5)
    assert expected_auroc([0, 1_000_000]) == pytest.approx(1.0)
    # Two people at 0.25 and 0.75: one died and one survived in 0.25 * 0.25 + 0.75 * 0.75 of the ways and so on.
    assert expected_auroc([250_000, 750_000]) == pytest.approx((0.5625 + 0.1875 / 2 + 0.1875 / 2) / 1.0)


def test_the_ceiling_is_what_the_true_risk_reaches() -> None:
    random = Random("check")
    drawn = [(facts.risk, draw_outcome(facts, random)) for facts in (draw_facts(random) for _ in range(20_000))]
    reached = roc_auc_score([died for _, died in drawn], [risk for risk, _ in drawn])
    assert ceiling("mortality") == pytest.approx(reached, abs=0.01)


def test_word_counts_stay_well_below_the_ceiling_and_above_chance(notes: list[TextExample]) -> None:
    train = [example for example in notes if pool(example.group) == "train"][:800]
    test = [example for example in notes if pool(example.group) == "test"]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(words.fit_transform([example.text for example in train]), [example.label for example in train])
    scores = -model.predict_proba(words.transform([example.text for example in test]))[:, 1]
    floor = roc_auc_score([example.label == "died" for example in test], scores)
    assert 0.55 < floor < ceiling("mortality") - 0.1


def test_remembered_mentions_are_far_from_the_ceiling(sentences: list[TokenExample]) -> None:
    known = {_mentions(example)[0] for example in sentences if pool(example.group) == "train" and _mentions(example)}
    test = [text for example in sentences if pool(example.group) == "test" for text in _mentions(example)]
    assert 0.1 < sum(text in known for text in test) / len(test) < 0.6
    assert ceiling("concepts") == 1.0


def _mentions(example: TokenExample) -> list[str]:
    found: list[list[str]] = []
    for word, tag in zip(example.words, example.tags, strict=True):
        if tag.startswith("B-"):
            found.append([word.lower()])
        elif tag.startswith("I-"):
            found[-1].append(word.lower())
    return [" ".join(words) for words in found]


def test_no_ceiling_for_other_tasks() -> None:
    with pytest.raises(SpecError, match="disposition"):
        ceiling("disposition")
