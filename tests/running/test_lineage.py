"""Which versions of the training code count as one, and what it takes to declare it."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from clinpeft import paths, provenance, store
from clinpeft.cli import app
from clinpeft.running import finished, lineage
from clinpeft.specs import RunResult, SpecError
from stored import HASHES, SPEC, made

OLD, OLDER, OTHER = "1" * 64, "2" * 64, "3" * 64


def published(seed: int, code: str) -> RunResult:
    result = replace(made({**HASHES, "code": code}, "2026-01-01"), spec=replace(SPEC, seed=seed))
    store.write(result, paths.tree().published)
    return result


def again(result: RunResult, value: float = 0.5) -> None:
    scores = tuple(replace(score, value=value) for score in result.scores)
    hashes = {**result.hashes, "code": provenance.code(), "notebook": "4" * 64}
    assert result.costs is not None
    costs = replace(result.costs, train_time=9.0)
    store.write_own(replace(result, scores=scores, hashes=hashes, costs=costs, created_at="2026-02-02"))


@pytest.mark.usefixtures("empty_project")
def test_nothing_is_declared_without_a_file_and_versions_follow_one_another() -> None:
    assert provenance.versions_like(OLD) == {OLD}
    entries = [provenance.Descent("now", OLD, "x", ("a",)), provenance.Descent(OLD, OLDER, "y", ("b",))]
    lineage._write(paths.tree().lineage, entries)
    for version in ("now", OLD, OLDER):
        assert provenance.versions_like(version) == {"now", OLD, OLDER}
    assert provenance.versions_like(OTHER) == {OTHER}


@pytest.mark.usefixtures("empty_project")
def test_two_versions_that_give_the_results_of_a_third_are_one() -> None:
    lineage._write(paths.tree().lineage, [provenance.Descent(code, OLDER, "x", ("a",)) for code in ("now", OLD)])
    assert provenance.versions_like("now") == {"now", OLD, OLDER}


@pytest.mark.usefixtures("empty_project")
def test_what_is_declared_stays_whole_where_no_more_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [provenance.Descent("now", OLD, "x", ("a",))]
    lineage._write(paths.tree().lineage, entries)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(store.NotStored, match=r"lineage\.json could not be written"):
        lineage._write(paths.tree().lineage, [*entries, provenance.Descent(OLD, OLDER, "y", ("b",))])
    assert list(provenance.declared()) == entries


@pytest.mark.usefixtures("empty_project")
def test_a_result_of_a_version_known_to_agree_answers_and_no_other_does() -> None:
    published(SPEC.seed, OLD)
    now = {**HASHES, "code": "now"}
    assert finished.published_result(SPEC, now) is None
    lineage._write(paths.tree().lineage, [provenance.Descent("now", OLD, "a message", ("a",))])
    assert finished.published_result(SPEC, now) is not None
    assert finished.published_result(SPEC, {**now, "settings": "f" * 64}) is None
    assert finished.published_result(SPEC, {**now, "code": OTHER}) is None


@pytest.mark.usefixtures("empty_project")
def test_enough_runs_made_again_with_the_same_answers_let_a_version_count() -> None:
    results = [published(seed, OLD) for seed in range(7)] + [published(7, OLDER)]
    again(results[0])
    again(results[1])
    short = CliRunner().invoke(app, ["inherit", "a message"])
    assert short.exit_code == 1
    assert "it takes 3" in short.output
    again(results[2])
    again(results[7])
    answer = CliRunner().invoke(app, ["inherit", "a message"])
    assert answer.exit_code == 0, answer.output
    assert provenance.versions_like(provenance.code()) == {provenance.code(), OLD, OLDER}
    entries = json.loads(paths.tree().lineage.read_text())
    assert [entry["why"] for entry in entries] == ["a message", "a message"]
    assert entries[0]["runs"] == sorted(result.spec.slug for result in results[:3])
    assert CliRunner().invoke(app, ["inherit", "again"]).exit_code == 1  # nothing more to declare


@pytest.mark.usefixtures("empty_project")
def test_one_run_with_another_answer_lets_nothing_count() -> None:
    for seed in range(4):
        again(published(seed, OLD), value=0.5 + 1e-12 * (seed == 3))
    made_again = list(lineage.reruns(provenance.code()))
    assert [run.same for run in made_again] == [True, True, True, False]
    with pytest.raises(SpecError, match=r"1 of 4 runs made again give other answers: .*-s3"):
        lineage.declare(provenance.code(), "a message", made_again)
    assert not paths.tree().lineage.exists()


@pytest.mark.usefixtures("empty_project")
def test_runs_of_other_text_or_other_code_show_nothing() -> None:
    result = published(0, OLD)
    store.write_own(replace(result, hashes={**result.hashes, "code": provenance.code(), "corpus": "f" * 64}))
    published(1, OLD)
    store.write_own(replace(result, spec=replace(SPEC, seed=1), hashes={**result.hashes, "code": OTHER}))
    assert list(lineage.reruns(provenance.code())) == []


def test_the_declared_versions_name_published_runs_enough() -> None:
    files = {path.stem: path for path in paths.tree().published.glob("*/*.json")}
    for entry in provenance.declared():
        assert entry.why
        assert len(entry.runs) >= lineage.needed(entry.gives_results_of)
        assert set(entry.runs) <= set(files), entry


@pytest.mark.usefixtures("empty_project")
def test_a_run_of_another_number_format_says_nothing_of_sameness() -> None:
    result = published(0, OLD)
    again(replace(result, machine={**result.machine, "precision": "another"}), value=0.6)
    assert list(lineage.reruns(provenance.code())) == []
    again(result, value=0.6)
    assert [run.same for run in lineage.reruns(provenance.code())] == [False]
