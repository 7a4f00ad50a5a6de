"""Logits of the text alone, whatever a method puts in front of it."""

import torch
from torch import nn


def text_logits(model: nn.Module, batch: dict[str, torch.Tensor], kind: str) -> torch.Tensor:
    """Logits, shape (texts, labels), or (texts, length, labels) for a token task, in float32.

    Prompt and P-tuning lengthen the sequence by their virtual tokens, and peft returns logits for those as well;
    a token task needs only those of the text, which come last.
    """
    logits = model(**batch).logits
    if kind == "token":
        logits = logits[:, -batch["input_ids"].shape[1] :]
    return logits.float()
