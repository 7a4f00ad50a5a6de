"""Hold a backbone's files against its catalogue entry."""

from transformers import AutoConfig, AutoModel

from clinpeft.modelling import weights
from clinpeft.specs import Backbone


def problems(backbone: Backbone) -> list[str]:
    """What differs from the entry, one line each; empty where all is as declared."""
    try:
        folder = weights.folder(backbone)
    except weights.WeightsUnavailable as unavailable:
        return [str(unavailable)]
    found = []
    digest = weights.sha256_of(folder / weights.WEIGHTS)
    if backbone.weights_sha256 is not None and digest != backbone.weights_sha256:
        found.append(f"weights have sha256 {digest}, declared {backbone.weights_sha256}")
    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    declared = {
        "num_hidden_layers": backbone.layers,
        "num_attention_heads": backbone.heads,
        "hidden_size": backbone.hidden_size,
        "max_position_embeddings": backbone.max_positions,
    }
    found += [
        f"{name} is {getattr(config, name, None)}, declared {value}"
        for name, value in declared.items()
        if getattr(config, name, None) != value
    ]
    model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True, trust_remote_code=False)
    count = sum(parameter.numel() for parameter in model.parameters())
    if count != backbone.parameters:
        found.append(f"{count:,} parameters, declared {backbone.parameters:,}")
    modules = [name for name, _ in model.named_modules()]
    found += [
        f"role {role!r}: no module ends in {suffix!r}"
        for role, suffixes in backbone.roles.items()
        for suffix in suffixes
        if not any(name.endswith(suffix) for name in modules)
    ]
    return found
