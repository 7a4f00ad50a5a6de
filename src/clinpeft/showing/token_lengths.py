"""Lengths of texts in the pieces that a model reads."""

from collections.abc import Mapping

import numpy as np

from clinpeft import catalogue
from clinpeft.corpora import Splits
from clinpeft.modelling import load_tokenizer
from clinpeft.modelling.weights import WeightsUnavailable

BACKBONE = "minilm_l6"
"""Its tokenizer counts; those of other uncased English encoders share its vocabulary."""
_AT_MOST = 1000


def token_counts(splits: Splits) -> Mapping[str, np.ndarray]:
    """Tokens of each text by split, of at most a thousand evenly spaced ones; empty without the tokenizer's files."""
    try:
        tokenizer = load_tokenizer(catalogue.backbone(BACKBONE))
    except WeightsUnavailable:
        return {}
    counts = {}
    for split, examples in splits.items():
        texts = [" ".join(example.texts) for example in examples[:: max(1, -(-len(examples) // _AT_MOST))]]
        counts[split] = np.array([len(ids) for ids in tokenizer(texts, truncation=False, verbose=False)["input_ids"]])
    return counts


def earlier_cuts(limit: int) -> str:
    """Which recipes cut texts before a task's own limit, as a sentence with a space before it; empty for none."""
    caps = {recipe.name: recipe.max_length or limit for recipe in catalogue.RECIPES.values()}
    earlier = ", ".join(f"`{name}` after {cap}" for name, cap in caps.items() if cap < limit)
    return f" Some recipes cut earlier: {earlier}." if earlier else ""
