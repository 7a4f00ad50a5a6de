"""What a machine calculates on, and in which number format: the one place where that is decided."""

import os
import platform
from dataclasses import dataclass

import torch

from clinpeft.modelling import attention

PRECISIONS = ("auto", "bfloat16", "float32")
_DEVICES = ("auto", "cpu", "cuda", "mps")
_DTYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}

ATTENTION = {"cpu": attention.NAME, "cuda": "sdpa", "mps": "eager"}
"""Attention implementation per device.

cpu: processor time, forward and backward at batch 32 × 128, 12 heads, dropout 0.1, one core: blocked in bfloat16 43 to
58 ms by size of block, eager in float32 133 ms; torch's SDPA has no fast path with dropout there and lost to eager in
training by 20 to 50 %. With two threads a run it has not been measured on a quiet machine.
cuda: SDPA's fused kernels draw their own masks (not measured by us: no such card at hand).
mps: eager, the implementation with the fewest special cases (not measured by us).
"""


@dataclass(frozen=True)
class Hardware:
    """Device and number format of matrix products; trained weights are float32 on all of them."""

    device: str
    """ "cpu", "cuda" or "mps"."""
    precision: str
    """ "bfloat16", "float16" (with scaled gradients) or "float32"."""

    @property
    def dtype(self) -> torch.dtype:
        """Number format of matrix products."""
        return _DTYPES[self.precision]

    @property
    def attention(self) -> str:
        """Name of the attention implementation for models that let it be chosen."""
        return ATTENTION[self.device]

    @property
    def scales_gradients(self) -> bool:
        """Whether small gradients would vanish in the number format."""
        return self.precision == "float16"


def chosen() -> Hardware:
    """This machine's hardware, asked of torch; $CLINPEFT_DEVICE and $CLINPEFT_PRECISION overrule the answer."""
    device = _asked("CLINPEFT_DEVICE", _DEVICES)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    precision = _asked("CLINPEFT_PRECISION", PRECISIONS)
    return Hardware(device, _precision(device) if precision == "auto" else precision)


def _asked(variable: str, choices: tuple[str, ...]) -> str:
    value = os.environ.get(variable) or "auto"
    if value not in choices:
        raise ValueError(f"{variable} is {value!r}; allowed: {', '.join(choices)}")
    return value


def _precision(device: str) -> str:
    if device == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
    if device == "mps":
        return "float32"
    # An instruction-set limit given to oneDNN (ONEDNN_MAX_CPU_ISA=AVX2) hides bfloat16 instructions from it, not from
    # torch's own question; it is honoured here.
    limited = os.environ.get("ONEDNN_MAX_CPU_ISA", "ALL").upper() in {"SSE41", "AVX", "AVX2", "AVX512_CORE"}
    return "bfloat16" if _has_bfloat16() and not limited else "float32"


def _has_bfloat16() -> bool:
    """Whether the processor itself calculates in bfloat16."""
    if platform.machine().lower() in ("x86_64", "amd64"):
        # oneDNN's own answer is yes for every AVX-512, where it calculates in float32 and rounds.
        return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.backends.mkldnn.is_available() and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
