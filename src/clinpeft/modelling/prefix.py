"""Prefix tuning through the attention itself, for encoders whose forward takes no past keys and values.

peft hands a prefix to the model as past key values, which DistilBERT and MobileBERT refuse. Here every attention module
gets its own learned keys and values and puts them in front of those of the text (Li and Liang 2021, equation 3).
Positions are not shifted, so the text keeps all positions of the backbone.
"""

import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

ATTENTION = "clinpeft_prefix"
KEY, VALUE = "prefix_key", "prefix_value"


def add_prefix(model: nn.Module, tokens: int) -> None:
    """Give every attention module of the model `tokens` learned keys and values, in place; they start from N(0, 1).

    Shape (1, heads, tokens, head width) each, drawn from torch's generator, as peft draws its own.
    """
    for module, (heads, width) in _attention_modules(model).items():
        module.register_parameter(KEY, nn.Parameter(torch.randn(1, heads, tokens, width)))
        module.register_parameter(VALUE, nn.Parameter(torch.randn(1, heads, tokens, width)))
    model.set_attn_implementation(ATTENTION)  # type: ignore[operator]


def is_prefix(name: str) -> bool:
    """Whether a parameter belongs to a prefix."""
    return name.endswith((KEY, VALUE))


def _attention_modules(model: nn.Module) -> dict[nn.Module, tuple[int, int]]:
    """Every module that reaches the attention function, with its number of key heads and their width.

    Asked by reading four tokens once: architectures differ in what the modules and their widths are called.
    """
    seen: dict[nn.Module, tuple[int, int]] = {}

    def look(
        module: nn.Module, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *rest: object, **options: object
    ) -> tuple[torch.Tensor, None]:
        seen[module] = (key.shape[1], key.shape[3])
        return sdpa_attention_forward(module, query, key, value, *rest, **options)  # type: ignore[arg-type]

    AttentionInterface.register(ATTENTION, look)
    try:
        model.set_attn_implementation(ATTENTION)  # type: ignore[operator]
        with torch.no_grad():
            model(input_ids=torch.ones(1, 4, dtype=torch.long, device=next(model.parameters()).device))
    finally:
        AttentionInterface.register(ATTENTION, attend)
    return seen


def attend(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: object,
) -> tuple[torch.Tensor, None]:
    """Attention over the prefix and the text; every word may look at every virtual token."""
    texts = key.shape[0]
    if hasattr(module, KEY):
        front = module.get_parameter(KEY).to(key.dtype).expand(texts, -1, -1, -1)
        key = torch.cat([front, key], dim=2)
        value = torch.cat([module.get_parameter(VALUE).to(value.dtype).expand(texts, -1, -1, -1), value], dim=2)
        if attention_mask is not None:  # (texts, 1, queries, keys): True or 0 where a key may be seen
            seen = torch.ones if attention_mask.dtype == torch.bool else torch.zeros
            front_mask = seen(
                (*attention_mask.shape[:-1], front.shape[2]), dtype=attention_mask.dtype, device=attention_mask.device
            )
            attention_mask = torch.cat([front_mask, attention_mask], dim=-1)
    return sdpa_attention_forward(module, query, key, value, attention_mask, **options)  # type: ignore[arg-type]


AttentionInterface.register(ATTENTION, attend)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)
