"""A machine with prepared credentialed text."""

from pathlib import Path

import pytest
from invented import prepare, sentences


@pytest.fixture
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """$CLINPEFT_HOME with two prepared corpora: notes, and sentences as words with tags."""
    home = tmp_path / "home"
    monkeypatch.setenv("CLINPEFT_HOME", str(home))
    notes = [
        {"id": f"n{i}", "group": f"p{i}", "text": text, "label": "died"} for i, text in enumerate(sentences(1, 120))
    ]
    tagged = [
        {"id": f"s{i}", "group": "doc", "words": text.split(), "tags": ["O"] * len(text.split())}
        for i, text in enumerate(sentences(2, 20))
    ]
    prepare(home, "mortality-mimic3", notes)
    prepare(home, "concepts-i2b2_2010", tagged)
    return home
