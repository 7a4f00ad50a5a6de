"""Every architecture: its role table, its loading for every kind of task, its pooling."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from clinpeft import catalogue, modelling
from clinpeft.catalogue.backbones import roles
from clinpeft.specs import Task
from tiny_architectures import tiny_backbone

ARCHITECTURES = pytest.mark.parametrize("architecture", roles.ARCHITECTURES)
PAIR = Task(
    name="pair", title="Pair", kind="pair", labels=("yes", "no", "maybe"), main_metric="accuracy", max_length=64,
    text="pair", summary="", limits="",
)  # fmt: skip
TASKS = pytest.mark.parametrize(
    "task", [catalogue.task("disposition"), PAIR, catalogue.task("case_concepts")], ids="SPT"
)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLINPEFT_HOME", str(tmp_path_factory.mktemp("home")))
        yield Path()


def played(architecture: str, role: str) -> list[str]:
    backbone = tiny_backbone(architecture)
    model = modelling.load(backbone, catalogue.task("disposition"), 0).model
    endings = backbone.module_names((role,))
    return [name for name, _ in model.named_modules() if any(f".{name}".endswith(f".{end}") for end in endings)]


@ARCHITECTURES
@pytest.mark.parametrize("role", roles.ROLES)
def test_every_role_is_played_inside_the_encoder(architecture: str, role: str) -> None:
    names = played(architecture, role)
    assert names
    assert not any("classifier" in name or "score" in name or "pooler" in name for name in names)


@ARCHITECTURES
def test_one_module_a_layer_plays_each_part_of_the_attention(architecture: str) -> None:
    layers = tiny_backbone(architecture).layers
    for role in ("query", "key", "value", "attention_output", "layers"):
        assert len(played(architecture, role)) == layers
    assert len(played(architecture, "feedforward_out")) % layers == 0
    assert not set(played(architecture, "feedforward_out")) & set(played(architecture, "attention_output"))


def test_roles_that_share_a_module_name_it_once() -> None:
    assert tiny_backbone("modernbert").module_names(("query", "key", "value")) == ["Wqkv"]
    assert tiny_backbone("modernbert").module_names(("norm",))[:2] == ["layers.1.attn_norm", "layers.2.attn_norm"]


@ARCHITECTURES
@TASKS
def test_loads_for_every_kind_of_task(architecture: str, task: Task) -> None:
    backbone = tiny_backbone(architecture)
    loaded = modelling.load(backbone, task, 0)
    tokenizer = modelling.load_tokenizer(backbone)
    texts = [("severe chest pain", "walked home"), ("fever", "no cough")]
    ids = [tokenizer(*(pair if task.kind == "pair" else pair[:1]))["input_ids"] for pair in texts]
    longest = max(map(len, ids))
    inputs = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
    logits = loaded.model.eval()(input_ids=inputs, attention_mask=mask, token_type_ids=torch.zeros_like(inputs)).logits
    assert logits.shape == ((2, longest, 7) if task.kind == "token" else (2, len(task.labels)))
    assert loaded.new_parameters
    assert not any("encoder" in name or "layers." in name for name in loaded.new_parameters)


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_decoder_reads_the_last_token_of_the_text_on_either_side_of_the_padding(side: str) -> None:
    model = modelling.load(tiny_backbone("llama"), catalogue.task("disposition"), 0).model.eval()
    text, filler, blank = [1, 7, 9, 2], [2, 2, 2], [0, 0, 0]  # the padding is the end token, and the text ends in one
    alone = model(input_ids=torch.tensor([text]), attention_mask=torch.ones(1, 4, dtype=torch.long)).logits
    ids, mask = (text + filler, [1] * 4 + blank) if side == "right" else (filler + text, blank + [1] * 4)
    positions = torch.tensor([mask]).cumsum(1).clamp(min=1) - 1
    hidden = model.model(
        input_ids=torch.tensor([ids]), attention_mask=torch.tensor([mask]), position_ids=positions
    ).last_hidden_state
    padded = model(input_ids=torch.tensor([ids]), attention_mask=torch.tensor([mask])).logits
    assert torch.allclose(padded, alone, atol=1e-5)
    last = 3 if side == "right" else 6
    assert torch.allclose(model.score(hidden[:, last]), alone, atol=1e-5)
