"""Add a trained adapter into the backbone's weights, so that prediction costs what it cost before."""

from peft import PeftModel
from peft.utils.other import ModulesToSaveWrapper
from torch import nn

from clinpeft.modelling.adapting import Adapted
from clinpeft.specs import Method, SpecError


def merge(adapted: Adapted, method: Method) -> nn.Module:
    """A plain model with the adapter in its weights and the trained head; the adapted model is used up.

    SpecError where the method keeps its numbers outside the weights for good.
    """
    if not method.mergeable:
        raise SpecError(f"method {method.name!r} cannot be merged: what it learned is not a change of the weights")
    if not isinstance(adapted.model, PeftModel):
        return adapted.model
    _unwrap_heads(adapted.model)
    return adapted.model.merge_and_unload()  # type: ignore[operator]


def _unwrap_heads(model: nn.Module) -> None:
    """Put each trained copy of a head in the place of its wrapper: peft's own way fails for heads of two layers."""
    for name, module in list(model.named_modules()):
        if isinstance(module, ModulesToSaveWrapper):
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, module.modules_to_save[module.active_adapters[0]])
