"""Dropout whose masks do not come from torch's serial CPU generator, which takes a fifth of a training step."""

import numpy as np
import torch
from torch import nn

LEVELS = 256
"""Masks compare one random byte an element, so the probability is rounded to 1/256."""


class FastDropout(nn.Module):
    """Zeroes elements with probability p and scales the rest so that the expectation is exact."""

    def __init__(self, p: float, generator: np.random.Generator) -> None:
        super().__init__()
        self.p = p
        self._threshold = round(p * LEVELS)
        self._generator = generator

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self._threshold == 0:
            return x
        noise = torch.from_numpy(self._generator.integers(0, LEVELS, size=x.shape, dtype=np.uint8))
        # The scale follows the rounded probability, not p itself.
        return x * (noise >= self._threshold).to(x.dtype).mul_(LEVELS / (LEVELS - self._threshold))


def replace_dropout(model: nn.Module, seed: int) -> None:
    """Swap every nn.Dropout of the model, in place; dropout inside attention calls torch's function and stays."""
    generator = np.random.Generator(np.random.SFC64(seed))
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child) is nn.Dropout and child.p < 1:
                setattr(module, name, FastDropout(child.p, generator))
