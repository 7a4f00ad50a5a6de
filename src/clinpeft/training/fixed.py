"""What no step of training changes is calculated once for each text, and looked up from then on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn
from torch.utils import _pytree as pytree

from clinpeft.modelling import hardware

KEPT_BYTES = 512 * 2**20
"""Most that a module's kept outputs may take; texts beyond it are calculated each time."""

Rows = list[torch.Tensor]
"""The outputs of a module for one text, each without the dimension of the batch and without padding."""


class _Batch:
    """Which texts the model is at work on: the content of each, padding left out."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.lengths: list[int] = []
        self.longest = 0

    def note(self, module: nn.Module, arguments: tuple[object, ...], inputs: dict[str, torch.Tensor]) -> None:
        """Hook before the forward pass of the whole model."""
        del module, arguments
        ids, types, mask = (inputs[name].cpu() for name in ("input_ids", "token_type_ids", "attention_mask"))
        content = torch.stack([ids, types], dim=1).numpy()
        self.longest = ids.shape[1]
        self.lengths = mask.sum(dim=1).tolist()
        self.texts = [content[row, :, :length].tobytes() for row, length in enumerate(self.lengths)]


class Remembered(nn.Module):
    """A module of which nothing is trained: always in evaluation mode, its outputs kept for every text it has seen."""

    def __init__(self, module: nn.Module, batch: _Batch) -> None:
        super().__init__()
        self.module = module.eval()
        self._batch = batch
        self._kept: dict[bytes, Rows] = {}
        self._room = KEPT_BYTES
        self._form: pytree.TreeSpec | None = None

    def train(self, mode: bool = True) -> "Remembered":
        """Stay in evaluation mode: dropout in front of the head acts, dropout within the fixed part does not."""
        del mode
        return super().train(False)

    def forward(self, *arguments: object, **named: object) -> object:
        """The module's output for the batch: kept rows where there are any, the others calculated together."""
        texts = self._batch.texts
        missing = [row for row, text in enumerate(texts) if text not in self._kept]
        fresh = dict(zip(missing, self._calculate(missing, arguments, named), strict=True)) if missing else {}
        rows = [fresh[row] if row in fresh else self._kept[text] for row, text in enumerate(texts)]
        for row, outputs in fresh.items():
            self._keep(texts[row], outputs)
        assert self._form is not None
        return pytree.tree_unflatten([self._joined(parts) for parts in zip(*rows, strict=True)], self._form)

    def _calculate(self, missing: list[int], arguments: tuple[object, ...], named: dict[str, object]) -> list[Rows]:
        chosen, all_rows = torch.tensor(missing), len(self._batch.texts)

        def pick(value: object) -> object:
            of_batch = isinstance(value, torch.Tensor) and value.ndim > 0 and value.shape[0] == all_rows
            return value[chosen.to(value.device)] if of_batch else value  # type: ignore[index, attr-defined]

        with torch.inference_mode(False), torch.no_grad():
            output = self.module(*pytree.tree_map(pick, arguments), **pytree.tree_map(pick, named))
        leaves, self._form = pytree.tree_flatten(output)
        return [[self._trimmed(leaf[at], row) for leaf in leaves] for at, row in enumerate(missing)]

    def _trimmed(self, output: torch.Tensor, row: int) -> torch.Tensor:
        if output.ndim > 1 and output.shape[0] == self._batch.longest:
            output = output[: self._batch.lengths[row]]
        return output.to(hardware.chosen().dtype, copy=True)  # a view would keep the whole batch in memory

    def _joined(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        if parts[0].ndim == 1:
            return torch.stack(list(parts))
        joined = parts[0].new_zeros((len(parts), self._batch.longest, *parts[0].shape[1:]))
        for row, part in enumerate(parts):
            joined[row, : len(part)] = part
        return joined

    def _keep(self, text: bytes, outputs: Rows) -> None:
        size = sum(output.nbytes for output in outputs)
        if size <= self._room:
            self._room -= size
            self._kept[text] = outputs


@contextmanager
def remembered(model: nn.Module, fixed: Sequence[str]) -> Iterator[None]:
    """Within the context, the named modules of the model calculate each text once."""
    batch = _Batch()
    hook = model.register_forward_pre_hook(batch.note, with_kwargs=True)
    originals = {name: model.get_submodule(name) for name in fixed}
    try:
        for name, module in originals.items():
            model.set_submodule(name, Remembered(module, batch))
        yield
    finally:
        hook.remove()
        for name, module in originals.items():
            model.set_submodule(name, module)
