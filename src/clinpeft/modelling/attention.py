"""Attention with dropout in few passes over the score matrix, for training on a processor without a graphics card.

Same formula as transformers' eager attention, softmax(Q K^T / sqrt(d) + mask) with dropout, times V (Vaswani et al.
2017, equation 1), and the same gradients. What differs is the way there: a block of heads at a time, small enough for
the processor's cache, in the number format of the queries from start to end, and with three bytes an element kept for
the backward pass instead of a dozen.
"""

from collections.abc import Iterator

import torch
from torch import nn
from torch.autograd.function import FunctionCtx
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, eager_mask

from clinpeft.modelling import keep_masks

NAME = "blocked"
BLOCK_BYTES = 2**20
"""Scores that each thread works on at once: a megabyte, the second-level cache of a core."""


def blocked_attention(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    softcap: float | None = None,
    s_aux: torch.Tensor | None = None,
    position_bias: torch.Tensor | None = None,
    **options: object,
) -> tuple[torch.Tensor, None]:
    """Attention as transformers asks for it.

    Query, key and value have the shape (batch, heads, length, width), the output (batch, length, heads, width).
    Further options are transformers' own and do not change the result (``is_causal``, ``sliding_window``: both are
    in the mask already). ValueError for those that would.
    """
    del options
    if softcap is not None or s_aux is not None or position_bias is not None:
        raise ValueError("attention 'blocked' knows no softcap, sink or position bias; load with 'eager' attention")
    if torch.is_autocast_enabled(query.device.type):  # learned keys of a prefix, rotated queries: both are float32
        dtype = torch.get_autocast_dtype(query.device.type)
        query, key, value = query.to(dtype), key.to(dtype), value.to(dtype)
    groups = query.shape[1] // key.shape[1]
    if groups > 1:
        key, value = key.repeat_interleave(groups, dim=1), value.repeat_interleave(groups, dim=1)
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    if attention_mask is not None:
        # The least float32 is minus infinity in bfloat16, and a row of those would have no softmax.
        least = max(torch.finfo(query.dtype).min, torch.finfo(attention_mask.dtype).min)
        attention_mask = attention_mask.clamp(min=least).to(query.dtype)
    batch, heads, length, _ = query.shape
    if attention_mask is not None:
        attention_mask = attention_mask.expand(batch, heads, length, key.shape[2])
    flat = (states.reshape(-1, *states.shape[2:]) for states in (query * scale, key, value))
    p = dropout if module.training and keep_masks.drops(dropout) else 0.0
    output: torch.Tensor = _Blocked.apply(*flat, attention_mask, p)  # type: ignore[no-untyped-call]
    return output.view(batch, heads, length, -1).transpose(1, 2), None


class _Blocked(torch.autograd.Function):
    """The product with its gradients, shapes (texts × heads, length, width).

    Queries come scaled, so that no pass over the scores does it. The mask stays (texts, heads, length, length),
    expanded and not copied.
    """

    @staticmethod
    def forward(  # type: ignore[override]
        ctx: FunctionCtx,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        mask: torch.Tensor | None,
        p: float,
    ) -> torch.Tensor:
        probabilities = query.new_empty((*query.shape[:2], key.shape[1]))
        keep = keep_masks.keep_mask(probabilities.shape, p, keep_masks.generator()) if p else None
        output = query.new_empty((*query.shape[:2], value.shape[2]))
        heads = 1 if mask is None else mask.shape[1]
        for block in _blocks(probabilities, heads):
            scores = torch.bmm(query[block], key[block].transpose(1, 2))
            if mask is not None:
                of_texts = mask[block.start // heads : block.stop // heads]
                scores.view(of_texts.shape).add_(of_texts)
            kept = torch.softmax(scores, dim=-1, out=probabilities[block])
            if keep is not None:
                kept = keep[block].to(kept.dtype).mul_(kept)
            torch.bmm(kept, value[block], out=output[block])
        ctx.p = p  # type: ignore[attr-defined]
        if p:
            output *= keep_masks.keep_scale(p)
        ctx.save_for_backward(query, key, value, probabilities, keep, output)  # type: ignore[arg-type]
        return output

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:  # type: ignore[override]
        query, key, value, probabilities, keep, output = ctx.saved_tensors  # type: ignore[attr-defined]
        d_query, d_key, d_value = torch.empty_like(query), torch.empty_like(key), torch.empty_like(value)
        # The softmax's row sums of probability times gradient: the same number from the output, without the matrix.
        wide = torch.promote_types(query.dtype, torch.float32)
        rows = (gradient * output).sum(dim=-1, keepdim=True, dtype=wide).to(query.dtype)
        gradient = gradient * keep_masks.keep_scale(ctx.p)  # type: ignore[attr-defined]
        for block in _blocks(probabilities, 1):
            kept = probabilities[block]
            d_scores = torch.bmm(gradient[block], value[block].transpose(1, 2))
            if keep is not None:
                ones = keep[block].to(kept.dtype)
                d_scores *= ones
                kept = ones.mul_(kept)
            torch.bmm(kept.transpose(1, 2), gradient[block], out=d_value[block])
            d_scores.sub_(rows[block]).mul_(probabilities[block])
            torch.bmm(d_scores, key[block], out=d_query[block])
            torch.bmm(d_scores.transpose(1, 2), query[block], out=d_key[block])
        return d_query, d_key, d_value, None, None


def _blocks(probabilities: torch.Tensor, heads: int) -> Iterator[slice]:
    """Slices of the heads whose scores fit the cache together, in multiples of ``heads``; at least so many each."""
    count, size = len(probabilities), probabilities[:heads].nbytes
    step = heads * max(1, torch.get_num_threads() * BLOCK_BYTES // max(1, size))
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))


def register() -> None:
    """Make the attention known to transformers under its name; calling it again changes nothing."""
    AttentionInterface.register(NAME, blocked_attention)
    AttentionMaskInterface.register(NAME, eager_mask)
