from pathlib import Path

import pytest
import torch

from clinpeft import paths
from clinpeft.specs import Backbone
from tiny import TINY, write_tiny


@pytest.fixture(params=[True, False], ids=["pooler", "no_pooler"])
def tiny(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backbone:
    """The tiny backbone, with and without the pooler whose absence peft would overlook."""
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    torch.manual_seed(0)
    write_tiny(paths.weights_folder("tiny"), pooler=request.param)
    return TINY
