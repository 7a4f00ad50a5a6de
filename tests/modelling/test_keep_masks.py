"""The masks of dropout: their share, their independence, their seed."""

import numpy as np
import pytest
import torch

from clinpeft.modelling import keep_masks


@pytest.mark.parametrize("p", [0.1, 0.5, 0.003])
def test_masks_keep_the_share_independently(p: float) -> None:
    keep = keep_masks.keep_mask(torch.Size((1000, 1003)), p, np.random.SFC64(0)).double()
    exact = 1 - round(p * 256) / 256
    error = (exact * (1 - exact) / keep.numel()) ** 0.5
    assert keep.mean().item() == pytest.approx(exact, abs=5 * error)
    assert keep_masks.keep_scale(p) * exact == pytest.approx(1, abs=1e-12)
    for moved in (keep[1:] * keep[:-1], keep[:, 1:] * keep[:, :-1], keep[:, 8:] * keep[:, :-8]):
        pairs = exact**2
        assert moved.mean().item() == pytest.approx(pairs, abs=5 * (2 * pairs * (1 - pairs) / keep.numel()) ** 0.5)
    rows = keep.mean(dim=1)
    assert rows.std().item() == pytest.approx((exact * (1 - exact) / keep.shape[1]) ** 0.5, rel=0.15)


def test_masks_follow_torch_s_seed() -> None:
    def draw(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return keep_masks.keep_mask(torch.Size((64,)), 0.5, keep_masks.generator())

    assert torch.equal(draw(1), draw(1))
    assert not torch.equal(draw(1), draw(2))
    assert not keep_masks.drops(0.001)
    with pytest.raises(ValueError, match=r"got 1\.0"):
        keep_masks.keep_scale(1.0)
