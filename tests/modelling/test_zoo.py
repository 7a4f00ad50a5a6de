"""What single methods promise beyond the mechanics that test_matrix.py checks for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from clinpeft import catalogue, modelling
from clinpeft.modelling import Adapted, Encoded, text_logits
from clinpeft.modelling.prefix import KEY, VALUE, add_prefix
from clinpeft.showing.surveying import survey
from clinpeft.specs import Backbone, Method, SpecError
from clinpeft.training.batching import collate
from clinpeft.training.hooks import make_hooks
from clinpeft.training.loop import Plan, fit, make_optimizer
from tiny_architectures import tiny_backbone

TASK = catalogue.task("disposition")
TEXTS = [
    Encoded(ids, (0,) * len(ids), (index % 2,), ()) for index, ids in enumerate([tuple(range(5, 14)), (14, 15, 16)] * 4)
]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("home")))
        yield Path()


def method(name: str, backbone: Backbone) -> Method:
    return catalogue.method(name).on("tuned", backbone)


def adapted(name: str, architecture: str = "bert") -> Adapted:
    backbone = tiny_backbone(architecture)
    return modelling.adapt(modelling.load(backbone, TASK, 0), backbone, method(name, backbone))


def plan(updates: int, rate: float = 1e-2) -> Plan:
    return Plan(
        kind="sequence", seed=0, batch_size=8, length_window=16, updates=updates, evaluate_every=1, learning_rate=rate,
        head_learning_rate=1e-3, weight_decay=0.01, warmup_fraction=0.0, clip_norm=1.0, max_seconds=None,
    )  # fmt: skip


def logits(model: torch.nn.Module) -> torch.Tensor:
    model.eval()
    with torch.inference_mode():
        return text_logits(model, collate(TEXTS)[0], "sequence")


def kept_directions(model: torch.nn.Module) -> int:
    return sum(int((p != 0).sum()) for name, p in model.named_parameters() if ".lora_E." in name)


def test_rank_allocation_ends_at_its_budget_and_saves_only_what_it_keeps(tmp_path: Path) -> None:
    backbone = tiny_backbone("bert")
    adalora = method("adalora", backbone)
    model = adapted("adalora")
    fit(
        model, TEXTS, plan(updates=20), lambda _: None
    )  # an undefined score keeps the first look, before any allocation
    assert kept_directions(model.model) == 4 * 12
    scores = iter(range(20))
    fit(model, TEXTS, plan(updates=20), lambda _: float(next(scores)))  # the last look is the best
    assert kept_directions(model.model) <= 4 * 8
    pattern = model.model.peft_config["default"].rank_pattern
    assert sum(map(sum, pattern.values())) == kept_directions(model.model)
    modelling.save(model, adalora, tmp_path / "saved")
    restored = modelling.restore(tmp_path / "saved", backbone, TASK, adalora)
    assert torch.allclose(logits(restored), logits(model.model), atol=1e-5)
    ranks = [p.shape[0] for name, p in restored.named_parameters() if ".lora_E." in name]
    assert sum(ranks) == kept_directions(model.model)


def test_the_penalty_is_that_of_the_library_and_no_part_of_the_reported_loss() -> None:
    model = adapted("adalora")
    hook = make_hooks(model, updates=10)[0]
    inputs, labels = collate(TEXTS)
    model.model.eval()
    with_penalty = model.model(**inputs, labels=labels).loss
    rows = text_logits(model.model, inputs, "sequence")
    plain = torch.nn.functional.cross_entropy(rows, labels)
    penalty = hook.penalty()
    assert penalty is not None
    assert torch.allclose(with_penalty - plain, penalty, atol=1e-4)
    first = fit(model, TEXTS, plan(updates=1, rate=1e-6), lambda _: None).curve[0].train_loss
    assert first < with_penalty.item()


def test_an_unknown_hook_is_named() -> None:
    model = adapted("lora")
    with pytest.raises(SpecError, match="unknown training hook 'rank_alocation'; did you mean 'rank_allocation'"):
        make_hooks(Adapted(model.model, model.head_parameters, model.structure, {}, {"rank_alocation": {}}), 1)


def test_lora_plus_gives_the_second_matrix_its_own_rate_and_the_head_its_own() -> None:
    model = adapted("lora_plus")
    names = {parameter: name for name, parameter in model.model.named_parameters()}
    for group in make_optimizer(model, plan(1, rate=1e-2)).param_groups:
        for parameter in group["params"]:
            name = names[parameter]
            head = 1e-3 if name in model.head_parameters else 0.0
            assert group["lr"] == pytest.approx(head or (0.16 if ".lora_B." in name else 0.01)), name


def test_lora_fa_holds_the_first_matrix() -> None:
    trained = [name for name, p in adapted("lora_fa").model.named_parameters() if p.requires_grad]
    assert any("lora_B" in name for name in trained)
    assert not any("lora_A" in name for name in trained)


def test_our_prefix_is_that_of_the_library_where_both_run() -> None:
    backbone = tiny_backbone("bert")
    theirs = adapted("prefix_tuning").model.eval()
    ours = modelling.load(backbone, TASK, 0).model.eval()
    add_prefix(ours, 10)
    # One row a virtual token: for each layer a key and a value of all heads.
    table = theirs.prompt_encoder["default"].embedding.weight.detach()
    split = table.view(10, backbone.layers, 2, backbone.heads, -1).permute(1, 2, 3, 0, 4)
    modules = [module for module in ours.modules() if hasattr(module, KEY)]
    assert len(modules) == backbone.layers
    for layer, module in enumerate(modules):
        module.get_parameter(KEY).data.copy_(split[layer, 0][None])
        module.get_parameter(VALUE).data.copy_(split[layer, 1][None])
    # The library's prefix moves the text's positions by its length; ours does not.
    inputs = collate(TEXTS)[0]
    length = inputs["input_ids"].shape[1]
    with torch.inference_mode():
        shifted = ours(**inputs, position_ids=torch.arange(10, 10 + length)[None]).logits
        assert torch.allclose(shifted, theirs(**inputs).logits, atol=1e-5)


@pytest.mark.parametrize("architecture", ["distilbert", "mobilebert", "modernbert"])
def test_encoders_without_past_keys_get_a_prefix_of_their_own(architecture: str) -> None:
    model = adapted("prefix_tuning", architecture)
    inserted = [name for name, p in model.model.named_parameters() if name.endswith((KEY, VALUE))]
    assert len(inserted) == 2 * tiny_backbone(architecture).layers
    assert all(
        p.requires_grad == (n in inserted or n in model.head_parameters) for n, p in model.model.named_parameters()
    )


def test_what_is_no_change_of_the_weights_cannot_be_merged() -> None:
    backbone = tiny_backbone("bert")
    with pytest.raises(SpecError, match="'prompt_tuning' cannot be merged"):
        modelling.merge(adapted("prompt_tuning"), method("prompt_tuning", backbone))


def test_the_top_layers_are_counted_from_the_top() -> None:
    trained = {name for name, p in adapted("top_layer").model.named_parameters() if p.requires_grad}
    assert any(".layer.1." in name for name in trained)
    assert not any(".layer.0." in name or "embeddings" in name for name in trained)


def test_a_block_size_divides_every_width() -> None:
    backbone = tiny_backbone("mobilebert")
    found = modelling.targets.targets(modelling.load(backbone, TASK, 0), backbone, method("c3a", backbone))
    assert {(target.d_in, target.d_out) for target in found} == {(32, 32), (64, 32)}
    assert modelling.targets.divisor(found, 128) == 32
    assert modelling.targets.divisor(found, 31) == 16


def test_the_survey_has_a_row_for_every_method() -> None:
    table = survey(tiny_backbone("llama"), TASK)
    assert list(table["method"]) == list(catalogue.METHODS)
    assert table.loc["BitFit", "excluded"]
    assert table.loc["LoRA", "trained"] == 2 * (8 * (32 + 32) + 8 * (32 + 16))
    assert table.loc["Prompt tuning", "at_prediction"] == "10 more positions to attend to"
    assert table.loc["BEFT", "at_prediction"] == "its own layers"  # no bias to be merged into
