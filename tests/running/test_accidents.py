"""What is no fault of a run is told by its number, whoever says it; and what is only convenient fails no run."""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import zmq
from safetensors import SafetensorError
from safetensors.torch import save_file

from clinpeft import kernels, modelling
from clinpeft.running import execution
from clinpeft.running.accidents import error_kind
from clinpeft.running.run import _costs


def test_safetensors_says_the_number_too(tmp_path: Path) -> None:
    with pytest.raises(SafetensorError, match="os error") as caught:
        save_file({"a": torch.ones(9)}, tmp_path / "away" / "adapter.safetensors")
    assert error_kind(type(caught.value).__name__, str(caught.value)) == "storage", caught.value


@pytest.mark.parametrize("name", ["EMFILE", "ENFILE", "EAGAIN", "EFBIG", "ENOENT", "EIO", "ENOSPC"])
def test_what_passes_is_an_accident(name: str) -> None:
    number = getattr(errno, name)
    assert error_kind("OSError", str(OSError(number, os.strerror(number)))) == "storage"
    assert error_kind("SafetensorError", f"I/O error: {os.strerror(number)} (os error {number})") == "storage"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ZMQError", str(zmq.ZMQError(errno.EMFILE))),
        ("RuntimeError", "can't start new thread"),
        ("RuntimeError", "[enforce fail] . write failed: No space left on device"),
        ("BlockingIOError", str(zmq.ZMQError(errno.EAGAIN))),
    ],
)
def test_what_passes_is_known_by_its_words_too(name: str, message: str) -> None:
    assert "Errno" not in message
    assert error_kind(name, message) == "storage"


def test_other_errors_are_the_runs_own() -> None:
    assert error_kind("FileNotFoundError", "vocabulary: no such file or directory is declared") == "exception"
    assert error_kind("PermissionError", "Permission denied by the reader") == "exception"
    assert error_kind("OSError", str(OSError(errno.EINVAL, "Invalid argument"))) == "exception"
    assert error_kind("ValueError", "os error in 28 lines") == "exception"


PAGE = """# %%
import os, tempfile
from pathlib import Path
from clinpeft import kernels
Path(tempfile.mkdtemp(dir=kernels.scratch()), "weights").write_text("as large as a model")
{end}
"""


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)"])
def test_what_a_run_leaves_for_a_moment_goes_with_its_kernel(end: str, tmp_path: Path) -> None:
    source = tmp_path / "page.py"
    source.write_text(PAGE.format(end=end))
    try:
        execution.execute(source, tmp_path / "page.ipynb", {})
    except execution.NotebookFailed:
        assert end
    else:
        assert not end
    assert list(kernels.folder().rglob("weights")) == []


def test_the_adapter_is_weighed_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kernels.SCRATCH, str(tmp_path))
    seen = []
    monkeypatch.setattr(modelling, "save", lambda *given: seen.append(given[-1]) or 9)
    fitted = SimpleNamespace(train_time=1.0, evaluation_time=1.0, updates=1, tokens=1)
    costs = _costs(None, SimpleNamespace(method=None), fitted, 0.0, 0.0)
    assert costs.file_size == 9
    assert [folder.parent for folder in seen] == [tmp_path]
    assert list(tmp_path.iterdir()) == []
