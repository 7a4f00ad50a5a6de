"""Batches of texts of like length."""

import random
from collections.abc import Sequence

import torch

from clinpeft.modelling import IGNORED, Encoded
from clinpeft.modelling.encoding import padded_length


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


def batches(
    texts: Sequence[Encoded], batch_size: int, length_window: int, shuffle: random.Random
) -> list[list[Encoded]]:
    """One pass over the texts in random batches; within a window of batches texts of like length go together.

    >>> texts = [Encoded((7,) * length, (0,) * length, (0,), ()) for length in (3, 1, 2, 4)]
    >>> sorted([len(text.input_ids) for text in batch] for batch in batches(texts, 2, 2, random.Random(0)))
    [[1, 2], [3, 4]]
    """
    order = list(range(len(texts)))
    shuffle.shuffle(order)
    made = []
    per_window = batch_size * length_window
    for start in range(0, len(order), per_window):
        window = sorted(order[start : start + per_window], key=lambda index: len(texts[index].input_ids))
        made += [window[at : at + batch_size] for at in range(0, len(window), batch_size)]
    shuffle.shuffle(made)
    return [[texts[index] for index in batch] for batch in made]
