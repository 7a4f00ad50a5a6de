"""Which stored results answer a run: this machine's own, and published ones where the book is built."""

from dataclasses import replace
from pathlib import Path

import pytest

from clinpeft import paths, store
from clinpeft.running import finished, pages
from clinpeft.running.attempt import Terms
from clinpeft.running.fingerprints import Fingerprints
from stored import HASHES, SPEC, made

PAGE = """# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# ---

# %% tags=["parameters"]
{parameters}

# %%
from clinpeft.running import run
from clinpeft.specs import RunSpec
run(RunSpec.from_parameters(globals())).created_at
"""


def test_a_published_result_holds_while_text_weights_code_and_settings_are_the_same(empty_project: paths.Tree) -> None:
    assert finished.published_result(SPEC, HASHES) is None
    published = made(HASHES, "2026-01-01")
    path = store.write(published, empty_project.published)
    assert finished.published_result(SPEC, HASHES) == published
    for name in HASHES:
        assert finished.published_result(SPEC, {**HASHES, name: "e" * 64}) is None
    path.write_text(path.read_text()[:100])
    assert finished.published_result(SPEC, HASHES) is None
    store.write(finished.failed(SPEC, "ValueError: no", HASHES), empty_project.published)
    assert finished.published_result(SPEC, HASHES) is None


def test_a_published_result_is_shown_only_where_the_book_is_built(
    empty_project: paths.Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, own = made(HASHES, "2026-01-01"), made(HASHES, "2026-02-02")
    store.write(published, empty_project.published)
    assert finished.shown_result(SPEC, HASHES) is None
    for name, value in Terms(shows_published=True).environment.items():
        monkeypatch.setenv(name, value)
    assert finished.shown_result(SPEC, HASHES) == published
    store.write_own(own)
    assert finished.shown_result(SPEC, HASHES) == own
    assert Terms().environment[finished.SHOWS_PUBLISHED] == "0", "whatever the shell has set"


@pytest.mark.usefixtures("minilm")
def test_a_page_shows_the_published_run_without_training_and_says_so(empty_project: paths.Tree) -> None:
    spec = replace(SPEC, train_size=800)  # what the page trains on, under the profile "quick"
    published = replace(made({}, "2026-01-01"), spec=spec, hashes=Fingerprints().of(spec))
    store.write(published, empty_project.published)
    source = empty_project.notebooks / "methods" / "lora.py"
    source.parent.mkdir(parents=True)
    lines = [f"{name} = {value!r}" for name, value in spec.parameters().items()]
    source.write_text(PAGE.format(parameters="\n".join(lines)))
    pages.execute_all(None, quiet=True)
    text = (empty_project.executed / "methods" / "lora.ipynb").read_text()
    assert "2026-01-01" in text
    assert "It is the published run" in text
    assert not store.own_result_path(spec).exists()


def test_a_failure_names_no_folder_of_this_machine() -> None:
    said = f"cannot read {paths.home() / 'weights'} nor {Path.home() / 'notes'} nor {paths.tree().root / 'data'}"
    error = finished.failure(SPEC, ValueError(said), HASHES).error or ""
    assert "<clinpeft home>" in error
    assert all(str(folder) not in error for folder in (paths.home(), Path.home(), paths.tree().root))
