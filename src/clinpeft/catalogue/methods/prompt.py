"""Learned vectors beside the text, beyond the paper's three methods of this kind."""

from dataclasses import replace

from clinpeft.catalogue.methods.paper import NO_PAST, P_TUNING, PREFIX_TUNING
from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula

_NO_NETWORK = "The encoder takes no past keys and values; there, a prefix is learned without a network behind it."

ENTRIES = (
    replace(
        P_TUNING,
        name="p_tuning_lstm",
        title="P-tuning, LSTM",
        options={
            "num_virtual_tokens": 10, "encoder_hidden_size": 128, "encoder_reparameterization_type": "LSTM",
        },
        formula=Formula(
            once="num_virtual_tokens * embedding_size"
            " + 2 * (4 * encoder_hidden_size * (embedding_size + encoder_hidden_size) + 8 * encoder_hidden_size)"
            " + 2 * (12 * encoder_hidden_size ** 2 + 8 * encoder_hidden_size)"
            " + 4 * encoder_hidden_size ** 2 + 2 * encoder_hidden_size"
            " + 2 * encoder_hidden_size * embedding_size + embedding_size"
        ),
        notebook="zoo",
        summary="P-tuning as first published: a two-way LSTM writes the virtual tokens.",
    ),
    replace(
        PREFIX_TUNING,
        name="prefix_mlp",
        title="Prefix tuning, network",
        options={"num_virtual_tokens": 10, "prefix_projection": True, "encoder_hidden_size": 128},
        formula=Formula(
            once="num_virtual_tokens * attention_width + attention_width * encoder_hidden_size + encoder_hidden_size"
            " + 2 * layers * attention_width * (encoder_hidden_size + 1)"
        ),
        variants={},
        excluded={
            "distilbert": _NO_NETWORK, "mobilebert": _NO_NETWORK, "modernbert": _NO_NETWORK,
            "deberta_v2": NO_PAST, "mpnet": NO_PAST,
        },
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        notebook="zoo",
        summary="Prefix tuning as first published: a small network writes the keys and values.",
    ),
)  # fmt: skip
