"""Where the measured runs lie, and what their kernels are told: for a block, and as before after it."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from clinpeft.kernels import temporary_prefix


@contextmanager
def own_runs() -> Iterator[None]:
    """A folder of runs for the measurement alone."""
    with (
        tempfile.TemporaryDirectory(prefix=temporary_prefix("bench")) as folder,
        environment({"CLINPEFT_RUNS": folder}),
    ):
        yield


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Variables set for the block, and as they were after it."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
