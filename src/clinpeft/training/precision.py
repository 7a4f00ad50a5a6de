"""Number formats in training: matrix products in a short one where the machine has it, trained weights in float32."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import nn

from clinpeft.modelling import hardware


def autocast() -> AbstractContextManager[None]:
    """Context in which matrix products run in the machine's number format."""
    machine = hardware.chosen()
    return torch.autocast(machine.device, dtype=machine.dtype, enabled=machine.precision != "float32")


@contextmanager
def frozen_weights_cast(model: nn.Module) -> Iterator[None]:
    """Within the context, frozen linear layers hold their weights in the number format of the products.

    Autocast would cast each of them in every step anew. The float32 weights come back at the end, unchanged. Layers
    that an adapter wraps keep theirs, as the adapter may read them; so do layers of which anything is trained.
    """
    dtype = hardware.chosen().dtype
    kept: list[tuple[nn.Linear, str, nn.Parameter]] = []
    try:
        for layer in _frozen_linear_layers(model) if dtype != torch.float32 else ():
            for name, parameter in list(layer.named_parameters()):
                kept.append((layer, name, parameter))
                setattr(layer, name, nn.Parameter(parameter.detach().to(dtype), requires_grad=False))
        yield
    finally:
        for layer, name, parameter in kept:
            setattr(layer, name, parameter)


def _frozen_linear_layers(model: nn.Module) -> list[nn.Linear]:
    owners: dict[int, int] = {}
    for parameter in (p for module in model.modules() for p in module._parameters.values() if p is not None):
        owners[id(parameter)] = owners.get(id(parameter), 0) + 1
    return [
        module
        for name, module in model.named_modules()
        if type(module) is nn.Linear
        and not name.endswith("base_layer")
        and all(not p.requires_grad and owners[id(p)] == 1 for p in module.parameters())
    ]
