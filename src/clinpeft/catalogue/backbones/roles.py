"""Role tables: which modules of an architecture play a role that methods name.

A role is a tuple of module-name endings; "{layer}" stands for the number of each layer and "{later}" for the number of
each layer but the first. Every architecture has every role in ROLES, so that a method can be declared once for all.
"""

from collections.abc import Mapping

ROLES = {
    "query": "makes the queries of the attention",
    "key": "makes the keys",
    "value": "makes the values",
    "attention_output": "brings the heads' results back to the model's width",
    "feedforward_in": "widens, at the start of the feed-forward block (with its gate, where there is one)",
    "feedforward_out": "narrows again, at its end",
    "block_outputs": "what IA3 scales beside keys and values in peft's own table of targets",
    "norm": "normalises: every layer norm, those of the embeddings included",
    "embeddings": "everything before the first layer",
    "word_embeddings": "the table with one vector for each piece of the vocabulary",
    "layers": "a whole layer",
}

Roles = Mapping[str, tuple[str, ...]]

BERT: Roles = {
    "query": ("query",),
    "key": ("key",),
    "value": ("value",),
    "attention_output": ("attention.output.dense",),
    "feedforward_in": ("intermediate.dense",),
    "feedforward_out": ("layer.{layer}.output.dense",),  # "output.dense" alone would take the attention's as well
    # The suffix takes the output projection of the attention *and* of the feed-forward block, as peft's own table does.
    "block_outputs": ("output.dense",),
    "norm": ("LayerNorm",),
    "embeddings": ("embeddings",),
    "word_embeddings": ("word_embeddings",),
    "layers": ("encoder.layer.{layer}",),
}

ROBERTA: Roles = BERT

MOBILEBERT: Roles = {  # four feed-forward blocks a layer: the layer's own and ffn.0 to ffn.2
    **BERT,
    "feedforward_out": ("layer.{layer}.output.dense", "ffn.0.output.dense", "ffn.1.output.dense", "ffn.2.output.dense"),
}

DISTILBERT: Roles = {
    "query": ("q_lin",),
    "key": ("k_lin",),
    "value": ("v_lin",),
    "attention_output": ("out_lin",),
    "feedforward_in": ("lin1",),
    "feedforward_out": ("lin2",),
    "block_outputs": ("lin2",),
    "norm": ("sa_layer_norm", "output_layer_norm", "LayerNorm"),
    "embeddings": ("embeddings",),
    "word_embeddings": ("word_embeddings",),
    "layers": ("transformer.layer.{layer}",),
}

MPNET: Roles = {
    **BERT,
    "query": ("attn.q",),
    "key": ("attn.k",),
    "value": ("attn.v",),
    "attention_output": ("attn.o",),
}

DEBERTA_V2: Roles = {  # the query and key projections also read the table of relative positions
    **BERT,
    "query": ("query_proj",),
    "key": ("key_proj",),
    "value": ("value_proj",),
}

MODERNBERT: Roles = {  # one matrix makes queries, keys and values: a method that names one of them gets all three
    "query": ("Wqkv",),
    "key": ("Wqkv",),
    "value": ("Wqkv",),
    "attention_output": ("attn.Wo",),
    "feedforward_in": ("mlp.Wi",),
    "feedforward_out": ("mlp.Wo",),
    "block_outputs": ("mlp.Wo",),
    "norm": ("layers.{later}.attn_norm", "mlp_norm", "final_norm", "embeddings.norm"),  # layer 0 has no attn_norm
    "embeddings": ("embeddings",),
    "word_embeddings": ("tok_embeddings",),
    "layers": ("layers.{layer}",),
}

LLAMA: Roles = {
    "query": ("q_proj",),
    "key": ("k_proj",),
    "value": ("v_proj",),
    "attention_output": ("o_proj",),
    "feedforward_in": ("gate_proj", "up_proj"),
    "feedforward_out": ("down_proj",),
    "block_outputs": ("down_proj",),
    "norm": ("input_layernorm", "post_attention_layernorm", "norm"),
    "embeddings": ("embed_tokens",),
    "word_embeddings": ("embed_tokens",),
    "layers": ("layers.{layer}",),
}

ARCHITECTURES: Mapping[str, Roles] = {
    "bert": BERT,
    "mobilebert": MOBILEBERT,
    "distilbert": DISTILBERT,
    "roberta": ROBERTA,
    "mpnet": MPNET,
    "modernbert": MODERNBERT,
    "deberta_v2": DEBERTA_V2,
    "llama": LLAMA,
}
