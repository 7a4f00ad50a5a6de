"""Blocked attention against transformers' own."""

from types import SimpleNamespace

import pytest
import torch

from clinpeft import catalogue, modelling
from clinpeft.catalogue.backbones import roles
from clinpeft.modelling import attention
from tiny_architectures import tiny_backbone

TRAINING = SimpleNamespace(training=True)
Tensors = tuple[torch.Tensor, ...]


def plain(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
    scores = scores if mask is None else scores + mask
    return (torch.softmax(scores, dim=-1) @ value).transpose(1, 2)


def gradients(output: torch.Tensor, inputs: Tensors) -> Tensors:
    weights = torch.sin(torch.arange(output.numel(), dtype=torch.float64)).view(output.shape).to(output.dtype)
    return torch.autograd.grad((output * weights).sum(), inputs)


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-5), (torch.bfloat16, 0.1)])
@pytest.mark.parametrize("keys", [24, 34], ids=["same", "prefix"])
@pytest.mark.parametrize("masked", [True, False], ids=["masked", "open"])
@pytest.mark.parametrize("block", [1, 2**12, 2**30])
def test_output_and_gradients_are_those_of_the_formula(
    dtype: torch.dtype, tolerance: float, keys: int, masked: bool, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "BLOCK_BYTES", block)
    torch.manual_seed(0)
    query, key, value = (
        torch.randn(5, length, 4, 8, dtype=dtype).transpose(1, 2).requires_grad_() for length in (24, keys, keys)
    )
    mask = torch.zeros(5, 1, 24, keys)
    mask[1, ..., 20:] = torch.finfo(torch.float32).min
    found, weights = attention.blocked_attention(TRAINING, query, key, value, mask if masked else None)
    expected = plain(query, key, value, mask.clamp(min=-1e30).to(dtype) if masked else None)
    assert weights is None
    assert torch.allclose(found, expected, atol=tolerance)
    pairs = zip(gradients(found, (query, key, value)), gradients(expected, (query, key, value)), strict=True)
    assert all(torch.allclose(mine, theirs, atol=tolerance) for mine, theirs in pairs)


def test_dropout_acts_on_the_probabilities_and_its_gradient_uses_the_same_mask() -> None:
    query, key = torch.zeros(2, 3, 64, 8), torch.zeros(2, 3, 64, 8)
    value = torch.eye(64).expand(2, 3, 64, 64).clone().requires_grad_()  # the output shows the dropped probabilities
    output, _ = attention.blocked_attention(TRAINING, query, key, value, None, dropout=0.25)
    shown = output.transpose(1, 2)
    assert shown.unique().tolist() == pytest.approx([0, 1 / 64 / 0.75])
    (gradient,) = torch.autograd.grad(output.sum(), value)
    assert torch.allclose(gradient, shown.sum(dim=2)[..., None].expand_as(gradient))
    still, _ = attention.blocked_attention(SimpleNamespace(training=False), query, key, value, None, dropout=0.25)
    assert torch.allclose(still, torch.full_like(still, 1 / 64))


def test_gradient_through_dropout_is_the_slope_of_the_function() -> None:
    torch.manual_seed(1)
    inputs = [torch.randn(2, 2, 6, 4, dtype=torch.float64, requires_grad=True) for _ in range(3)]

    def seeded(*states: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(7)
        return attention.blocked_attention(TRAINING, *states, None, dropout=0.5)[0]

    assert torch.autograd.gradcheck(seeded, inputs)


def test_heads_that_share_keys() -> None:
    query, key = torch.randn(2, 4, 6, 8), torch.randn(2, 2, 6, 8)
    found, _ = attention.blocked_attention(TRAINING, query, key, key, None)
    many = key.repeat_interleave(2, dim=1)
    assert torch.allclose(found, plain(query, many, many, None), atol=1e-6)


def test_what_it_cannot_do_is_refused() -> None:
    states = torch.zeros(1, 1, 2, 4)
    with pytest.raises(ValueError, match="no softcap"):
        attention.blocked_attention(TRAINING, states, states, states, None, softcap=30.0)


@pytest.mark.parametrize("architecture", roles.ARCHITECTURES)
def test_a_model_gives_what_it_gives_with_transformers_own_attention(
    architecture: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    monkeypatch.setenv("CLINPEFT_DEVICE", "cpu")
    model = modelling.load(tiny_backbone(architecture), catalogue.task("disposition"), 0).model.eval()
    if not model.is_backend_compatible():
        assert model.config._attn_implementation == "eager"
        return
    assert model.config._attn_implementation == attention.NAME
    ids = torch.tensor([[2, 5, 6, 7, 8, 3], [2, 9, 10, 3, 0, 0]])
    mask = (ids > 0).long()
    mine = model(input_ids=ids, attention_mask=mask).logits
    model.set_attn_implementation("eager")
    assert torch.allclose(mine, model(input_ids=ids, attention_mask=mask).logits, atol=1e-5)
