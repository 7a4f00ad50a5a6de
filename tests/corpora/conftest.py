"""The invented corpus "made_up", declared for one test, and a server of its files."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clinpeft import catalogue
from clinpeft.specs import Corpus
from served import CONTENT, Server


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Declare the corpus "made_up" of three files at an address, in a project and a home of this test's own."""
    cards = tmp_path / "project" / "data" / "corpora"
    cards.mkdir(parents=True)
    files = [
        {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in CONTENT.items()
    ]
    (cards / "made_up.json").write_text(json.dumps({"files": files}))
    monkeypatch.setenv("CLINPEFT_PROJECT", str(tmp_path / "project"))
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("CLINPEFT_DATA_FROM", raising=False)

    def add(address: str) -> None:
        corpus = Corpus(
            name="made_up", title="Made up", tier="open", tasks=(), language="English", licence="CC0 of the test",
            citation="none", source=address, cluster="text",
        )  # fmt: skip
        monkeypatch.setitem(catalogue.CORPORA, "made_up", corpus)

    return add


@pytest.fixture
def server(declare: Callable[[str], None]) -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever)
    thread.start()
    declare(made.address)
    yield made
    made.released.set()
    made.http.shutdown()
    thread.join()
    made.http.server_close()
