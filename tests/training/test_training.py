"""The loop's parts: batches, rates, dropout, precision, checkpoints."""

import math
import random
from dataclasses import replace

import pytest
import torch
from torch import nn

from clinpeft import catalogue
from clinpeft.modelling import IGNORED, Adapted, Encoded, hardware, keep_masks
from clinpeft.modelling.encoding import LENGTH_STEP
from clinpeft.specs import Structure
from clinpeft.training import loop, make_plan
from clinpeft.training.batching import batches, collate
from clinpeft.training.dropout import FastDropout, replace_dropout
from clinpeft.training.precision import frozen_weights_cast


def text(length: int, label: int = 0, words: bool = False) -> Encoded:
    labels = tuple(range(length)) if words else (label,)
    return Encoded(tuple(range(1, length + 1)), (0,) * length, labels, tuple(range(length)) if words else ())


def test_collate_pads_inputs_masks_and_labels() -> None:
    inputs, labels = collate([text(2, words=True), text(3, words=True)])
    assert inputs["input_ids"].shape == (2, LENGTH_STEP)
    assert inputs["attention_mask"].sum(dim=1).tolist() == [2, 3]
    assert labels[0].tolist() == [0, 1, *[IGNORED] * (LENGTH_STEP - 2)]
    assert collate([text(2, 1), text(9, 0)])[1].tolist() == [1, 0]
    assert collate([text(9)])[0]["input_ids"].shape == (1, 2 * LENGTH_STEP)


def test_batches_hold_every_text_once_and_follow_the_seed() -> None:
    texts = [text(length, label=length) for length in range(1, 100)]
    made = batches(texts, 8, 16, random.Random(1))
    assert sorted(t.labels[0] for batch in made for t in batch) == list(range(1, 100))
    assert made == batches(texts, 8, 16, random.Random(1))
    assert made != batches(texts, 8, 16, random.Random(2))
    widest = max(max(len(t.input_ids) for t in b) - min(len(t.input_ids) for t in b) for b in made)
    assert widest < 50  # texts of like length go together


def test_a_window_of_one_batch_mixes_texts_of_all_lengths() -> None:
    texts = [text(length, label=length) for length in range(1, 129)]
    wide, one = (
        [max(t.labels[0] for t in b) - min(t.labels[0] for t in b) for b in batches(texts, 8, window, random.Random(1))]
        for window in (16, 1)
    )
    assert max(wide) < min(one)


def test_a_plan_has_the_recipes_window() -> None:
    assert make_plan(
        replace(catalogue.recipe("quick"), length_window=3), kind="sequence", texts=800, seed=0, learning_rate=1e-3,
        head_learning_rate=None, max_seconds=None,
    ).length_window == 3  # fmt: skip


def plan(**changes: object) -> loop.Plan:
    fields = {"kind": "sequence", "texts": 800, "seed": 0, "learning_rate": 1e-3}
    fields |= {"head_learning_rate": None, "max_seconds": None, **changes}
    return make_plan(catalogue.recipe(str(fields.pop("recipe", "quick"))), **fields)  # type: ignore[arg-type]


def test_a_plan_has_whole_epochs_and_never_fewer_than_a_hundred_updates() -> None:
    assert plan(texts=800).updates == 100
    assert plan(texts=80).updates == 100
    assert plan(texts=72).updates == 108  # nine a pass, twelve passes
    assert plan(texts=8000).updates == 1000
    assert plan().head_learning_rate == 1e-3  # no rate of its own: everyone's
    assert plan(head_learning_rate=0.1).head_learning_rate == 0.1


def test_the_rate_rises_then_falls_to_zero() -> None:
    rates = [loop.rate_factor(update, plan()) for update in range(101)]
    assert rates[5] == max(rates) == 1
    assert rates[0] == pytest.approx(1 / 6)
    assert rates[100] == 0
    assert rates[6:] == sorted(rates[6:], reverse=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_fast_dropout_drops_scales_and_passes_the_same_gradient(dtype: torch.dtype) -> None:
    layer = FastDropout(0.25)
    x = torch.ones(1000, 100, dtype=dtype, requires_grad=True)
    y = layer(x)
    assert y.dtype == dtype
    assert y.unique().tolist() == pytest.approx([0, 4 / 3], rel=5e-3)
    assert y.double().mean().item() == pytest.approx(1, abs=2e-2)
    y.sum().backward()
    assert torch.equal(x.grad, y)
    assert torch.equal(layer.eval()(x), x)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_expectation_of_fast_dropout_is_exact(dtype: torch.dtype) -> None:
    """A scale rounded to bfloat16 (1.1094 for 1.1130) would make every output .3 % too small."""
    torch.manual_seed(0)
    x = 1 + torch.rand(2_000_000).to(dtype)
    kept = FastDropout(0.1)(x)
    there = kept != 0
    ratio = kept[there].double().sum() / x[there].double().sum()
    assert ratio.item() == pytest.approx(keep_masks.keep_scale(0.1), rel=2e-4)


def test_dropout_is_replaced_everywhere_and_follows_torch_s_seed() -> None:
    def output(seed: int) -> torch.Tensor:
        model = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout(0.5)))
        replace_dropout(model)
        assert not any(isinstance(module, nn.Dropout) for module in model.modules())
        torch.manual_seed(seed)
        return model(torch.ones(64))

    assert torch.equal(output(1), output(1))
    assert not torch.equal(output(1), output(2))


def test_frozen_weights_are_cast_within_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    model = nn.ModuleDict({name: nn.Linear(4, 4) for name in ("frozen", "trained", "partly", "tied")})
    model["wrapped"] = nn.ModuleDict({"base_layer": nn.Linear(4, 4)})
    model["other"] = nn.Embedding(4, 4)
    model["other"].weight = model["tied"].weight
    for name, parameter in model.named_parameters():
        parameter.requires_grad = name in ("trained.weight", "trained.bias", "partly.bias")
    before = {name: id(parameter) for name, parameter in model.named_parameters()}
    monkeypatch.setenv("CLINPEFT_PRECISION", "bfloat16")
    with frozen_weights_cast(model):
        short = {name for name, parameter in model.named_parameters() if parameter.dtype == torch.bfloat16}
        assert short == {"frozen.weight", "frozen.bias"}
    assert {name: id(parameter) for name, parameter in model.named_parameters()} == before
    monkeypatch.setenv("CLINPEFT_PRECISION", "float32")
    with frozen_weights_cast(model):
        assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


class Line(nn.Module):
    """Logits (w·x, 0) with one trained number."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor) -> "Line":
        del token_type_ids, attention_mask
        score = self.w * input_ids[:, 0].float()
        self.logits = torch.stack([score, torch.zeros_like(score)], dim=1)
        return self


def line() -> Adapted:
    structure = Structure(num_total_params=1, num_trainable_params=1, adapter_parameters=1, head_parameters=0)
    return Adapted(Line(), frozenset(), structure)


def test_the_model_is_left_where_validation_liked_it_best() -> None:
    adapted, seen = line(), []

    def validate(model: nn.Module) -> float | None:
        seen.append(model.w.item())
        return (None, 0.9, 0.9, 0.1)[len(seen) - 1]

    fitted = loop.fit(adapted, [text(3, 0)] * 8, replace(plan(texts=8), evaluate_every=25), validate)
    assert adapted.model.w.item() == seen[1]  # the first of equals
    assert fitted.best_epoch == fitted.curve[1].epoch == 50
    assert fitted.best_look == 1
    assert [point.validation for point in fitted.curve] == [None, 0.9, 0.9, 0.1]
    assert (fitted.updates, fitted.tokens) == (100, 100 * 8 * 3)


def test_training_stops_when_its_time_is_up() -> None:
    fitted = loop.fit(line(), [text(3)] * 8, plan(texts=8, max_seconds=1e-9), lambda _: 0.5)
    assert fitted.updates == 1
    assert len(fitted.curve) == 1


def test_divergence_is_an_error_with_the_rate() -> None:
    adapted = line()
    with torch.no_grad():
        adapted.model.w.fill_(float("nan"))
    with pytest.raises(FloatingPointError, match=r"loss is nan at learning rate 0.001"):
        loop.fit(adapted, [text(3)] * 8, plan(texts=8), lambda _: 0.5)


def test_divergence_names_the_rate_of_the_head_as_well() -> None:
    adapted = replace(line(), head_parameters=frozenset({"w"}))
    with torch.no_grad():
        adapted.model.w.fill_(float("nan"))
    with pytest.raises(FloatingPointError, match=r"at learning rate 0.5"):
        loop.fit(adapted, [text(3)] * 8, plan(texts=8, head_learning_rate=0.5), lambda _: 0.5)


def test_without_texts_nothing_is_trained_and_the_error_says_so() -> None:
    with pytest.raises(ValueError, match="a text and an update at least, got 0 and"):
        loop.fit(line(), [], plan(texts=0), lambda _: 0.5)


class Watch:
    """A hook that notes the gradient it is shown after each update."""

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self.seen: list[float] = []

    def penalty(self) -> None:
        return None

    def after_step(self, update: int) -> None:
        del update
        self.seen.append(self._model.w.grad.item())

    def finish(self) -> None:
        return None


def test_a_step_left_out_for_overflow_shows_no_gradient_to_a_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "chosen", lambda: hardware.Hardware("cpu", "float16"))
    adapted, whole = line(), loop.make_optimizer
    watch = Watch(adapted.model)
    monkeypatch.setattr(loop, "make_hooks", lambda *_: [watch])
    steps = iter([float("inf")])

    def poisoned(*arguments: object) -> torch.optim.AdamW:
        adapted.model.w.register_hook(lambda gradient: gradient + next(steps, 0.0))
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loop, "make_optimizer", poisoned)
    loop.fit(adapted, [text(3, 0)] * 8, plan(texts=8), lambda _: 0.5)
    assert watch.seen[0] == 0, "the first step overflowed and was left out"
    assert all(math.isfinite(gradient) and gradient != 0 for gradient in watch.seen[1:])


def test_head_and_vectors_have_their_own_groups() -> None:
    model = nn.ModuleDict({"body": nn.Linear(2, 2), "head": nn.Linear(2, 2)})
    structure = Structure(num_total_params=12, num_trainable_params=12, adapter_parameters=6, head_parameters=6)
    adapted = Adapted(model, frozenset({"head.weight", "head.bias"}), structure)
    groups = loop.make_optimizer(adapted, plan(head_learning_rate=0.5)).param_groups
    found = {(group["lr"], group["weight_decay"]): sum(p.numel() for p in group["params"]) for group in groups}
    assert found == {(1e-3, 0.01): 4, (1e-3, 0.0): 2, (0.5, 0.01): 4, (0.5, 0.0): 2}
