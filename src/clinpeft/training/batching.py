"""Batches of texts of like length."""

import random
from collections.abc import Sequence

import torch

from clinpeft.modelling import IGNORED, Encoded
from clinpeft.modelling.encoding import padded_length

WINDOW = 16
"""Batches whose texts are sorted by length together: enough to save padding, few enough to stay random."""


def collate(texts: Sequence[Encoded]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Model inputs padded to a common length, shape (texts, length), and labels, shape (texts,) or (texts, length).

    Two texts of two and three tokens give an attention mask of [[1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0]].
    """
    longest = padded_length(max(len(text.input_ids) for text in texts))
    inputs = {
        "input_ids": torch.tensor([_padded(text.input_ids, longest, 0) for text in texts]),
        "token_type_ids": torch.tensor([_padded(text.token_type_ids, longest, 0) for text in texts]),
        "attention_mask": torch.tensor([_padded((1,) * len(text.input_ids), longest, 0) for text in texts]),
    }
    if texts[0].words:
        return inputs, torch.tensor([_padded(text.labels, longest, IGNORED) for text in texts])
    return inputs, torch.tensor([text.labels[0] for text in texts])


def _padded(values: Sequence[int], length: int, filler: int) -> list[int]:
    return [*values, *[filler] * (length - len(values))]


def batches(texts: Sequence[Encoded], batch_size: int, shuffle: random.Random) -> list[list[Encoded]]:
    """One pass over the texts in random batches; within a shuffled window texts of like length go together."""
    order = list(range(len(texts)))
    shuffle.shuffle(order)
    made = []
    for start in range(0, len(order), batch_size * WINDOW):
        window = sorted(order[start : start + batch_size * WINDOW], key=lambda index: len(texts[index].input_ids))
        made += [window[at : at + batch_size] for at in range(0, len(window), batch_size)]
    shuffle.shuffle(made)
    return [[texts[index] for index in batch] for batch in made]
