"""What a process keeps for its kernels: one folder with a short path, one server."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clinpeft import kernels
from clinpeft.kernels import own


@pytest.mark.parametrize("long", [True, False])
def test_the_folder_of_kernels_is_named_after_its_process_and_short(
    long: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("x" * 80)) if long else short)
        monkeypatch.setattr(own, "SHORT_BASE", Path(short))
        kept = own._Own()
        assert kept.folder().parent == Path(short)
        assert kept.folder().name.startswith(kernels.temporary_prefix("kernels"))
        assert len(str(kept.folder())) <= own.LONGEST_FOLDER
        del kept


def test_threads_that_start_at_once_share_one_server() -> None:
    kept = own._Own()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: kept.forks(), range(8)))
    assert len({id(forks) for forks in made}) == 1
    assert made[0].folder == kept.folder()
