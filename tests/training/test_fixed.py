"""A frozen encoder that looks texts up trains the head as one that calculates them each time."""

from pathlib import Path

import pytest
import torch
from torch import nn

from clinpeft import catalogue, modelling, paths
from clinpeft.evaluation.predicting import predict
from clinpeft.modelling import Encoded
from clinpeft.specs import Task
from clinpeft.training import fixed, loop
from clinpeft.training.batching import collate
from tiny import TINY, WORDS, write_tiny

TASKS = pytest.mark.parametrize("task", [catalogue.task("disposition"), catalogue.task("case_concepts")], ids="TW")


def texts(task: Task) -> list[Encoded]:
    torch.manual_seed(3)
    made = []
    for number in range(24):
        ids = tuple(torch.randint(4, len(WORDS), (5 + number % 9,)).tolist())
        words = tuple(range(len(ids))) if task.kind == "token" else ()
        labels = tuple(token % 7 for token in ids) if words else (number % 2,)
        made.append(Encoded(ids, (0,) * len(ids), labels, words))
    return made


@pytest.fixture(params=[True, False], ids=["pooler", "no_pooler"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    monkeypatch.setenv("CLINPEFT_PRECISION", "float32")
    torch.manual_seed(0)
    write_tiny(paths.weights_folder("tiny"), pooler=request.param)
    return tmp_path


def adapted(task: Task) -> modelling.Adapted:
    found = modelling.adapt(modelling.load(TINY, task, 0), TINY, catalogue.method("frozen"))
    for module in found.model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.3
    return found


def trained(task: Task, monkeypatch: pytest.MonkeyPatch, room: int) -> tuple[loop.Fitted, dict[str, torch.Tensor], int]:
    monkeypatch.setattr(fixed, "KEPT_BYTES", room)
    model = adapted(task)
    calls = 0

    def count(module: nn.Module, arguments: object, output: object) -> None:
        nonlocal calls
        del module, arguments, output
        calls += 1

    model.model.get_submodule("bert.encoder.layer.0").register_forward_hook(count)
    plan = loop.Plan(
        kind=task.kind, seed=0, batch_size=8, length_window=16, updates=30, evaluate_every=6, learning_rate=1e-2,
        head_learning_rate=1e-2, weight_decay=0.01, warmup_fraction=0.1, clip_norm=1.0, max_seconds=None,
    )  # fmt: skip
    examples = texts(task)
    fitted = loop.fit(
        model, examples, plan, lambda m: float(sum(row.max() for row in predict(m, examples[:8], task.kind, 64)))
    )
    return fitted, {n: p for n, p in model.model.named_parameters() if p.requires_grad}, calls


@TASKS
def test_the_same_training_with_and_without_looking_up(home: Path, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    looked_up, weights, few = trained(task, monkeypatch, fixed.KEPT_BYTES)
    calculated, same, many = trained(task, monkeypatch, 0)
    assert few <= 24 < 30 <= many
    for one, other in zip(looked_up.curve, calculated.curve, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, abs=1e-5)
        assert one.validation == pytest.approx(other.validation, abs=1e-4)
    assert all(torch.allclose(weights[name], same[name], atol=1e-5) for name in weights)


@TASKS
def test_the_model_is_whole_again_after_training(home: Path, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    model = adapted(task)
    names = [name for name, _ in model.model.named_modules()]
    with fixed.remembered(model.model, model.fixed):
        assert any(isinstance(module, fixed.Remembered) for module in model.model.modules())
        model.model(**collate(texts(task)[:3])[0])
    assert [name for name, _ in model.model.named_modules()] == names
    assert not model.model._forward_pre_hooks
    del monkeypatch


def test_only_a_method_that_trains_the_head_has_fixed_parts(home: Path) -> None:
    del home
    task = catalogue.task("disposition")
    assert modelling.adapt(modelling.load(TINY, task, 0), TINY, catalogue.method("lora")).fixed == ()
    assert modelling.adapt(modelling.load(TINY, task, 0), TINY, catalogue.method("full")).fixed == ()
    assert all(name.startswith("bert") for name in adapted(task).fixed)
