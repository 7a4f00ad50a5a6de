"""What a fork server has imported depends on this: where it changes, another server is needed."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
READ_AT_IMPORT = (
    "CUDA", "GOMP", "HF_", "HOME", "KMP", "LD_", "MALLOC", "MKL", "MPL", "NUMEXPR", "OMP", "OPENBLAS", "PATH",
    "PYTHON", "PYTORCH", "TOKENIZERS", "TORCH", "TRANSFORMERS", "XDG",
)  # fmt: skip
"""Beginnings of the variables that the modules read when they are imported: a kernel cannot change them afterwards."""
SET_AT_IMPORT = ("KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK", "TORCHINDUCTOR_CACHE_DIR")
"""Variables that the modules set themselves: a process has them or not, as it has imported these or not."""


def import_key(environment: Mapping[str, str]) -> tuple[object, ...]:
    """What the server's imports depend on: interpreter, installed packages, our source, variables read at import."""
    installed = [(path, _changed(path)) for path in sys.path if "site-packages" in path or "dist-packages" in path]
    given = environment.keys() - set(SET_AT_IMPORT)
    read = sorted((name, environment[name]) for name in given if name.startswith(READ_AT_IMPORT))
    return (sys.executable, sys.version, tuple(installed), _source(PACKAGE), tuple(read))


def _source(package: Path) -> tuple[tuple[str, int | None], ...]:
    """Every file that an import of ours reads, with the time of its last change."""
    files = (path for pattern in ("*.py", "*.json") for path in sorted(package.rglob(pattern)))
    return tuple((str(path), _changed(str(path))) for path in files)


def _changed(path: str) -> int | None:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None
