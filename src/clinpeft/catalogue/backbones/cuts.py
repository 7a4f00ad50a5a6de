"""Backbones cut to their first layers: a size axis on which nothing but the depth differs."""

from dataclasses import replace

from clinpeft.catalogue.backbones import ladder
from clinpeft.specs import Backbone

_WHOLE = {backbone.name: backbone for backbone in ladder.ENTRIES}


def _layer_parameters(whole: Backbone) -> int:
    """Weights and biases of one layer: four square maps, the feed-forward block's two, two layer norms."""
    width, inner = whole.hidden_size, whole.intermediate_size
    return 4 * (width * width + width) + 2 * width * inner + inner + width + 2 * 2 * width


def _first(whole: Backbone, layers: int) -> Backbone:
    """The backbone's first layers, with its embeddings and its pooler."""
    return replace(
        whole,
        name=f"{whole.name}_first{layers}",
        title=f"{whole.title}, first {layers} layers",
        parameters=whole.parameters - (whole.layers - layers) * _layer_parameters(whole),
        layers=layers,
        made_from=whole.name,
        config={**whole.config, "num_hidden_layers": layers},
        notes=(
            *whole.notes,
            f"The first {layers} of {whole.layers} layers of {whole.name}, not trained again after the cut.",
        ),
    )


ENTRIES = tuple(
    _first(_WHOLE[name], layers) for name, kept in (("minilm_l6", (2, 4)), ("mpnet_base", (3, 6, 9))) for layers in kept
)
