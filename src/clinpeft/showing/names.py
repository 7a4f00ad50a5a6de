"""The names of tensors as pages show them: short enough for a table to fit, long enough to tell them apart."""

import re
from collections.abc import Iterable

import pandas as pd

_OUTSIDE_LAYERS = re.compile(r"^.*?\b(?=layers?\.\d)")
_WRAPPER = re.compile(r"^(?:base_model\.)?(?:model\.)?")
_ADAPTER = re.compile(r"\.default(?=\.|$)")
_WEIGHT = ".weight"


def short_names(names: Iterable[str]) -> list[str]:
    """The names without what stands before the layer, peft's wrapper and name of the adapter, and a last "weight".

    That last word stays where its module has another tensor; all names stay whole if two of them would become one.

    >>> short_names(["base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.default.weight"])
    ['layer.0.attention.self.query.lora_A']
    >>> short_names(["base_model.model.classifier.bias", "base_model.model.classifier.weight"])
    ['classifier.bias', 'classifier.weight']
    """
    whole = list(names)
    cut = [_ADAPTER.sub("", _WRAPPER.sub("", _OUTSIDE_LAYERS.sub("", name))) for name in whole]
    modules = pd.Series([name.rpartition(".")[0] for name in cut]).value_counts()
    short = [name.removesuffix(_WEIGHT) if modules[name.rpartition(".")[0]] == 1 else name for name in cut]
    return short if len(set(short)) == len(set(whole)) else whole


def shown_tensors(tensors: pd.DataFrame) -> pd.DataFrame:
    """The table of describing.describe with short names."""
    return tensors.assign(parameter=short_names(tensors["parameter"]))
