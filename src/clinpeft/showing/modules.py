"""The modules that a method page takes apart, found by their roles: what they are called is the backbone's affair."""

from dataclasses import dataclass

import torch
from peft.utils.integrations import dequantize_module_weight
from torch import nn

from clinpeft.modelling.prefix import is_prefix
from clinpeft.modelling.targets import plays
from clinpeft.specs import Backbone

MATRICES = ("query", "key", "value", "attention_output", "feedforward_in", "feedforward_out")
"""Roles of the weight matrices in a layer."""


@dataclass(frozen=True)
class ShownModule:
    """A weight matrix or a norm of a model, inside an adapter or plain."""

    name: str
    module: nn.Module
    """The adapter where there is one, with the pretrained module as its ``base_layer``."""
    d_in: int
    """Width of its input; 1 for a norm, whose weight is a vector."""
    d_out: int
    bias: bool

    @property
    def plain(self) -> nn.Module:
        """The pretrained module itself."""
        return _plain(self.module)

    def weights(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Its pretrained matrix and its bias; zeros where it has no bias, and no longer rounded where it is."""
        weight = dequantize_module_weight(self.plain).detach()
        return weight, self.plain.get_parameter("bias").detach() if self.bias else weight.new_zeros(self.d_out)


def modules(model: nn.Module, backbone: Backbone, roles: tuple[str, ...]) -> list[ShownModule]:
    """Every module that plays one of the roles, in the model's order; one that plays several is there once."""
    endings = backbone.module_names(roles)
    found = []
    for name, module in model.named_modules():
        plain = _plain(module)
        if any(plays(name, ending) for ending in endings) and isinstance(getattr(plain, "weight", None), nn.Parameter):
            found.append(ShownModule(name, module, *_widths(plain), getattr(plain, "bias", None) is not None))
    return found


def first_keys(model: nn.Module) -> torch.Tensor:
    """The learned keys that a prefix hands to the first layer, shape (heads, virtual tokens, width of a head)."""
    own = next((parameter for name, parameter in model.named_parameters() if is_prefix(name)), None)
    given = model.get_prompt(batch_size=1).layers[0].keys if own is None else own  # type: ignore[operator]
    return given[0].detach()


def _plain(module: nn.Module) -> nn.Module:
    return getattr(module, "base_layer", module)


def _widths(module: nn.Module) -> tuple[int, int]:
    if isinstance(module, nn.Linear):  # rounded to four bits, its matrix is stored in another shape
        return module.in_features, module.out_features
    return 1, module.get_parameter("weight").shape[0]
