"""What anyone may read: files of open corpora, raw synthetic files, and the examples made of both."""

from pathlib import Path

import numpy as np
import pytest
from invented import sentences

from clinpeft import catalogue, corpora
from clinpeft.corpora import Splits, TextExample, TokenExample, generated, guard
from clinpeft.corpora.guard import File, public
from clinpeft.corpora.guard.words import Shingler

NOTES = sentences(1, 120)


@pytest.fixture
def public_text(private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of an open corpus, a raw synthetic file, a text and a sentence, each with a sentence of its own."""
    monkeypatch.setattr(
        catalogue, "CORPORA", {name: catalogue.CORPORA[name] for name in ("neiss", "maccrobat", "synthetic")}
    )
    folder = private_home / "corpora" / "neiss"
    folder.mkdir(parents=True)
    (folder / "some.csv").write_text(f'1,"{NOTES[0].upper()}"\n')
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "NOTEEVENTS.csv").write_text(NOTES[1].replace(" ", "\n"))
    monkeypatch.setattr(generated, "raw_files", lambda _: raw)
    monkeypatch.setattr(corpora, "state", lambda name: "ready" if name == "synthetic" else "missing")
    text = TextExample("1", "1", NOTES[2], "died", NOTES[3])
    sentence = TokenExample("1", "1", tuple(NOTES[4].split()), ("O",) * 12)
    monkeypatch.setattr(corpora, "load", lambda *_: Splits.of((text, sentence), (), ()))


@pytest.mark.usefixtures("public_text")
def test_public_text_is_no_leak_and_other_text_is() -> None:
    files = [File(str(i), NOTES[i].encode()) for i in range(6)]
    assert [leak.file for leak in guard.scan(files, lambda _: None).leaks] == ["5"]


@pytest.mark.usefixtures("public_text")
def test_public_text_is_read_only_for_runs_not_known_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    shingler = Shingler(b"salt")
    asked = shingler.shingles(shingler.word_hashes(NOTES[0]))
    public.PublicRuns(shingler, lambda _: None).ask(np.sort(asked))
    monkeypatch.delattr(public, "_texts")  # reading public text again would now fail
    again = public.PublicRuns(shingler, lambda _: None)
    again.ask(np.sort(asked))
    assert set(asked) <= set(again.known)


@pytest.mark.usefixtures("private_home")
def test_credentialed_text_is_never_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CORPORA", {"mimic3": catalogue.CORPORA["mimic3"]})
    monkeypatch.setattr(corpora, "state", lambda _: "ready")
    text = TextExample("1", "1", NOTES[0], "died")
    monkeypatch.setattr(corpora, "load", lambda *_: Splits.of((text,), (), ()))
    assert list(public._texts()) == []
