"""What some methods do during training beside descending the gradient; the catalogue declares which and how."""

from collections.abc import Callable, Mapping
from typing import Protocol

import torch
from peft import AdaLoraConfig, AdaLoraModel
from torch import nn

from clinpeft.modelling import Adapted
from clinpeft.specs import unknown_name


class Hook(Protocol):
    """Called by the loop at fixed moments."""

    def penalty(self) -> torch.Tensor | None:
        """A term added to the loss of a step before its gradient is taken; None for none."""

    def after_step(self, update: int) -> None:
        """Called after each update (the first is 1) while its gradients are still there."""

    def finish(self) -> None:
        """Called once the best checkpoint's weights are back in the model."""


class RankAllocation:
    """AdaLoRA's budget: every matrix starts with more singular values than it may keep; the weakest are set to zero.

    Zhang et al. 2023, algorithm 1. The penalty keeps the singular vectors orthogonal (their equation 4). A checkpoint
    can be older than the last allocation, so the ranks that are saved are read off the checkpoint itself.
    """

    def __init__(self, model: nn.Module, options: Mapping[str, float], updates: int) -> None:
        tuner = getattr(model, "base_model", None)
        if not isinstance(tuner, AdaLoraModel):
            raise TypeError(f"rank allocation needs a model that AdaLoRA adapted, got {type(tuner).__name__}")
        self._tuner = tuner
        self._config = _configuration(tuner)
        self._config.total_step = updates
        self._config.tinit = round(options["warmup"] * updates)
        self._config.tfinal = round(options["settled"] * updates)
        self._config.deltaT = max(1, round(options["interval"] * updates))
        # The weakest are named by an importance that takes an update to gather; a shorter training drops nothing.
        self._allocates = updates - self._config.tfinal > 1
        self._vectors = [
            (parameter, ".lora_A." in name)
            for name, parameter in model.named_parameters()
            if ".lora_A." in name or ".lora_B." in name
        ]

    def penalty(self) -> torch.Tensor | None:
        """Mean distance of the singular vectors from orthogonality, times the weight that the method declares."""
        distances = []
        for matrix, vectors_are_rows in self._vectors:
            gram = matrix @ matrix.T if vectors_are_rows else matrix.T @ matrix
            distances.append(torch.linalg.matrix_norm(gram - torch.eye(gram.shape[0], device=gram.device)))
        return self._config.orth_reg_weight * torch.stack(distances).mean()

    def after_step(self, update: int) -> None:
        """Update the importance of every singular value, and drop some when it is time."""
        if self._allocates:
            self._tuner.update_and_allocate(update)

    def finish(self) -> None:
        """Declare as kept, for saving, what the checkpoint keeps."""
        self._config.rank_pattern = {
            name: (parameter != 0).flatten().tolist()
            for name, parameter in self._tuner.model.named_parameters()
            if ".lora_E." in name
        }


def _configuration(tuner: AdaLoraModel) -> AdaLoraConfig:
    config = tuner.peft_config["default"]
    if not isinstance(config, AdaLoraConfig):
        raise TypeError(f"rank allocation needs AdaLoRA's configuration, got {type(config).__name__}")
    return config


HOOKS: Mapping[str, Callable[[nn.Module, Mapping[str, float], int], Hook]] = {"rank_allocation": RankAllocation}


def make_hooks(adapted: Adapted, updates: int) -> list[Hook]:
    """The hooks that the model's method declares, set for so many updates."""
    for name in adapted.training:
        if name not in HOOKS:
            raise unknown_name("training hook", name, HOOKS)
    return [HOOKS[name](adapted.model, options, updates) for name, options in adapted.training.items()]
