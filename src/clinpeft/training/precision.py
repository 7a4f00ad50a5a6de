"""Number formats: bfloat16 arithmetic where the processor has it, float32 elsewhere; weights stay float32."""

import os
from contextlib import AbstractContextManager

import torch

CHOICES = ("auto", "bfloat16", "float32")


def chosen() -> str:
    """ "bfloat16" or "float32": asked of torch, unless $CLINPEFT_PRECISION says which.

    An instruction-set limit given to oneDNN (ONEDNN_MAX_CPU_ISA=AVX2) hides bfloat16 instructions from it, not from
    torch's own question; it is honoured here.
    """
    asked = os.environ.get("CLINPEFT_PRECISION", "auto")
    if asked not in CHOICES:
        raise ValueError(f"CLINPEFT_PRECISION is {asked!r}; allowed: {', '.join(CHOICES)}")
    if asked != "auto":
        return asked
    limited = os.environ.get("ONEDNN_MAX_CPU_ISA", "ALL").upper() in {"SSE41", "AVX", "AVX2", "AVX512_CORE"}
    has = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return "bfloat16" if has and not limited else "float32"


def autocast() -> AbstractContextManager[None]:
    """Context in which matrix products run in the chosen format."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=chosen() == "bfloat16")
