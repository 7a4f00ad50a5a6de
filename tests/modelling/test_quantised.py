"""A backbone whose matrices are rounded: they stay as they are, and adapter and head learn."""

import pytest
import torch

from clinpeft import catalogue, modelling
from clinpeft.specs import SpecError
from tiny_architectures import tiny_backbone


def test_other_bits_are_refused(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    with pytest.raises(SpecError, match="8 or 4 bits, got 3"):
        modelling.load(tiny_backbone("llama"), catalogue.task("disposition"), 0, bits=3)


@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("architecture", ["llama", "bert", "distilbert"])
def test_lora_learns_on_rounded_weights(
    architecture: str, bits: int, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("bitsandbytes", reason="needs the extra: pip install clinpeft[quantised]")
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    backbone, task = tiny_backbone(architecture), catalogue.task("disposition")
    loaded = modelling.load(backbone, task, 0, bits=bits)
    kinds = {type(module).__name__ for name, module in loaded.model.named_modules() if "layer" in name}
    assert kinds & {"Linear8bitLt", "Linear4bit"}
    model = modelling.adapt(loaded, backbone, catalogue.method("lora")).model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    before = [p.detach().clone() for p in trained]
    ids, labels = torch.tensor([[2, 7, 9, 3], [2, 8, 5, 3]]), torch.tensor([0, 1])
    optimizer = torch.optim.AdamW(trained, lr=1e-2)
    losses = []
    for _ in range(4):
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
        loss = torch.nn.functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    assert all(not torch.equal(old, new) for old, new in zip(before, trained, strict=True))
