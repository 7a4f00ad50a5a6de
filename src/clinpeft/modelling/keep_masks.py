"""Random masks for dropout, one byte an element: torch's own generator draws them one by one, ten times slower."""

import numpy as np
import torch

LEVELS = 256
"""A mask compares one random byte an element, so the probability is rounded to 1/256."""
_WORD = 8


def generator() -> np.random.SFC64:
    """A fast source of random bytes whose seed is drawn from torch's generator, so torch.manual_seed decides."""
    return np.random.SFC64(int(torch.randint(2**63 - 1, ())))


def keep_mask(shape: torch.Size, p: float, source: np.random.SFC64) -> torch.Tensor:
    """Ones where an element is kept and zeros where it is dropped, uint8.

    Each element is dropped with probability round(256 p) / 256, independently of the others.
    """
    count = shape.numel()
    noise = source.random_raw(-(-count // _WORD)).view(np.uint8)[:count]
    # A comparison in numpy, read as bytes: torch converts bytes to bfloat16 ten times faster than booleans.
    return torch.from_numpy(np.greater_equal(noise, _dropped_levels(p)).view(np.uint8)).view(shape)


def keep_scale(p: float) -> float:
    """What kept elements are multiplied by: it follows the rounded probability, so the expectation is exact."""
    return LEVELS / (LEVELS - _dropped_levels(p))


def drops(p: float) -> bool:
    """Whether the probability rounds to anything at all."""
    return _dropped_levels(p) > 0


def _dropped_levels(p: float) -> int:
    if not 0 <= p < 1:
        raise ValueError(f"dropout probability must be at least 0 and less than 1, got {p}")
    return min(round(p * LEVELS), LEVELS - 1)
