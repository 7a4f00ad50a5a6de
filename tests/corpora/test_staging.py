"""What a killed process leaves behind is swept up; what another process works on is not."""

import os
import time
from pathlib import Path

import pytest

from clinpeft import processes
from clinpeft.corpora.staging import install, staged


def test_the_folder_is_gone_however_the_block_ends(tmp_path: Path) -> None:
    def break_off() -> None:
        with staged(tmp_path / "new") as folder:
            (folder / "half").write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        break_off()
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_others_work_on_is_not(tmp_path: Path) -> None:
    with staged(tmp_path) as working:
        day_ago = time.time() - 86_400
        os.utime(
            working, (day_ago + 43_200, day_ago + 43_200)
        )  # its files grow, which a folder's own time does not show
        killed = tmp_path / f".unfinished-{processes.machine()}-{2**22 + 1}-x"
        ancient = tmp_path / ".unfinished-elsewhere-1-x"
        for leftover in (killed, ancient):
            leftover.mkdir()
            (leftover / "half").write_text("half")
        os.utime(ancient, (day_ago, day_ago))
        with staged(tmp_path):
            assert not killed.exists()
            assert not ancient.exists()
            assert working.exists()


def test_what_is_replaced_comes_back_where_the_move_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "old").touch()
    rename = Path.rename

    def broken_off(path: Path, target: Path) -> Path:
        if path.name == "made":
            raise KeyboardInterrupt
        return rename(path, target)

    with staged(tmp_path) as work:
        (work / "made").mkdir()
        monkeypatch.setattr(Path, "rename", broken_off)
        with pytest.raises(KeyboardInterrupt):
            install(work / "made", place)
        monkeypatch.undo()
        assert (place / "old").exists()
        install(work / "made", place)
    assert list(place.iterdir()) == []
    assert list(tmp_path.iterdir()) == [place]
