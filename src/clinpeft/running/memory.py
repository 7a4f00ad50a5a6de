"""What memory a run will take."""

from clinpeft.specs import Backbone

MIB = 1 << 20
STACK = 500 * MIB
"""Resident before a model is there: Python and its modules, shared or not."""


def expected_memory(backbone: Backbone, trained_share: float, batch_size: int, length: int) -> int:
    """Bytes that a run is expected to peak at: stack, weights, gradients and Adam's moments, kept activations."""
    weights = _bytes_of_weights(backbone)
    kept_per_token = 4 * (14 * backbone.hidden_size + 2 * backbone.intermediate_size + 3 * backbone.heads * length)
    activations = backbone.layers * batch_size * length * kept_per_token
    return round(STACK + weights * (1 + 3 * trained_share) + activations)


def numbers_of_a_layer(backbone: Backbone) -> int:
    """Numbers in the matrices of one layer: keys and values may be narrower, the feed-forward part may be gated."""
    width, keys = backbone.hidden_size, backbone.attention_size or backbone.hidden_size
    feedforward = len(backbone.roles["feedforward_in"]) + len(backbone.roles["feedforward_out"])
    return width * (2 * width + 2 * keys + feedforward * backbone.intermediate_size)


def _bytes_of_weights(backbone: Backbone) -> int:
    """In memory: four a number, or for the layers' matrices what a rounded backbone's bits take."""
    if backbone.bits is None:
        return 4 * backbone.parameters
    matrices = backbone.layers * numbers_of_a_layer(backbone)
    return 4 * (backbone.parameters - matrices) + matrices * backbone.bits // 8
