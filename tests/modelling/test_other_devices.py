"""A step of every method on a device other than the processor: no tensor is made where the model does not lie.

torch's ``meta`` device calculates shapes only and refuses tensors of other devices, as a graphics card does.
"""

import pytest
import torch
from torch.nn import functional

from cells import TASKS, texts
from clinpeft import catalogue, modelling
from clinpeft.modelling import hardware, text_logits
from clinpeft.modelling.number_format import match_number_format
from clinpeft.training.batching import collate
from clinpeft.training.hooks import make_hooks
from tiny_architectures import tiny_backbone

NO_META = {"shira": "sparse matrices", "waveft": "torch.nonzero"}
"""Methods of which peft needs an operation that torch's meta device does not have; peft's own devices are its own."""
SOON = ("lora", "adalora", "prefix_tuning", "p_tuning", "vera", "oft", "ia3")
ARCHITECTURES = ("bert", "llama", "modernbert")


def methods() -> list[object]:
    return [
        pytest.param(architecture, name, id=f"{architecture}-{name}", marks=() if name in SOON else pytest.mark.long)
        for architecture in ARCHITECTURES
        for name, method in catalogue.METHODS.items()
        if name not in NO_META and method.exclusion(architecture, "token") is None
    ]


@pytest.fixture(autouse=True)
def meta(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setitem(hardware.ATTENTION, "cpu", hardware.ATTENTION["cuda"])
    answered = torch.Tensor.__bool__
    # transformers asks whether a mask hides anything, which nobody can tell of a tensor without content
    monkeypatch.setattr(torch.Tensor, "__bool__", lambda self: self.device.type != "meta" and answered(self))


@pytest.mark.parametrize(("architecture", "name"), methods())
def test_a_step_stays_on_the_models_device(architecture: str, name: str) -> None:
    backbone = tiny_backbone(architecture)
    method = catalogue.method(name).on("tuned", backbone)
    adapted = modelling.adapt(modelling.load(backbone, TASKS["token"], 0), backbone, method)
    adapted.model.to("meta").train()
    hooks = make_hooks(adapted, 6)
    inputs, labels = collate(texts("token"))
    logits = text_logits(adapted.model, {key: values.to("meta") for key, values in inputs.items()}, "token")
    assert logits.shape == (*labels.shape, len(TASKS["token"].labels))
    loss = functional.cross_entropy(logits.flatten(0, -2), labels.to("meta").flatten())
    penalties = [penalty for hook in hooks if (penalty := hook.penalty()) is not None]
    sum(penalties, loss).backward()
    trained = [parameter for parameter in adapted.model.parameters() if parameter.requires_grad]
    assert any(parameter.grad is not None and parameter.grad.is_meta for parameter in trained)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_adapted_layers_answer_in_the_number_format_of_their_own_device(
    dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda _: True)
    monkeypatch.setattr(torch, "is_autocast_enabled", lambda device: bool(asked.append(device)) or True)
    monkeypatch.setattr(torch, "get_autocast_dtype", lambda device: {"meta": dtype}[device])
    layer = torch.nn.Identity()
    layer.base_layer = torch.nn.Linear(1, 1)
    match_number_format(torch.nn.Sequential(layer))
    assert layer(torch.ones(2, device="meta")).dtype == dtype
    assert asked == ["meta"]
