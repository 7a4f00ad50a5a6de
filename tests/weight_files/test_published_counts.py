"""All published parameter counts come out of structures alone, and those that cannot run do not."""

from dataclasses import replace

import pytest
import torch

from clinpeft import catalogue
from clinpeft.specs import Backbone
from clinpeft.weight_files import checking, published_counts, structure
from clinpeft.weight_files.published_counts import PublishedCount

COUNTS = published_counts.load()
SMALL = {"vocab_size": 50, "num_hidden_layers": 2, "max_position_embeddings": 40}


def test_there_are_all_of_them() -> None:
    assert len(COUNTS) == len({count.name for count in COUNTS}) == 88
    assert sum(count.file == "trainable_params.yaml" for count in COUNTS) == 64
    assert sum(bool(count.never_ran) for count in COUNTS) == 8


def test_every_published_count_is_reproduced() -> None:
    assert [(count.name, difference) for count, difference in published_counts.differences() if difference] == []


def test_a_wrong_count_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(COUNTS[1], trainable=COUNTS[1].trainable + 1)
    monkeypatch.setattr(published_counts, "load", lambda: (wrong,))
    ((_, difference),) = published_counts.differences()
    assert difference == "trainable 296,450, published 296,451"


LORA_COUNTS = [count for count in COUNTS if count.file == "trainable_params.yaml" and count.method == "lora"]


@pytest.mark.parametrize("count", LORA_COUNTS, ids=lambda c: c.entry)
def test_the_paper_recipe_adapts_what_the_published_count_adapts(count: PublishedCount) -> None:
    backbone = catalogue.backbone(count.backbone)
    method = catalogue.method("lora").on("paper", backbone)
    assert set(method.targets) == set(count.targets)
    doubled = backbone.architecture == "llama"  # its runs had twice the rank of the count, as the file's note says
    assert method.options["r"] == (count.rank or 0) * (2 if doubled else 1)


def test_there_is_a_lora_count_for_every_backbone_of_the_paper() -> None:
    assert len(LORA_COUNTS) == len({count.backbone for count in LORA_COUNTS}) >= 15


def shallow(backbone: Backbone) -> Backbone:
    """The same architecture at its true widths with two layers."""
    return replace(backbone, layers=2, config={**backbone.config, **SMALL})


KINDS = {(catalogue.backbone(count.backbone).architecture, count.method): count for count in COUNTS}


@pytest.mark.parametrize("count", [c for (kind, _), c in KINDS.items() if kind != "llama"], ids=lambda c: c.name)
def test_exactly_those_marked_cannot_see_a_text(count: PublishedCount, monkeypatch: pytest.MonkeyPatch) -> None:
    backbone = shallow(catalogue.backbone(count.backbone))
    monkeypatch.setattr(catalogue, "backbone", lambda _: backbone)
    base = structure.classifier(backbone, 2).to_empty(device="cpu")
    for tensor in (*base.parameters(), *base.buffers()):
        torch.nn.init.zeros_(tensor)
    model = published_counts.adapted(base, count).eval()
    ids = torch.ones(2, 8, dtype=torch.long)
    try:
        model(input_ids=ids, attention_mask=torch.ones_like(ids))
    except (ValueError, RuntimeError):
        ran = False
    else:
        ran = True
    assert ran == (not count.never_ran)


@pytest.mark.parametrize("backbone", catalogue.BACKBONES.values(), ids=lambda b: b.name)
def test_every_entry_is_what_its_structure_says(backbone: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking.weights, "state", lambda _: "missing")
    assert checking.problems(backbone) == []


def test_a_wrong_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking.weights, "state", lambda _: "missing")
    entry = catalogue.backbone("smollm2_135m")
    wrong = replace(entry, parameters=1, attention_size=None, roles={"query": ("wq",)}, max_positions=100_000)
    found = "; ".join(checking.problems(wrong))
    for part in ("parameters is 134,515,008", "attention size is 192", "no module ends in 'wq'", "8,192 positions"):
        assert part in found
