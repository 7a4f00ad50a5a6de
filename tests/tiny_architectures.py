"""Tiny backbones of every architecture, with true structure: widths that differ where they differ in the real ones."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
import transformers as t
from transformers import PretrainedConfig, PreTrainedModel

from clinpeft import paths
from clinpeft.catalogue.backbones import roles
from clinpeft.modelling import weights
from clinpeft.specs import Backbone
from tiny import SPECIAL, WORDS, write_tokenizer

_BERT_TEMPLATES = ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
_ROBERTA_SPECIAL = {
    "bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "cls_token": "<s>",
    "sep_token": "</s>",
}  # fmt: skip
_NO_TYPES = ("input_ids", "attention_mask")
_NO_DROPOUT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
_WORDS = WORDS[len(SPECIAL) :]


@dataclass(frozen=True)
class _Tiny:
    """What makes one architecture's files."""

    config: PretrainedConfig
    checkpoint: type[PreTrainedModel]
    """The class whose weights a real checkpoint of this architecture holds: no task's head is among them."""
    checkpoint_options: dict[str, bool] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=lambda: SPECIAL)
    templates: tuple[str, str] = _BERT_TEMPLATES
    inputs: tuple[str, ...] = ("input_ids", "token_type_ids", "attention_mask")
    first_ids: tuple[str, ...] = tuple(SPECIAL.values())
    widths: dict[str, int] = field(default_factory=dict)
    pooling: str = "first"
    max_positions: int = 128


def _common(**widths: object) -> dict[str, object]:
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    return {"vocab_size": len(WORDS) + 2, "initializer_range": 0.3, "max_position_embeddings": 128, **sizes, **widths}


_LIKE_ROBERTA = {
    "special": _ROBERTA_SPECIAL,
    "templates": ("<s> $A </s>", "<s> $A </s> </s> $B </s>"),
    "inputs": _NO_TYPES,
    "first_ids": ("<s>", "<pad>", "</s>", "<unk>"),
}


_TINY: dict[str, Callable[[], _Tiny]] = {
    "bert": lambda: _Tiny(
        t.BertConfig(**_common(**_NO_DROPOUT)), t.BertModel, {"add_pooling_layer": False}
    ),
    "mobilebert": lambda: _Tiny(  # narrow embeddings, bottlenecks, four feed-forward blocks, narrow keys
        t.MobileBertConfig(
            **_common(
                hidden_size=64, embedding_size=16, intra_bottleneck_size=32, num_feedforward_networks=4,
                classifier_activation=False, initializer_range=0.12, **_NO_DROPOUT,
            )
        ),
        t.MobileBertModel,
        widths={"hidden_size": 64, "embedding_size": 16, "attention_size": 32},
    ),
    "distilbert": lambda: _Tiny(
        t.DistilBertConfig(
            vocab_size=len(WORDS) + 2, dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=128,
            dropout=0.0, attention_dropout=0.0, seq_classif_dropout=0.0, initializer_range=0.3,
        ),
        t.DistilBertModel,
        inputs=_NO_TYPES,
    ),
    "roberta": lambda: _Tiny(  # positions start behind the padding index, one type of segment
        t.RobertaConfig(**_common(max_position_embeddings=130, type_vocab_size=1, **_NO_DROPOUT)),
        t.RobertaModel, {"add_pooling_layer": False}, **_LIKE_ROBERTA,
    ),
    "mpnet": lambda: _Tiny(  # a table of relative positions beside the absolute ones
        t.MPNetConfig(**_common(max_position_embeddings=130, **_NO_DROPOUT)),
        t.MPNetModel, {"add_pooling_layer": False}, **_LIKE_ROBERTA,
    ),
    "modernbert": lambda: _Tiny(  # fused projections, no biases, local and global layers, a head from pretraining
        t.ModernBertConfig(
            **_common(num_hidden_layers=3, intermediate_size=48, initializer_range=0.15), local_attention=8,
            pad_token_id=0, bos_token_id=2, cls_token_id=2, eos_token_id=3, sep_token_id=3,
        ),
        t.ModernBertForMaskedLM,
        inputs=_NO_TYPES,
        widths={"layers": 3, "intermediate_size": 48},
    ),
    "deberta_v2": lambda: _Tiny(  # as DeBERTa-v3: relative positions only, no segments
        t.DebertaV2Config(
            **_common(pooler_hidden_size=32, initializer_range=0.2, **_NO_DROPOUT), type_vocab_size=0,
            relative_attention=True,
            position_buckets=16, norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type=["p2c", "c2p"],
            position_biased_input=False, max_relative_positions=-1, pooler_dropout=0.0, pooler_hidden_act="gelu",
        ),
        t.DebertaV2Model,
    ),
    "llama": lambda: _Tiny(  # a decoder with grouped keys and values; no padding token, no end token after a text
        t.LlamaConfig(**_common(num_attention_heads=4, num_key_value_heads=2), bos_token_id=1, eos_token_id=2),
        t.LlamaForCausalLM,
        special={"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"},
        templates=("<s> $A", "<s> $A <s> $B"),
        inputs=_NO_TYPES,
        first_ids=("<unk>", "<s>", "</s>", "[SEP]"),
        widths={"heads": 4, "attention_size": 16},
        pooling="last",
    ),
}  # fmt: skip


def tiny_backbone(architecture: str) -> Backbone:
    """The tiny backbone of an architecture (a key of roles.ARCHITECTURES), its files under $CLINPEFT_HOME."""
    tiny = _TINY[architecture]()
    widths = {"layers": 2, "heads": 2, "hidden_size": 32, "embedding_size": 32, "intermediate_size": 64, **tiny.widths}
    backbone = Backbone(
        name=f"tiny_{architecture}",
        title=f"Tiny {architecture} for tests",
        architecture=architecture,
        hub_id=f"none/tiny_{architecture}",
        revision=None,
        weights_sha256=None,
        package=None,
        domain="general",
        size_group="tiny",
        licence="none",
        parameters=0,
        max_positions=tiny.max_positions,
        pooling=tiny.pooling,
        roles=roles.ARCHITECTURES[architecture],
        **widths,
    )
    folder = paths.weights_folder(backbone.name)
    if weights.state(backbone) != "ready":
        folder.mkdir(parents=True, exist_ok=True)
        write_tokenizer(folder, [*tiny.first_ids, *_WORDS], tiny.special, *tiny.templates, tiny.inputs)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            tiny.checkpoint(tiny.config, **tiny.checkpoint_options).save_pretrained(folder, safe_serialization=True)
    return backbone
