"""Adapted layers answer in the number format of the layers they replace."""

import torch
from torch import nn


def match_number_format(model: nn.Module) -> None:
    """Make every adapted linear layer answer as a plain one would under autocast, in place.

    Many adapters compute in float32 whatever the arithmetic around them. DeBERTa's attention then mixes two formats in
    one step and stops with an overflow. The matrix products that follow convert their inputs anyway.
    """
    for module in model.modules():
        if isinstance(getattr(module, "base_layer", None), nn.Linear):
            module.register_forward_hook(_in_format)


def _in_format(module: nn.Module, inputs: object, output: torch.Tensor) -> torch.Tensor:
    del module, inputs
    kind = output.device.type
    if not (torch.amp.is_autocast_available(kind) and torch.is_autocast_enabled(kind)):
        return output
    return output.to(torch.get_autocast_dtype(kind))
