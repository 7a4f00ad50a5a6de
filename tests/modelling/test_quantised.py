"""A backbone whose matrices are rounded: they stay as they are, and adapter and head learn."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from clinpeft import catalogue, modelling, provenance
from clinpeft.catalogue.methods import ON_ROUNDED
from clinpeft.modelling import weights
from clinpeft.showing.counting import adapter_parameters
from clinpeft.specs import Backbone, RunSpec, SpecError
from tiny_architectures import tiny_backbone

TASK = catalogue.task("disposition")
ROUNDED = [entry for entry in catalogue.BACKBONES.values() if entry.bits is not None]
INSTALLED = pytest.mark.skipif(
    importlib.util.find_spec("bitsandbytes") is None, reason="needs the extra: pip install -e .[quantised]"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))


def rounded(architecture: str, bits: int) -> Backbone:
    return replace(tiny_backbone(architecture), bits=bits)


def test_other_bits_are_refused() -> None:
    with pytest.raises(SpecError, match="8 or 4 bits, got 3"):
        rounded("llama", 3)


def test_without_bitsandbytes_the_weights_are_missing_and_the_message_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    backbone = rounded("llama", 8)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert weights.state(backbone) == "missing"
    with pytest.raises(modelling.WeightsUnavailable, match=r"8 bits, which needs bitsandbytes: in the project"):
        modelling.load(backbone, TASK, 0)


@pytest.mark.parametrize("entry", ROUNDED, ids=lambda entry: entry.name)
def test_a_run_says_that_its_backbone_is_rounded(entry: Backbone) -> None:
    assert entry.made_from is not None
    specs = [RunSpec("disposition", "neiss", name, "lora", "tuned") for name in (entry.name, entry.made_from)]
    told = [provenance.settings(spec, catalogue.resolve(spec))["backbone"] for spec in specs]
    assert told[0] == {**told[1], "layers": entry.layers, "bits": entry.bits}  # type: ignore[dict-item]
    assert entry.weights_sha256 == catalogue.backbone(entry.made_from).weights_sha256


def test_what_would_change_rounded_matrices_is_excluded_with_the_reason() -> None:
    full = RunSpec("disposition", "neiss", "smollm2_135m_nf4", "full", "tuned")
    assert "holds them rounded to 4 bits" in str(catalogue.excluded(full))
    assert catalogue.excluded(replace(full, method="lora")) is None
    assert catalogue.excluded(replace(full, backbone="smollm2_135m")) is None
    assert set(catalogue.METHODS) > ON_ROUNDED


@INSTALLED
@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("architecture", ["llama", "bert", "distilbert"])
def test_lora_learns_on_rounded_weights(architecture: str, bits: int) -> None:
    learns(rounded(architecture, bits), "lora")


@INSTALLED
@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("method", sorted(ON_ROUNDED - {"lora"}))
def test_each_method_that_says_so_learns_on_a_rounded_decoder(method: str, bits: int) -> None:
    learns(rounded("llama", bits), method)


@INSTALLED
@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("architecture", ["llama", "bert"])
def test_a_rounded_backbone_has_as_many_numbers_as_before(architecture: str, bits: int) -> None:
    small = rounded(architecture, bits)
    method = catalogue.method("lora").on("tuned", small)
    counted = []
    for backbone in (small, replace(small, bits=None)):
        loaded = modelling.load(backbone, TASK, 0)
        formula = adapter_parameters(loaded, backbone, method)
        structure = modelling.adapt(loaded, backbone, method).structure
        assert structure.adapter_parameters == formula
        counted.append(structure)
    assert counted[0] == counted[1]


def learns(backbone: Backbone, name: str) -> None:
    """The rounded matrices do not move, everything that is trained does, and the loss falls."""
    for rate in (1e-2, 1e-3):  # a method that is too fast at the first rate still works
        losses = losses_at(rate, backbone, name)
        if min(losses[1:]) < losses[0]:
            return
    pytest.fail(f"training did not lower the loss at any rate: {losses}")


def losses_at(rate: float, backbone: Backbone, name: str) -> list[float]:
    """The loss before each of a few steps, after which only what is trained has moved."""
    adapted = modelling.adapt(modelling.load(backbone, TASK, 0), backbone, catalogue.method(name).on("tuned", backbone))
    model = adapted.model.eval()  # without dropout, so that a few steps must lower the loss
    assert {type(module).__name__ for module in model.modules()} & {"Linear8bitLt", "Linear4bit"}
    trained = [p for p in model.parameters() if p.requires_grad]
    before = [p.detach().clone() for p in trained]
    kept = {n: p.detach().clone() for n, p in model.named_parameters() if not p.requires_grad}
    ids, labels = torch.tensor([[2, 7, 9, 3], [2, 8, 5, 3]]), torch.tensor([0, 1])
    optimizer = torch.optim.AdamW(trained, lr=rate)
    losses = []
    for _ in range(6):
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
        loss = torch.nn.functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert all(not torch.equal(old, new) for old, new in zip(before, trained, strict=True))
    assert all(torch.equal(p, kept[n]) for n, p in model.named_parameters() if n in kept)
    return losses
