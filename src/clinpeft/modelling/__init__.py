"""Backbones and what methods make of them (torch, transformers, peft)."""

from clinpeft.modelling.adapting import Adapted, adapt
from clinpeft.modelling.encoding import IGNORED, Encoded, encode, input_length
from clinpeft.modelling.loading import Loaded, load, load_tokenizer
from clinpeft.modelling.merging import merge
from clinpeft.modelling.saving import restore, save
from clinpeft.modelling.virtual_tokens import text_logits
from clinpeft.modelling.weights import WeightsUnavailable

__all__ = [
    "IGNORED",
    "Adapted",
    "Encoded",
    "Loaded",
    "WeightsUnavailable",
    "adapt",
    "encode",
    "input_length",
    "load",
    "load_tokenizer",
    "merge",
    "restore",
    "save",
    "text_logits",
]
