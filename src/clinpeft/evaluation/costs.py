"""What a run takes on this machine."""

import os
import platform
import sys
from importlib.metadata import version

import torch

from clinpeft.modelling import hardware

PACKAGES = ("torch", "transformers", "peft", "tokenizers", "safetensors", "numpy", "scikit-learn", "seqeval")


def peak_memory() -> int | None:
    """Largest resident memory of this process so far, in bytes; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource  # absent on Windows

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024  # macOS counts bytes, Linux kilobytes


def versions() -> dict[str, str]:
    """Versions of the packages that shape a result."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def machine() -> dict[str, str | int | None]:
    """The machine, without its name: system, processor kind, cores, number format."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "cores": os.cpu_count(),
        "precision": hardware.chosen().precision,
    }
