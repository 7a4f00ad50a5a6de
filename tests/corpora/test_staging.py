"""What a killed process leaves behind is swept up; what another process works on is not."""

import os
import time
from pathlib import Path

import pytest

from clinpeft.corpora.staging import staged


def test_the_folder_is_gone_however_the_block_ends(tmp_path: Path) -> None:
    def break_off() -> None:
        with staged(tmp_path / "new") as folder:
            (folder / "half").write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        break_off()
    assert list((tmp_path / "new").iterdir()) == []


def test_only_abandoned_leftovers_are_swept(tmp_path: Path) -> None:
    with staged(tmp_path) as working:
        abandoned = tmp_path / working.name.replace(working.name[-3:], "old")
        abandoned.mkdir()
        (abandoned / "half").write_text("half")
        day_ago = time.time() - 86_400
        os.utime(abandoned, (day_ago, day_ago))
        with staged(tmp_path):
            assert not abandoned.exists()
            assert working.exists()
