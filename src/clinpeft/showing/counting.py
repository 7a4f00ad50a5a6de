"""Trained parameters from a method's formula and a backbone's widths, without adapting anything."""

from clinpeft.modelling.loading import Loaded
from clinpeft.modelling.targets import Target, divisor, selected, targets
from clinpeft.specs import Backbone, Method, evaluate


def adapter_parameters(loaded: Loaded, backbone: Backbone, method: Method) -> int:
    """Numbers trained outside the head, by the method's formula."""
    touched = targets(loaded, backbone, method) if method.targets else selected(loaded, backbone, method)
    names = {**_options(touched, method), **_widths(loaded, backbone, len(touched))}
    total = evaluate(method.formula.once, names)
    for target in touched:
        own = {"d_in": target.d_in, "d_out": target.d_out, "bias": target.bias, "feedforward": target.feedforward}
        total += evaluate(method.formula.each, {**names, **own})
    return int(total)


def _options(touched: list[Target], method: Method) -> dict[str, int | float]:
    numbers = {name: value for name, value in method.options.items() if isinstance(value, (int, float))}
    return {**numbers, **{name: divisor(touched, limit) for name, limit in method.fitted.items()}}


def _widths(loaded: Loaded, backbone: Backbone, modules: int) -> dict[str, int | float]:
    kept = (p.numel() for name, p in loaded.model.named_parameters() if name not in loaded.new_parameters)
    return {
        "layers": backbone.layers,
        "modules": modules,
        "embedding_size": backbone.embedding_size,
        "attention_width": backbone.attention_size or backbone.hidden_size,
        "parameters": sum(kept),
    }
