"""What a run takes on this machine."""

import importlib.util
import os
import platform
import sys
from importlib.metadata import version

import torch

from clinpeft.modelling import hardware

PACKAGES = ("torch", "transformers", "peft", "tokenizers", "safetensors", "numpy", "scikit-learn", "seqeval")
ROUNDS = "bitsandbytes"
"""Shapes a result where it is installed: it rounds the weights of some backbones."""


def peak_memory() -> int | None:
    """Largest resident memory of this process so far, in bytes; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource  # absent on Windows

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024  # macOS counts bytes, Linux kilobytes


def versions() -> dict[str, str]:
    """Versions of the packages that shape a result."""
    rounding = (name for name in (ROUNDS,) if importlib.util.find_spec(name) is not None)
    return {"python": platform.python_version(), **{name: version(name) for name in (*PACKAGES, *rounding)}}


def machine() -> dict[str, str | int | None]:
    """The machine, without its name: system, processor kind, cores, number format; the device where that is another."""
    chosen = hardware.chosen()
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "cores": os.cpu_count(),
        "precision": chosen.precision,
        **({} if chosen.device == "cpu" else {"device": chosen.device}),
    }
