"""Keep what was trained, beside an untouched backbone: safetensors only."""

from collections.abc import Callable
from pathlib import Path

from peft import PeftModel
from safetensors.torch import load_file, save_file
from torch import nn

from clinpeft.modelling.adapting import Adapted
from clinpeft.modelling.loading import load
from clinpeft.modelling.number_format import match_number_format
from clinpeft.modelling.prefix import add_prefix
from clinpeft.specs import Backbone, Method, Task

TRAINED = "trained.safetensors"


def save(adapted: Adapted, method: Method, folder: Path) -> int:
    """Write what was trained into the folder and return its size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _SAVERS[method.trains](adapted.model, folder)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def restore(folder: Path, backbone: Backbone, task: Task, method: Method, seed: int = 0) -> nn.Module:
    """The model saved in the folder, on a fresh copy of its backbone, ready to predict.

    The seed draws another head first: equal predictions prove that the trained head was saved.
    """
    model = load(backbone, task, seed).model
    return _RESTORERS[method.trains](model, folder, method).eval()


def _save_trained(model: nn.Module, folder: Path) -> None:
    trained = {name: p.detach().contiguous() for name, p in model.named_parameters() if p.requires_grad}
    save_file(trained, folder / TRAINED)


def _restore_trained(model: nn.Module, folder: Path, method: Method) -> nn.Module:
    del method
    strange = model.load_state_dict(load_file(folder / TRAINED), strict=False).unexpected_keys
    if strange:
        raise ValueError(f"{folder / TRAINED} is of another model or method: nothing here is called {strange[0]!r}")
    return model


def _restore_prefix(model: nn.Module, folder: Path, method: Method) -> nn.Module:
    add_prefix(model, method.virtual_tokens)
    return _restore_trained(model, folder, method)


def _save_adapter(model: nn.Module, folder: Path) -> None:
    model.save_pretrained(folder, safe_serialization=True)  # type: ignore[operator]


def _restore_adapter(model: nn.Module, folder: Path, method: Method) -> nn.Module:
    del method
    device = str(next(model.parameters()).device)  # else peft would read the adapter onto a graphics card first
    restored = PeftModel.from_pretrained(model, folder, torch_device=device)  # type: ignore[arg-type]
    match_number_format(restored)
    return restored


_SAVERS: dict[str, Callable[[nn.Module, Path], None]] = {
    "all": _save_trained,
    "head": _save_trained,
    "selected": _save_trained,
    "prefix": _save_trained,
    "adapter": _save_adapter,
}
_RESTORERS: dict[str, Callable[[nn.Module, Path, Method], nn.Module]] = {
    "all": _restore_trained,
    "head": _restore_trained,
    "selected": _restore_trained,
    "prefix": _restore_prefix,
    "adapter": _restore_adapter,
}
