"""Identities of every method on both kinds of task: what starts, what moves, what is kept."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from clinpeft import catalogue, modelling
from clinpeft.catalogue.methods import paper
from clinpeft.corpora import TextExample, TokenExample
from clinpeft.modelling import Encoded, encode, load_tokenizer, text_logits
from clinpeft.modelling.adapting import original_name
from clinpeft.modelling.saving import TRAINED
from clinpeft.specs import Backbone, Method, SpecError, Task
from clinpeft.training.batching import collate
from clinpeft.training.loop import Plan, fit

# The paper's methods, with and without a pretrained pooler; test_matrix.py has every method on every architecture.
METHODS = pytest.mark.parametrize("method", paper.ENTRIES, ids=lambda method: method.name)
TASKS = pytest.mark.parametrize("task", [catalogue.task("disposition"), catalogue.task("case_concepts")], ids="TW")


def texts(task: Task, backbone: Backbone) -> list[Encoded]:
    """Sixteen made-up texts that differ where the label does."""
    tokenizer = load_tokenizer(backbone)
    if task.kind == "token":
        sentences = [
            ("severe chest pain with fever", ("B-problem", "I-problem", "I-problem", "O", "B-problem")),
            ("given aspirin and ct scan", ("O", "B-treatment", "O", "B-test", "I-test")),
        ]
        chosen = [sentences[i % 2] for i in range(16)]
        examples = [TokenExample(str(i), "d", tuple(words.split()), tags) for i, (words, tags) in enumerate(chosen)]
        return encode(examples, tokenizer, task, 32)
    lines = ("severe neck fracture admitted", "mild cough walked home")
    return encode(
        [TextExample(str(i), str(i), lines[i % 2], task.labels[1 - i % 2]) for i in range(16)], tokenizer, task, 32
    )


def plan(task: Task, rate: float, updates: int) -> Plan:
    return Plan(
        kind=task.kind, seed=0, batch_size=16, length_window=16, updates=updates, evaluate_every=updates,
        learning_rate=rate, head_learning_rate=rate, weight_decay=0.01, warmup_fraction=0.0, clip_norm=1.0,
        max_seconds=None,
    )  # fmt: skip


def train(adapted: modelling.Adapted, task: Task, backbone: Backbone, updates: int = 30) -> tuple[float, ...]:
    encoded = texts(task, backbone)
    one = fit(adapted, encoded, plan(task, 1e-2, 1), lambda _: None)
    more = fit(adapted, encoded, plan(task, 1e-2, updates), lambda _: None)
    return one.curve[0].train_loss, more.curve[-1].train_loss


def logits(model: torch.nn.Module, encoded: list[Encoded], kind: str) -> torch.Tensor:
    model.eval()
    with torch.inference_mode():
        return text_logits(model, collate(encoded)[0], kind)


@METHODS
@TASKS
def test_training_moves_what_it_should_and_nothing_else(tiny: Backbone, task: Task, method: Method) -> None:
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, method)
    before = {name: p.detach().clone() for name, p in adapted.model.named_parameters()}
    first, last = train(adapted, task, tiny)
    moved = {name for name, p in adapted.model.named_parameters() if not torch.equal(p, before[name])}
    trainable = {name for name, p in adapted.model.named_parameters() if p.requires_grad}
    assert moved == trainable
    assert adapted.head_parameters <= moved
    assert last < first


@METHODS
@TASKS
def test_every_new_weight_is_trained(tiny: Backbone, task: Task, method: Method) -> None:
    loaded = modelling.load(tiny, task, 0)
    adapted = modelling.adapt(loaded, tiny, method)
    assert {original_name(name) for name in adapted.head_parameters} == loaded.new_parameters
    assert any("classifier" in name for name in loaded.new_parameters)


@METHODS
@TASKS
def test_save_and_restore_give_equal_logits(tiny: Backbone, task: Task, method: Method, tmp_path: Path) -> None:
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, method)
    train(adapted, task, tiny, updates=3)
    size = modelling.save(adapted, method, tmp_path / "saved")
    restored = modelling.restore(tmp_path / "saved", tiny, task, method, seed=99)
    encoded = texts(task, tiny)
    assert torch.allclose(logits(restored, encoded, task.kind), logits(adapted.model, encoded, task.kind), atol=1e-5)
    assert size == sum(path.stat().st_size for path in (tmp_path / "saved").rglob("*") if path.is_file())
    assert not list((tmp_path / "saved").rglob("*.bin"))


@METHODS
@TASKS
def test_padding_and_neighbours_do_not_change_a_prediction(tiny: Backbone, task: Task, method: Method) -> None:
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, method)
    short = texts(task, tiny)[0]
    long = Encoded(short.input_ids * 4, short.token_type_ids * 4, short.labels * 4, short.words * 4)
    alone = logits(adapted.model, [short], task.kind)[0]
    together = logits(adapted.model, [short, long], task.kind)[0]
    length = len(short.input_ids) if task.kind == "token" else len(task.labels)
    assert torch.allclose(alone[:length], together[:length], atol=1e-5)


@TASKS
def test_token_logits_cover_the_text_and_not_the_virtual_tokens(tiny: Backbone, task: Task) -> None:
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, catalogue.method("prompt_tuning"))
    inputs, _ = collate(texts(task, tiny))
    rows = text_logits(adapted.model, inputs, task.kind)
    expected = (16, inputs["input_ids"].shape[1], 7) if task.kind == "token" else (16, 2)
    assert rows.shape == expected


@pytest.mark.parametrize("alpha", [8, 16])  # s = 1, as the catalogue has it, and s = 2
def test_lora_starts_as_the_identity_and_merges_exactly(tiny: Backbone, alpha: int) -> None:
    task, lora = catalogue.task("disposition"), catalogue.method("lora")
    lora = replace(lora, options={**lora.options, "lora_alpha": alpha})
    encoded = texts(task, tiny)
    plain = logits(modelling.load(tiny, task, 0).model, encoded, "sequence")
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, lora)
    assert torch.equal(logits(adapted.model, encoded, "sequence"), plain)

    train(adapted, task, tiny, updates=5)
    trained = logits(adapted.model, encoded, "sequence")
    layer = adapted.model.base_model.model.bert.encoder.layer[0].attention.self.query
    a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
    expected = layer.base_layer.weight + (alpha / 8) * b @ a  # W + s BA with s = alpha / r
    merged = adapted.model.merge_and_unload()
    weight = merged.bert.encoder.layer[0].attention.self.query.weight
    assert torch.allclose(weight, expected, atol=1e-6)
    assert torch.allclose(logits(merged, encoded, "sequence"), trained, atol=1e-4)


def test_a_file_of_another_model_is_refused(tiny: Backbone, tmp_path: Path) -> None:
    task, method = catalogue.task("disposition"), catalogue.method("frozen")
    modelling.save(modelling.adapt(modelling.load(tiny, task, 0), tiny, method), method, tmp_path / "saved")
    save_file({**load_file(tmp_path / "saved" / TRAINED), "extra": torch.ones(1)}, tmp_path / "saved" / TRAINED)
    with pytest.raises(ValueError, match="of another model or method: nothing here is called 'extra'"):
        modelling.restore(tmp_path / "saved", tiny, task, method, seed=0)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("lora", 2 * 2 * 8 * (32 + 32)),  # layers × matrices × r (in + out)
        ("ia3", 2 * (32 + 32 + 32 + 64)),  # per layer: key, value, input of attention output, of feed-forward output
        ("prompt_tuning", 10 * 32),
        ("prefix_tuning", 10 * 2 * 2 * 32),  # tokens × layers × (key and value) × width
        ("p_tuning", 10 * 32 + (32 * 128 + 128) + (128 * 128 + 128) + (128 * 32 + 32)),
        ("frozen", 0),
    ],
)
@TASKS
def test_adapter_parameters_follow_the_formula(tiny: Backbone, task: Task, name: str, count: int) -> None:
    adapted = modelling.adapt(modelling.load(tiny, task, 0), tiny, catalogue.method(name))
    assert adapted.structure.adapter_parameters == count
    assert adapted.structure.num_trainable_params == count + adapted.structure.head_parameters


def test_virtual_tokens_past_the_last_position_are_refused(tiny: Backbone) -> None:
    method = catalogue.method("prompt_tuning")
    with pytest.raises(SpecError, match="exceed the 128 positions"):
        modelling.input_length(catalogue.task("disposition"), None, tiny, method)
    assert modelling.input_length(catalogue.task("disposition"), 96, tiny, method) == 96


def test_an_unknown_role_is_named(tiny: Backbone) -> None:
    with pytest.raises(SpecError, match="unknown role of backbone 'tiny' 'gate'"):
        tiny.module_names(("gate",))
