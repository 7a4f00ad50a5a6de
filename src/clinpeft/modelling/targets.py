"""Which modules of a loaded backbone a method touches, and how wide they are."""

from dataclasses import dataclass

from torch import nn

from clinpeft.modelling.loading import Loaded
from clinpeft.specs import Backbone, Method, SpecError


@dataclass(frozen=True)
class Target:
    """One module that a method adapts or trains."""

    name: str
    d_in: int
    """Width of its input; 1 for a norm, whose weight is a vector."""
    d_out: int
    bias: bool
    feedforward: bool
    """Whether its input is scaled and not its output (IA3)."""


def targets(loaded: Loaded, backbone: Backbone, method: Method) -> list[Target]:
    """The modules of the method's roles, in the model's order; SpecError where a role plays nowhere."""
    endings = backbone.module_names(method.targets)
    inner = set(backbone.module_names(method.feedforward))
    found = []
    for name, module in _leaves(loaded):
        ending = next((ending for ending in endings if plays(name, ending)), None)
        if ending is not None:
            found.append(_target(name, module, feedforward=any(plays(name, other) for other in inner)))
    if method.targets and not found:
        raise SpecError(f"no module of {backbone.name!r} ends in one of: {', '.join(endings)}")
    return found


def selected(loaded: Loaded, backbone: Backbone, method: Method) -> list[Target]:
    """For a method that trains weights of the backbone: the modules that hold some of them, as targets."""
    below = _below(backbone, method)
    return [
        _target(name, module)
        for name, module in _leaves(loaded)
        if not any(_within(name, ending) for ending in below)
        and any(parameter.endswith(method.selected) for parameter, _ in module.named_parameters())
    ]


def is_selected(name: str, backbone: Backbone, method: Method) -> bool:
    """Whether a method that trains weights of the backbone trains the parameter of this name."""
    module = name.rpartition(".")[0]
    return name.endswith(method.selected) and not any(_within(module, ending) for ending in _below(backbone, method))


def divisor(found: list[Target], limit: int) -> int:
    """The largest number up to the limit that divides every width of the modules.

    Methods that cut a matrix into blocks need one: 384 has 128 below a limit of 128, 312 has 104.
    """
    widths = {width for target in found for width in (target.d_in, target.d_out)}
    return max(size for size in range(1, limit + 1) if all(width % size == 0 for width in widths))


def plays(name: str, ending: str) -> bool:
    """Whether a module's name ends in the dotted ending, as peft matches its target modules."""
    return name == ending or name.endswith(f".{ending}")


def _below(backbone: Backbone, method: Method) -> list[str]:
    """Endings of the modules under the top layers that a method leaves alone; none where it reaches all layers."""
    if method.top_layers == 1:
        return []
    layers = backbone.module_names(("layers",))
    kept = max(1, round(method.top_layers * len(layers)))
    return [*backbone.module_names(("embeddings",)), *layers[: len(layers) - kept]]


def _within(name: str, ending: str) -> bool:
    return f".{ending}." in f".{name}."


def _leaves(loaded: Loaded) -> list[tuple[str, nn.Module]]:
    """Modules with weights of their own from the checkpoint."""
    return [
        (name, module)
        for name, module in loaded.model.named_modules()
        if next(module.children(), None) is None
        and any(f"{name}.{parameter}" not in loaded.new_parameters for parameter, _ in module.named_parameters())
    ]


def _target(name: str, module: nn.Module, feedforward: bool = False) -> Target:
    if isinstance(module, nn.Linear):  # rounded to four bits, its matrix is stored in another shape
        d_out, d_in = module.out_features, module.in_features
    else:
        weight = module.get_parameter("weight")
        d_out, d_in = weight.shape if weight.ndim > 1 else (weight.shape[0], 1)
    return Target(name, d_in, d_out, getattr(module, "bias", None) is not None, feedforward)
