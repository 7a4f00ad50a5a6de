"""Adapt a loaded backbone: what a method inserts, what it freezes, what is trained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from peft import PEFT_TYPE_TO_CONFIG_MAPPING, PeftType, get_peft_model
from torch import nn

from clinpeft.modelling.loading import Loaded
from clinpeft.modelling.number_format import match_number_format
from clinpeft.modelling.prefix import add_prefix, is_prefix
from clinpeft.modelling.targets import divisor, is_selected, targets
from clinpeft.specs import Backbone, Method, SpecError, Structure

# peft wraps the model once for virtual tokens, and twice where it puts adapters inside; the longer prefix comes first.
_PEFT_PREFIXES = ("base_model.model.", "base_model.")
_PEFT_COPY = ".modules_to_save.default"


@dataclass(frozen=True)
class Adapted:
    """A model ready to be trained."""

    model: nn.Module
    head_parameters: frozenset[str]
    """Names, in this model, of the trained parameters that the checkpoint did not hold."""
    structure: Structure
    rate_factors: Mapping[str, float] = field(default_factory=dict)
    """Names of the trained parameters whose learning rate the method multiplies, to the factor."""
    training: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What the method does during training: hook of training/hooks.py to its options."""
    fixed: tuple[str, ...] = ()
    """Names of outermost modules whose output for a text stays the same while the rest is trained."""


def adapt(loaded: Loaded, backbone: Backbone, method: Method) -> Adapted:
    """Apply the method to a freshly loaded backbone; every new weight of the head ends up trained.

    A loaded model serves once: peft writes into the model and the configuration it is given. The method is taken as it
    is: Method.on gives what it is under a recipe on a backbone, and resolve() has done so.
    """
    model = _ADAPTERS[method.trains](loaded, backbone, method)
    head = _trained_head(model, loaded)
    trained = {name: p.numel() for name, p in model.named_parameters() if p.requires_grad}
    factors = {name: factor for name in trained for part, factor in method.rate_factors.items() if f".{part}." in name}
    head_size = sum(size for name, size in trained.items() if name in head)
    trainable = sum(trained.values())
    return Adapted(
        model,
        head,
        Structure(
            # peft keeps the untrained original of each saved module; it is not part of the model that is used.
            num_total_params=sum(_count(p) for name, p in model.named_parameters() if ".original_module." not in name),
            num_trainable_params=trainable,
            adapter_parameters=trainable - head_size,
            head_parameters=head_size,
        ),
        factors,
        method.training,
        _fixed_modules(model) if method.trains == "head" else (),
    )


def _count(parameter: nn.Parameter) -> int:
    """How many numbers it holds; those of four bits are stored two to a byte, as bitsandbytes' own type says."""
    packed = type(parameter).__name__ == "Params4bit"
    return parameter.numel() * (2 * parameter.element_size() if packed else 1)


def original_name(name: str) -> str:
    """The name that a parameter of a peft model has in the checkpoint."""
    prefix = next((prefix for prefix in _PEFT_PREFIXES if name.startswith(prefix)), "")
    return name.removeprefix(prefix).replace(_PEFT_COPY, "").replace(".base_layer", "")


def _trained_head(model: nn.Module, loaded: Loaded) -> frozenset[str]:
    head = frozenset(
        name
        for name, parameter in model.named_parameters()
        if parameter.requires_grad and original_name(name) in loaded.new_parameters
    )
    untrained = loaded.new_parameters - {original_name(name) for name in head}
    if untrained:
        raise SpecError(f"new weights would stay at their random start: {', '.join(sorted(untrained))}")
    return head


def _fixed_modules(model: nn.Module) -> tuple[str, ...]:
    """Outermost modules that hold weights, none of them trained."""
    found: list[str] = []
    for name, module in model.named_modules():
        inside = any(name.startswith(f"{outer}.") for outer in found)
        parameters = list(module.parameters())
        if name and not inside and parameters and not any(parameter.requires_grad for parameter in parameters):
            found.append(name)
    return tuple(found)


def _train_all(loaded: Loaded, backbone: Backbone, method: Method) -> nn.Module:
    del backbone, method
    return loaded.model


def _train_head(loaded: Loaded, backbone: Backbone, method: Method) -> nn.Module:
    del backbone, method
    for name, parameter in loaded.model.named_parameters():
        parameter.requires_grad = name in loaded.new_parameters
    return loaded.model


def _train_selected(loaded: Loaded, backbone: Backbone, method: Method) -> nn.Module:
    for name, parameter in loaded.model.named_parameters():
        parameter.requires_grad = name in loaded.new_parameters or is_selected(name, backbone, method)
    return loaded.model


def _train_prefix(loaded: Loaded, backbone: Backbone, method: Method) -> nn.Module:
    del backbone
    add_prefix(loaded.model, method.virtual_tokens)
    for name, parameter in loaded.model.named_parameters():
        parameter.requires_grad = name in loaded.new_parameters or is_prefix(name)
    return loaded.model


def _train_adapter(loaded: Loaded, backbone: Backbone, method: Method) -> nn.Module:
    options: dict[str, object] = dict(method.options)
    if method.targets:
        options["target_modules"] = backbone.module_names(method.targets)
    if method.feedforward:
        options["feedforward_modules"] = backbone.module_names(method.feedforward)
    if method.fitted:
        found = targets(loaded, backbone, method)
        options.update({name: divisor(found, limit) for name, limit in method.fitted.items()})
    geometry = {
        "token_dim": backbone.embedding_size,
        "num_layers": backbone.layers,
        "num_attention_heads": backbone.heads,
    }
    options.update({name: geometry[name] for name in method.geometry})
    options |= {"task_type": loaded.peft_task_type, "modules_to_save": new_modules(loaded)}
    configuration = PEFT_TYPE_TO_CONFIG_MAPPING[PeftType(method.peft_type)](**options)  # type: ignore[arg-type]
    model = get_peft_model(loaded.model, configuration)  # type: ignore[arg-type]
    for name, parameter in model.named_parameters():
        if any(f".{part}." in name for part in method.held):
            parameter.requires_grad = False
    match_number_format(model)
    return model


def new_modules(loaded: Loaded) -> list[str]:
    """Outermost modules with newly initialised weights only, which peft would partly leave random and unsaved.

    A head of two layers counts as one module: peft adds the name "classifier" to what it saves by itself, and would
    otherwise make one copy inside another.
    """
    found: list[str] = []
    for name, module in loaded.model.named_modules():
        own = {f"{name}.{parameter}" for parameter, _ in module.named_parameters()}
        if own and own <= loaded.new_parameters and not any(name.startswith(f"{outer}.") for outer in found):
            found.append(name)
    return sorted(found)


_ADAPTERS: dict[str, Callable[[Loaded, Backbone, Method], nn.Module]] = {
    "all": _train_all,
    "head": _train_head,
    "selected": _train_selected,
    "adapter": _train_adapter,
    "prefix": _train_prefix,
}
