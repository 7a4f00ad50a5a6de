"""Hold a backbone's entry against its structure, and its files against both."""

from pathlib import Path

from torch import nn
from transformers import AutoConfig, AutoModel, PretrainedConfig

from clinpeft.modelling import weights
from clinpeft.modelling.quiet import quiet
from clinpeft.specs import Backbone
from clinpeft.weight_files import recorded, structure


def problems(backbone: Backbone) -> list[str]:
    """What is not as declared, one line each: in the structure, and in the files where they are on this machine."""
    model = structure.encoder(backbone)
    found = _shape_problems(backbone, structure.configuration(backbone), model)
    found += _role_problems(backbone, model)
    if weights.state(backbone) == "ready":
        found += _file_problems(backbone, weights.folder(backbone))
    return found


def _file_problems(backbone: Backbone, folder: Path) -> list[str]:
    damaged = weights.difference(backbone, folder) or recorded.difference(folder)
    if damaged is not None:
        return [damaged]
    kept = weights.kept_layers(backbone)
    config = AutoConfig.from_pretrained(folder, **kept, local_files_only=True, trust_remote_code=False)
    with quiet():
        model = AutoModel.from_pretrained(
            folder, **kept, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
    return [f"on this machine, {problem}" for problem in _shape_problems(backbone, config, model)]


def _shape_problems(backbone: Backbone, config: PretrainedConfig, model: nn.Module) -> list[str]:
    key_heads = getattr(config, "num_key_value_heads", config.num_attention_heads)
    width = getattr(
        config, "true_hidden_size", config.hidden_size
    )  # MobileBERT's attention is narrower than its layers
    embeddings = getattr(config, "embedding_size", config.hidden_size)
    pairs = (
        ("layers", config.num_hidden_layers, backbone.layers),
        ("heads", config.num_attention_heads, backbone.heads),
        ("hidden size", config.hidden_size, backbone.hidden_size),
        ("embedding size", embeddings, backbone.embedding_size),
        (
            "attention size",
            width // config.num_attention_heads * key_heads,
            backbone.attention_size or backbone.hidden_size,
        ),
        ("parameters", structure.parameters(model), backbone.parameters),
    )
    found = [f"{noun} is {seen:,}, declared {stated:,}" for noun, seen, stated in pairs if seen != stated]
    if config.max_position_embeddings < backbone.max_positions:
        found.append(f"{config.max_position_embeddings:,} positions, declared {backbone.max_positions:,}")
    return found


def _role_problems(backbone: Backbone, model: nn.Module) -> list[str]:
    modules = [f".{name}" for name, _ in model.named_modules()]
    return [
        f"role {role!r}: no module ends in {ending!r}"
        for role in backbone.roles
        for ending in backbone.module_names((role,))
        if not any(name.endswith(f".{ending}") for name in modules)
    ]
