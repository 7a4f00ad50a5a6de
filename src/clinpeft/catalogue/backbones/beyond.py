"""Encoders younger than the paper's; their structure is tested on tiny random weights."""

from dataclasses import replace

from clinpeft.catalogue.backbones import roles
from clinpeft.catalogue.backbones.paper import BERT_BASE

ENTRIES = (
    replace(
        BERT_BASE,
        name="modernbert_base",
        title="ModernBERT",
        architecture="modernbert",
        hub_id="answerdotai/ModernBERT-base",
        parameters=149_014_272,
        layers=22,
        intermediate_size=1152,
        max_positions=8192,
        notes=("One matrix makes queries, keys and values, and no layer has a bias.",),
        roles=roles.MODERNBERT,
    ),
    replace(
        BERT_BASE,
        name="deberta_v3_base",
        title="DeBERTa-v3",
        architecture="deberta_v2",
        hub_id="microsoft/deberta-v3-base",
        licence="MIT",
        parameters=183_831_552,
        notes=("Positions are relative: nothing but memory limits the length of a text.",),
        config={
            "vocab_size": 128_100,
            "hidden_size": 768,
            "num_hidden_layers": 12,
            "num_attention_heads": 12,
            "intermediate_size": 3072,
            "max_position_embeddings": 512,
            "type_vocab_size": 0,
            "relative_attention": True,
            "position_buckets": 256,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_biased_input": False,
            "max_relative_positions": -1,
            "pooler_hidden_size": 768,
            "pooler_dropout": 0.0,
            "pooler_hidden_act": "gelu",
            "layer_norm_eps": 1e-7,
        },
        roles=roles.DEBERTA_V2,
    ),
)
