"""What every test shares: a home folder of its own, and the open corpora where a copy of them is at hand."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinpeft import catalogue, corpora, paths
from clinpeft.corpora.files import pinned

# Several test processes have the cores busy; more threads in each would wait for one another most of the time. Said
# here and not in a hook: torch reads it once, when the first test file or folder below imports it.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


# What the tests expect of numbers and times is a processor's, also where there is a graphics processor.
os.environ.setdefault("CLINPEFT_DEVICE", "cpu")


@pytest.fixture(scope="session", autouse=True)
def clinpeft_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """$CLINPEFT_HOME in a temporary folder: a test never sees or changes what a person has fetched."""
    fetched = paths.home() / "weights"
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        if fetched.is_dir():
            (home / "weights").symlink_to(fetched, target_is_directory=True)  # 90 MB, read and never written by tests
        patch.setenv("CLINPEFT_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
def minilm(clinpeft_home: Path) -> Path:
    """The folder of the real backbone; skips, visibly, where `clinpeft models fetch minilm_l6` has not been called."""
    folder = clinpeft_home / "weights" / "minilm_l6"
    if not (folder / "model.safetensors").is_file():
        pytest.skip("needs the backbone: clinpeft models fetch minilm_l6")
    return folder


@pytest.fixture(scope="session")
def open_corpora(clinpeft_home: Path) -> Path:
    """The folder of the open corpora, fetched once from $CLINPEFT_DATA_FROM; a file that is missing there fails."""
    for corpus in catalogue.CORPORA.values():
        if corpus.tier == "open" and corpus.edition_of is None and pinned(corpus.name):
            corpora.fetch(corpus.name, paths.offline_copy())
    return clinpeft_home / "corpora"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked open_data skip, visibly, without $CLINPEFT_DATA_FROM, and get the open corpora with it."""
    for item in items:
        if item.get_closest_marker("open_data") is None:
            continue
        if os.environ.get("CLINPEFT_DATA_FROM"):
            assert isinstance(item, pytest.Function)
            item.fixturenames.insert(0, "open_corpora")
        else:
            item.add_marker(pytest.mark.skip(reason="needs open corpora: set CLINPEFT_DATA_FROM to a folder with them"))
