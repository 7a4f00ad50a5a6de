"""Getting files: from a folder by sha256, over a connection that breaks, with a wrong checksum, without a network."""

import hashlib
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import served
from clinpeft import catalogue, corpora, paths
from clinpeft.corpora.files import card_files, pinned
from clinpeft.specs import SpecError
from served import CONTENT, Server, declare_files, here


def test_files_come_from_the_address_and_are_checked(server: Server) -> None:
    told: list[tuple[int, int]] = []
    corpora.fetch("made_up", report=lambda done, total: told.append((done, total)))
    assert corpora.state("made_up") == "ready"
    assert told == [(1, 3), (2, 3), (3, 3)]
    corpora.fetch("made_up")
    assert len(server.asked) == 3  # what is here is not asked for again


def test_a_broken_fetch_leaves_nothing_half_and_goes_on_where_it_stopped(server: Server) -> None:
    server.broken = {"two.csv"}
    with pytest.raises(corpora.CorpusUnavailable, match=r"two\.csv"):
        corpora.fetch("made_up")
    assert here() == {"made_up/a/one.txt"}
    assert corpora.state("made_up") == "missing"
    server.broken = set()
    corpora.fetch("made_up")
    assert server.asked == ["a/one.txt", "two.csv", "two.csv", "three.txt"]
    assert corpora.verify("made_up") == []


def test_hundreds_of_small_files_come_one_after_the_other_and_go_on_after_a_break(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"reports/{number:03}.txt": f"report {number}".encode() for number in range(200)}
    monkeypatch.setattr(served, "CONTENT", many)
    declare_files(many)
    server.broken = {"reports/150.txt"}
    with pytest.raises(corpora.CorpusUnavailable, match=r"150\.txt \(the first of 50 files still to get\)"):
        corpora.fetch("made_up")
    assert len(here()) == 150
    server.broken = set()
    corpora.fetch("made_up")
    assert server.asked == [*list(many)[:151], *list(many)[150:]]  # in order, none twice but the broken one
    assert corpora.verify("made_up") == []


@pytest.mark.usefixtures("server")
def test_what_nobody_has_seen_is_recorded_at_first_sight() -> None:
    declare_files(CONTENT, unseen="two.csv")
    assert not pinned("made_up")
    corpora.fetch("made_up")
    assert corpora.state("made_up") == "ready"
    assert [file.sha256 for file in card_files("made_up")] == [hashlib.sha256(c).hexdigest() for c in CONTENT.values()]
    (paths.corpus_folder("made_up") / "two.csv").write_bytes(b"changed since")
    assert corpora.verify("made_up") == ["made_up: two.csv differs from its sha256"]


def test_any_form_of_the_same_content_will_do(server: Server, tmp_path: Path) -> None:
    declare_files(CONTENT, slot="table", forms=("a/one.txt", "two.csv"), unserved="a/one.txt")
    corpora.fetch("made_up")
    assert server.asked == ["two.csv", "three.txt"]  # the address does not serve the form that is preferred
    assert corpora.state("made_up") == "ready"
    (paths.corpus_folder("made_up") / "two.csv").unlink()
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "one").write_bytes(CONTENT["a/one.txt"])
    corpora.fetch("made_up", tmp_path / "copy")
    assert here() == {"made_up/a/one.txt", "made_up/three.txt"}
    assert corpora.state("made_up") == "ready"


@pytest.mark.usefixtures("server")
def test_an_edition_reads_the_files_of_its_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = replace(catalogue.corpus("made_up"), name="made_up_split_otherwise", edition_of="made_up")
    monkeypatch.setitem(catalogue.CORPORA, edition.name, edition)
    (paths.tree().cards / f"{edition.name}.json").write_text(json.dumps({"files": []}))
    assert corpora.state(edition.name) == "missing"
    corpora.fetch(edition.name)
    assert corpora.state("made_up") == corpora.state(edition.name) == "ready"
    assert all(name.startswith("made_up/") for name in here())


def test_other_bytes_at_the_address_are_refused(server: Server) -> None:
    server.wrong = {"a/one.txt"}
    with pytest.raises(corpora.CorpusUnavailable, match="does not have the sha256"):
        corpora.fetch("made_up")
    assert here() == set()


def test_a_file_that_changed_is_seen_and_fetched_again(server: Server) -> None:
    corpora.fetch("made_up")
    changed = paths.corpus_folder("made_up") / "two.csv"
    changed.write_bytes(CONTENT["two.csv"][::-1])
    assert corpora.verify("made_up") == ["made_up: two.csv differs from its sha256"]
    corpora.fetch("made_up")
    assert changed.read_bytes() == CONTENT["two.csv"]
    assert server.asked[3:] == ["two.csv"]


def test_without_a_network_the_message_names_the_ways_out(declare: Callable[[str], None]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: every connection is refused
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        declare(address)
        with pytest.raises(corpora.CorpusUnavailable) as caught:
            corpora.fetch("made_up")
    message = str(caught.value)
    for part in ("a/one.txt", f"{address}a/one.txt", "CC0 of the test", "clinpeft data fetch made_up --from DIR"):
        assert part in message
    assert here() == set()


def test_files_are_found_by_sha256_wherever_they_lie(declare: Callable[[str], None], tmp_path: Path) -> None:
    declare("http://127.0.0.1:1/")
    copy = tmp_path / "usb stick"
    (copy / "deep" / "er").mkdir(parents=True)
    (copy / "one.txt").write_bytes(CONTENT["a/one.txt"][::-1])  # the right name and size, another content
    (copy / "deep" / "renamed").write_bytes(CONTENT["a/one.txt"])
    (copy / "deep" / "er" / "two.csv").write_bytes(CONTENT["two.csv"])
    with pytest.raises(corpora.CorpusUnavailable, match=r"three\.txt"):
        corpora.fetch("made_up", copy)
    (copy / "three.txt").write_bytes(CONTENT["three.txt"])
    corpora.fetch("made_up", copy)
    assert {path: (paths.corpus_folder("made_up") / path).read_bytes() for path in CONTENT} == CONTENT


def test_the_environment_names_the_folder_too(
    declare: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare("http://127.0.0.1:1/")
    for number, content in enumerate(CONTENT.values()):
        (tmp_path / f"{number}").write_bytes(content)
    monkeypatch.setenv("CLINPEFT_DATA_FROM", str(tmp_path))
    corpora.fetch("made_up")
    assert corpora.state("made_up") == "ready"


def test_a_folder_that_is_none_is_said(declare: Callable[[str], None], tmp_path: Path) -> None:
    declare("http://127.0.0.1:1/")
    with pytest.raises(SpecError, match="is not a folder"):
        corpora.fetch("made_up", tmp_path / "nowhere")
