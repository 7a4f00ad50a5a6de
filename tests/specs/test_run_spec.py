"""RunSpec: names, checks, and the parameters of a notebook."""

from dataclasses import replace

import pytest

from clinpeft import catalogue
from clinpeft.specs import Costs, RunResult, RunSpec, Score, SpecError, Study, Task

PARAMETERS = RunSpec("disposition", "neiss", "minilm_l6", "lora", "quick", 0, 800).parameters()


def test_slug_names_every_field_that_is_set() -> None:
    spec = RunSpec("disposition", "neiss", "minilm_l6", "lora", "quick", 3, None, 1, 16, 3e-4, 0.01, 60.0)
    assert spec.slug == "disposition-neiss-minilm_l6-lora-quick-nall-s3-f1-k16-lr0.0003-hlr0.01-t60"


def test_slugs_of_near_rates_are_distinct() -> None:
    near = [RunSpec.from_parameters({**PARAMETERS, "learning_rate": rate}).slug for rate in (1e-3, 1.0000001e-3, 1 / 3)]
    assert [slug.rpartition("-lr")[2].partition("-")[0] for slug in near] == ["0.001", "0.0010000001", repr(1 / 3)]


def test_slugs_of_a_study_are_distinct() -> None:
    for study in catalogue.STUDIES.values():
        assert len({spec.slug for spec in study.runs}) == len(study.runs)


def test_parameters_round_trip() -> None:
    assert RunSpec.from_parameters(PARAMETERS).parameters() == PARAMETERS


def test_names_of_ipython_and_modules_are_not_parameters() -> None:
    names = {**PARAMETERS, "In": [], "Out": {}, "_i1": "", "pytest": pytest, "exit": print}
    assert RunSpec.from_parameters(names).seed == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sede": 1}, "unknown parameter 'sede'; did you mean 'seed'"),
        ({"seed": "1"}, "parameter 'seed' must be int, got '1'"),
        ({"seed": True}, "parameter 'seed' must be int, got True"),
        ({"seed": -1}, "parameter 'seed' must be 0 or more, got -1"),
        ({"train_size": 0}, "parameter 'train_size' must be positive and finite, or None, got 0"),
        ({"fold": -1}, "parameter 'fold' must be 0 or more and finite, or None, got -1"),
        ({"max_seconds": float("inf")}, "parameter 'max_seconds' must be positive and finite, or None, got inf"),
        ({"learning_rate": float("nan")}, "parameter 'learning_rate' must be positive and finite, or None, got nan"),
        ({"train_size": 8.5}, "parameter 'train_size' must be int or None, got 8.5"),
        ({"learning_rate": "fast"}, "parameter 'learning_rate' must be int or float or None, got 'fast'"),
        ({"task": None}, "parameter 'task' must be str, got None"),
        ({"task": "../secrets"}, "parameter 'task' must be lower-case letters, digits and _"),
    ],
)
def test_wrong_parameters_are_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        RunSpec.from_parameters({**PARAMETERS, **change})
    assert message in str(caught.value)


def test_a_missing_parameter_is_named() -> None:
    names = {name: value for name, value in PARAMETERS.items() if name != "corpus"}
    with pytest.raises(SpecError, match="parameter 'corpus' is missing; a run needs: task, corpus"):
        RunSpec.from_parameters(names)


@pytest.mark.parametrize(
    ("position", "name", "message"),
    [
        (0, "dispositions", "unknown task 'dispositions'; did you mean 'disposition'"),
        (2, "minilm_16", "unknown backbone 'minilm_16'; did you mean 'minilm_l6'"),
        (3, "lorra", "unknown method 'lorra'; did you mean 'lora'"),
        (4, "quik", "unknown recipe 'quik'; did you mean 'quick'"),
        (1, "maccrobat", "corpus 'maccrobat' does not serve task 'disposition'"),
    ],
)
def test_resolving_names_what_was_meant(position: int, name: str, message: str) -> None:
    names = ["disposition", "neiss", "minilm_l6", "lora", "quick"]
    names[position] = name
    with pytest.raises(SpecError) as caught:
        catalogue.resolve(RunSpec(*names))
    assert message in str(caught.value)


def test_a_study_lists_a_run_once() -> None:
    spec = RunSpec("disposition", "neiss", "minilm_l6", "lora", "quick")
    with pytest.raises(SpecError, match="lists a run twice"):
        Study(name="s", title="", question="", runs=(spec, spec))


def test_a_score_has_a_value_or_a_reason() -> None:
    assert Score(split="test", metric="auroc", value=None, reason="one class").value is None
    for value, reason in ((None, None), (0.5, "why")):
        with pytest.raises(SpecError, match="a value or a reason"):
            Score(split="test", metric="auroc", value=value, reason=reason)


def test_a_failed_result_says_why() -> None:
    with pytest.raises(SpecError, match="does not fit error None"):
        RunResult(
            spec=RunSpec("a", "b", "c", "d", "e"), status="failed", created_at="", settings={}, hashes={}, versions={},
            machine={},
        )  # fmt: skip


def test_labels_of_a_task_are_checked() -> None:
    def task(**changes: object) -> Task:
        fields = {"name": "t", "title": "", "kind": "token", "labels": ("O", "B-x"), "main_metric": "entity_f1"}
        fields |= {"max_length": 8, "text": "", "summary": "", "limits": ""}
        return Task(**{**fields, **changes})  # type: ignore[arg-type]

    assert task().entity_types == ("x",)
    with pytest.raises(SpecError, match="first label is 'O'"):
        task(labels=("B-x", "O"))
    with pytest.raises(SpecError, match="at least two and distinct"):
        task(labels=("O", "O"))
    with pytest.raises(SpecError, match="unknown kind of task 'tokens'; did you mean 'token'"):
        task(kind="tokens")


def test_a_learning_rate_is_looked_up_by_kind_then_by_recipe() -> None:
    full = replace(catalogue.method("full"), learning_rates={"tuned": 1e-4, "tuned/token": 2e-4})
    assert full.learning_rate("tuned", "token") == 2e-4
    assert full.learning_rate("tuned", "sequence") == 1e-4
    with pytest.raises(SpecError, match="no learning rate for recipe 'slow'"):
        full.learning_rate("slow", "token")


def test_costs_names_follow_peft() -> None:
    # huggingface/peft method_comparison: train_time in seconds, file_size in bytes.
    assert {"train_time", "file_size"} <= set(Costs.__dataclass_fields__)
