"""Tokenised texts are made once, are what ``modelling.encode`` makes, and depend on all that shapes them."""

import os
from pathlib import Path

import pytest

from clinpeft import catalogue, modelling, paths
from clinpeft.corpora import Example, TextExample, TokenExample
from clinpeft.running import token_cache
from clinpeft.running.token_cache import TokenCache, content_hash, folder
from clinpeft.specs import RunSpec

TEXTS = [TextExample(f"t{number}", "p", f"chest pain for {number} days", "died") for number in range(3)]
SENTENCES = [TokenExample("s0", "d", ("new", "headaches"), ("O", "B-problem"))]
PAIR = [TextExample("n0", "p", "no fever", "contradiction", "the patient has fever")]


def spec_of(task: str, corpus: str = "synthetic") -> RunSpec:
    return RunSpec(task, corpus, "minilm_l6", "lora", "quick", 0, 800)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, minilm: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "weights").symlink_to(minilm.parent, target_is_directory=True)
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("task", "examples"), [("mortality", TEXTS), ("concepts", SENTENCES), ("nli", PAIR)])
def test_kept_texts_are_what_the_tokenizer_makes(
    task: str, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = modelling.load_tokenizer(catalogue.backbone("minilm_l6"))
    made = modelling.encode(examples, tokenizer, catalogue.task(task), 64)
    assert TokenCache(spec_of(task), 64).encoded(examples) == made
    monkeypatch.setattr(modelling, "encode", None)  # a second time nothing is tokenised
    assert TokenCache(spec_of(task), 64).encoded(examples) == made


def test_a_damaged_file_is_made_afresh() -> None:
    cache = TokenCache(spec_of("mortality"), 64)
    made = cache.encoded(TEXTS)
    (kept,) = folder("synthetic").iterdir()
    kept.write_text(kept.read_text()[:40])
    assert cache.encoded(TEXTS) == made
    assert TokenCache(spec_of("mortality"), 64).encoded(TEXTS) == made


def test_a_run_does_without_a_cache_that_cannot_be_written(own_home: Path) -> None:
    (own_home / "tokens").write_text("a file where a folder should be")
    cache = TokenCache(spec_of("mortality"), 64)
    with pytest.warns(UserWarning, match="tokenised texts are not kept"):
        made = cache.encoded(TEXTS)
    assert len(made) == len(TEXTS)


def test_the_hash_changes_with_all_that_shapes_the_tokens() -> None:
    task, other, backbone = catalogue.task("mortality"), catalogue.task("transfer"), catalogue.backbone("minilm_l6")
    hashes = {
        content_hash(TEXTS, task, backbone, 64),
        content_hash(TEXTS, task, backbone, 32),
        content_hash(TEXTS[:2], task, backbone, 64),
        content_hash(TEXTS, other, backbone, 64),
    }
    assert len(hashes) == 4


def test_credentialed_text_stays_in_the_private_folder() -> None:
    TokenCache(spec_of("mortality", "mimic3"), 64).encoded(TEXTS)
    kept = [path for path in paths.home().rglob("*.json") if "weights" not in path.parts]
    assert [path.parent for path in kept] == [paths.private() / "tokens"]
    assert paths.private().stat().st_mode & 0o777 == 0o700


def test_the_oldest_files_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = TokenCache(spec_of("mortality"), 64)
    cache.encoded(TEXTS)
    (oldest,) = folder("synthetic").iterdir()
    os.utime(oldest, (0, 0))
    monkeypatch.setattr(token_cache, "LIMIT", oldest.stat().st_size * 3 // 2)
    cache.encoded(TEXTS[:2])
    assert not oldest.exists()
    assert len(list(folder("synthetic").iterdir())) == 1
