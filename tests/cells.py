"""One cell of the matrix of methods, architectures and kinds of task: built, trained, and held to its promises."""

import copy
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import torch

from clinpeft import catalogue, modelling
from clinpeft.modelling import Adapted, Encoded, Loaded, text_logits
from clinpeft.modelling.adapting import original_name
from clinpeft.showing.counting import adapter_parameters
from clinpeft.specs import Backbone, Method, Task
from clinpeft.training.batching import collate
from clinpeft.training.loop import Plan, fit
from tiny_architectures import tiny_backbone

TASKS = {"sequence": catalogue.task("disposition"), "token": catalogue.task("case_concepts")}
ALWAYS = ("lora", "ln_tuning", "p_tuning")
UPDATES = 6


def cells(architectures: Iterable[str]) -> list[object]:
    """One parameter set a cell that is not excluded: every method on one architecture, three on each, the rest long."""
    made = []
    for architecture in architectures:
        for name, method in catalogue.METHODS.items():
            for kind in TASKS:
                if method.exclusion(architecture, kind) is None:
                    soon = name in ALWAYS or (architecture == "bert" and kind == "sequence")
                    marks = () if soon else pytest.mark.long
                    made.append(pytest.param(architecture, name, kind, id=f"{architecture}-{name}-{kind}", marks=marks))
    return made


@cache
def _loaded(architecture: str, kind: str) -> Loaded:
    return modelling.load(tiny_backbone(architecture), TASKS[kind], 0)


def loaded(architecture: str, kind: str) -> Loaded:
    """A fresh copy: adapting writes into what it is given."""
    return copy.deepcopy(_loaded(architecture, kind))


def texts(kind: str) -> list[Encoded]:
    """Eight texts of two sorts, told apart by their words."""
    made = []
    for index in range(8):
        ids = tuple(range(5, 12)) if index % 2 else tuple(range(12, 19))
        number = (0,) * len(ids)
        if kind == "token":
            labels = tuple((place + index) % 3 for place in range(len(ids)))
            made.append(Encoded(ids, number, labels, tuple(range(len(ids)))))
        else:
            made.append(Encoded(ids, number, (index % 2,), ()))
    return made


def train(adapted: Adapted, kind: str, rate: float) -> float:
    """Change of the loss over a few updates."""
    encoded = texts(kind)
    before = mean_loss(adapted.model, kind)
    plan = Plan(
        kind=kind, seed=0, batch_size=8, length_window=16, updates=UPDATES, evaluate_every=UPDATES, learning_rate=rate,
        head_learning_rate=rate, weight_decay=0.01, warmup_fraction=0.0, clip_norm=1.0, max_seconds=None,
    )  # fmt: skip
    fit(adapted, encoded, plan, lambda _: None)
    return mean_loss(adapted.model, kind) - before


def logits(model: torch.nn.Module, encoded: list[Encoded], kind: str) -> torch.Tensor:
    model.eval()
    with torch.inference_mode():
        return text_logits(model, collate(encoded)[0], kind)


def mean_loss(model: torch.nn.Module, kind: str) -> float:
    encoded = texts(kind)
    labels = collate(encoded)[1]
    rows = logits(model, encoded, kind)
    return torch.nn.functional.cross_entropy(rows.flatten(0, -2), labels.flatten()).item()


def trained(architecture: str, kind: str, method: Method) -> Adapted:
    """The adapted model after training; only what should move has moved, and the loss has fallen."""
    backbone = tiny_backbone(architecture)
    for rate in (1e-2, 1e-3, 1e-4):  # a method that is too fast at the first rate still works
        adapted = modelling.adapt(loaded(architecture, kind), backbone, method)
        before = {name: p.detach().clone() for name, p in adapted.model.named_parameters()}
        if train(adapted, kind, rate) < 0:
            break
    else:
        pytest.fail("training did not lower the loss at any rate")
    now = dict(adapted.model.named_parameters())
    assert {name for name in now if not torch.equal(now[name], before[name])} == {
        name for name, parameter in now.items() if parameter.requires_grad
    }
    return adapted


def check_padding(adapted: Adapted, kind: str, task: Task) -> None:
    """One text alone is predicted as in a batch with a longer one."""
    short = texts(kind)[0]
    long = Encoded(short.input_ids * 4, short.token_type_ids * 4, short.labels * 4, short.words * 4)
    length = len(short.input_ids) if kind == "token" else len(task.labels)
    alone = logits(adapted.model, [short], kind)[0][:length]
    assert torch.allclose(alone, logits(adapted.model, [short, long], kind)[0][:length], atol=1e-5)


def check_saving(adapted: Adapted, backbone: Backbone, task: Task, method: Method, folder: Path) -> None:
    """A saved model predicts the same on a fresh backbone with another random head."""
    modelling.save(adapted, method, folder)
    restored = modelling.restore(folder, backbone, task, method, seed=99)
    encoded = texts(task.kind)
    expected = logits(adapted.model, encoded, task.kind)
    assert torch.allclose(logits(restored, encoded, task.kind), expected, atol=1e-5)
    assert {path.suffix for path in folder.rglob("*")} <= {".safetensors", ".json", ".md"}


def check_merging(adapted: Adapted, method: Method, kind: str) -> None:
    """Added into the weights, the adapter predicts the same, and nothing of it is left."""
    expected = logits(adapted.model, texts(kind), kind)
    merged = modelling.merge(adapted, method)
    assert torch.allclose(logits(merged, texts(kind), kind), expected, atol=1e-4)
    assert not [name for name, _ in merged.named_parameters() if "base_layer" in name or "modules_to_save" in name]


def check_cell(architecture: str, name: str, kind: str, folder: Path) -> None:
    """Everything that is asked of a cell."""
    backbone, task = tiny_backbone(architecture), TASKS[kind]
    method = catalogue.method(name).on("tuned", backbone)
    adapted = trained(architecture, kind, method)
    fresh = loaded(architecture, kind)
    assert {original_name(parameter) for parameter in adapted.head_parameters} == fresh.new_parameters
    assert adapted.structure.adapter_parameters == adapter_parameters(fresh, backbone, method)
    check_padding(adapted, kind, task)
    check_saving(adapted, backbone, task, method, folder)
    if method.mergeable:
        check_merging(adapted, method, kind)
