"""One optimisation, top to bottom: data, rate, forward, backward, clip, step, look at validation."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from clinpeft.modelling import IGNORED, Adapted, Encoded, hardware, text_logits
from clinpeft.specs import CurvePoint, Recipe
from clinpeft.training.batching import batches, collate
from clinpeft.training.dropout import replace_dropout
from clinpeft.training.fixed import remembered
from clinpeft.training.hooks import Hook, make_hooks
from clinpeft.training.precision import autocast, frozen_weights_cast


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long and how fast to train: the recipe worked out for one run."""

    kind: str
    seed: int
    batch_size: int
    length_window: int
    updates: int
    evaluate_every: int
    learning_rate: float
    head_learning_rate: float
    weight_decay: float
    warmup_fraction: float
    clip_norm: float
    max_seconds: float | None


@dataclass(frozen=True)
class Fitted:
    """What happened in training; the model itself is left at its best checkpoint."""

    curve: tuple[CurvePoint, ...]
    best_epoch: float
    updates: int
    tokens: int
    train_time: float
    evaluation_time: float
    best_look: int
    """Index in the curve of the look that the model is left at."""


def make_plan(
    recipe: Recipe,
    *,
    kind: str,
    texts: int,
    seed: int,
    learning_rate: float,
    head_learning_rate: float | None,
    max_seconds: float | None,
) -> Plan:
    """Work a recipe out for a number of training texts: whole epochs, at least recipe.min_updates updates."""
    per_epoch = max(1, math.ceil(texts / recipe.batch_size))
    epochs = max(recipe.epochs[kind], math.ceil(recipe.min_updates / per_epoch))
    updates = epochs * per_epoch
    looks = epochs if recipe.evaluations is None else recipe.evaluations
    return Plan(
        kind=kind,
        seed=seed,
        batch_size=recipe.batch_size,
        length_window=recipe.length_window,
        updates=updates,
        evaluate_every=max(1, math.ceil(updates / looks)),
        learning_rate=learning_rate,
        head_learning_rate=head_learning_rate or learning_rate,
        weight_decay=recipe.weight_decay,
        warmup_fraction=recipe.warmup_fraction,
        clip_norm=recipe.clip_norm,
        max_seconds=max_seconds,
    )


def rate_factor(update: int, plan: Plan) -> float:
    """Share of the learning rate at an update: up in a straight line for the warm-up, then down to zero."""
    warmup = max(1, round(plan.warmup_fraction * plan.updates))
    if update < warmup:
        return (update + 1) / warmup
    return (plan.updates - update) / max(1, plan.updates - warmup)


def make_optimizer(adapted: Adapted, plan: Plan) -> torch.optim.AdamW:
    """AdamW over the trained parameters; vectors (biases, norms) do not decay; the head has its own rate."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in adapted.model.named_parameters():
        if parameter.requires_grad:
            rate = plan.head_learning_rate if name in adapted.head_parameters else plan.learning_rate
            rate *= adapted.rate_factors.get(name, 1.0)
            decay = plan.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    settings = [
        {"params": parameters, "lr": rate, "weight_decay": decay} for (rate, decay), parameters in groups.items()
    ]
    return torch.optim.AdamW(settings, fused=True)


def fit(
    adapted: Adapted, texts: Sequence[Encoded], plan: Plan, validate: Callable[[nn.Module], float | None]
) -> Fitted:
    """Train in place and leave the model at the checkpoint that validation likes best (the first of equals)."""
    model = adapted.model
    machine = hardware.chosen()
    model.to(machine.device)
    torch.manual_seed(plan.seed)
    if machine.device == "cpu":
        replace_dropout(model)
    with remembered(model, adapted.fixed), frozen_weights_cast(model):
        return _optimise(adapted, texts, plan, validate)


def _optimise(
    adapted: Adapted, texts: Sequence[Encoded], plan: Plan, validate: Callable[[nn.Module], float | None]
) -> Fitted:
    if not texts or plan.updates < 1:
        raise ValueError(f"training needs a text and an update at least, got {len(texts)} and {plan.updates}")
    shuffle = random.Random(plan.seed)
    hooks = make_hooks(adapted, plan.updates)
    step = _Step(adapted, plan, hooks)
    looks = _Looks(adapted.model, plan.batch_size / max(len(texts), plan.batch_size), validate)
    losses: list[float] = []
    queue: list[list[Encoded]] = []
    train_time = 0.0
    update = tokens = 0
    adapted.model.train()
    while update < plan.updates:
        began = time.perf_counter()
        if not queue:
            queue = batches(texts, plan.batch_size, plan.length_window, shuffle)
        batch = queue.pop()
        update += 1
        losses.append(step(batch, update))
        tokens += sum(len(text.input_ids) for text in batch)
        looks_now = update % plan.evaluate_every == 0 or update == plan.updates
        if looks_now and hardware.chosen().device != "cpu":  # else the last step would count as evaluation
            torch.accelerator.synchronize()
        train_time += time.perf_counter() - began
        out_of_time = plan.max_seconds is not None and train_time >= plan.max_seconds
        if looks_now or out_of_time:
            looks.look(update, losses, train_time)
            losses = []
        if out_of_time:
            break
    best = looks.restore_best()
    for hook in hooks:
        hook.finish()
    curve = tuple(looks.curve)
    return Fitted(curve, best.epoch, update, tokens, train_time, looks.seconds, curve.index(best))


class _Step:
    """One update after another: forward, backward, clip, step."""

    def __init__(self, adapted: Adapted, plan: Plan, hooks: Sequence[Hook]) -> None:
        self._model, self._plan, self._hooks = adapted.model, plan, hooks
        self._optimizer = make_optimizer(adapted, plan)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, lambda update: rate_factor(update, plan))
        self._trained = [parameter for group in self._optimizer.param_groups for parameter in group["params"]]
        machine = hardware.chosen()
        self._device = machine.device
        self._scaler = torch.amp.GradScaler(machine.device, enabled=machine.scales_gradients)

    def __call__(self, batch: list[Encoded], update: int) -> float:
        """Update the model with a batch, the first being 1; the loss. FloatingPointError where that is no number."""
        inputs, labels = collate(batch)
        inputs = {name: values.to(self._device) for name, values in inputs.items()}
        with autocast():
            logits = text_logits(self._model, inputs, self._plan.kind)
        flat = labels.to(self._device).flatten()
        loss = functional.cross_entropy(logits.flatten(0, -2), flat, ignore_index=IGNORED)
        number = loss.item()
        if not math.isfinite(number):
            rates = " and ".join(
                f"{rate:g}" for rate in sorted({g["initial_lr"] for g in self._optimizer.param_groups})
            )
            raise FloatingPointError(f"training diverged: loss is {number} at learning rate {rates}")
        penalties = [penalty for hook in self._hooks if (penalty := hook.penalty()) is not None]
        self._scaler.scale(sum(penalties, loss)).backward()
        self._scaler.unscale_(self._optimizer)
        nn.utils.clip_grad_norm_(self._trained, self._plan.clip_norm)
        scale = self._scaler.get_scale()
        self._scaler.step(self._optimizer)
        self._scaler.update()
        if self._scaler.get_scale() < scale:  # overflow: the step was left out, and no hook must see its gradients
            self._optimizer.zero_grad(set_to_none=False)
        for hook in self._hooks:
            hook.after_step(update)
        self._optimizer.zero_grad()
        self._schedule.step()
        return number


class _Looks:
    """Looks at validation, and remembers the trained weights at the best of them."""

    def __init__(
        self, model: nn.Module, epochs_per_update: float, validate: Callable[[nn.Module], float | None]
    ) -> None:
        self._model, self._epochs_per_update, self._validate = model, epochs_per_update, validate
        self._best: CurvePoint | None = None
        self._weights: dict[str, torch.Tensor] = {}
        self.curve: list[CurvePoint] = []
        self.seconds = 0.0
        """Spent on looking."""

    def look(self, update: int, losses: Sequence[float], train_time: float) -> None:
        """Add a point, and keep the weights if it is the best so far; an undefined score never replaces a defined."""
        began = time.perf_counter()
        point = CurvePoint(
            epoch=round(update * self._epochs_per_update, 4),
            updates=update,
            train_loss=sum(losses) / len(losses),
            validation=self._validate(self._model),
            seconds=train_time,
        )
        self.curve.append(point)
        if self._best is None or _better(point.validation, self._best.validation):
            self._best = point
            self._weights = {n: p.detach().clone() for n, p in self._model.named_parameters() if p.requires_grad}
        self.seconds += time.perf_counter() - began

    def restore_best(self) -> CurvePoint:
        """Put the best weights back and return their point."""
        assert self._best is not None
        with torch.no_grad():
            for name, parameter in self._model.named_parameters():
                if name in self._weights:
                    parameter.copy_(self._weights[name])
        return self._best


def _better(new: float | None, old: float | None) -> bool:
    if new is None:
        return False
    return old is None or new > old
