"""Dropout with fast masks in place of torch's, whose serial generator takes up to half of a stock training step."""

import torch
from torch import nn
from torch.autograd.function import FunctionCtx

from clinpeft.modelling import keep_masks


class FastDropout(nn.Module):
    """Zeroes elements with probability p and scales the rest so that the expectation is exact; seeded by torch."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or not keep_masks.drops(self.p):
            return x
        dropped: torch.Tensor = _Dropped.apply(x, self.p)  # type: ignore[no-untyped-call]
        return dropped


class _Dropped(torch.autograd.Function):
    """Product with a mask of which one byte an element is kept for the backward pass."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: torch.Tensor, p: float) -> torch.Tensor:  # type: ignore[override]
        keep = keep_masks.keep_mask(x.shape, p, keep_masks.generator())
        ctx.p = p  # type: ignore[attr-defined]
        ctx.save_for_backward(keep)
        return _scaled(keep, x, p)

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:  # type: ignore[override]
        (keep,) = ctx.saved_tensors  # type: ignore[attr-defined]
        return _scaled(keep, gradient, ctx.p), None  # type: ignore[attr-defined]


def _scaled(keep: torch.Tensor, x: torch.Tensor, p: float) -> torch.Tensor:
    # The scale comes last: in bfloat16 a mask that holds it would round it, and every element with it, the same way.
    return keep.to(x.dtype).mul_(x).mul_(keep_masks.keep_scale(p))


def replace_dropout(model: nn.Module) -> None:
    """Swap every nn.Dropout of the model, in place; attention calls a function instead, and has masks of its own."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child) is nn.Dropout and child.p < 1:
                setattr(module, name, FastDropout(child.p).train(child.training))
