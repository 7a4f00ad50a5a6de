"""A download with the network in its way: a busy server, a silent one, a proxy, a certificate that is refused."""

import socket
from collections.abc import Callable

import pytest

from clinpeft import corpora
from clinpeft.corpora import from_address
from served import Server, here


def test_a_busy_server_is_asked_again_after_the_time_it_names(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(from_address.time, "sleep", waited.append)
    server.busy = {"two.csv": 2}
    corpora.fetch("made_up")
    assert waited == [3.0, 3.0]
    assert server.asked == ["a/one.txt", "two.csv", "two.csv", "two.csv", "three.txt"]
    assert corpora.verify("made_up") == []


def test_a_server_that_stays_busy_is_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_address.time, "sleep", lambda _: None)
    server.busy = {"a/one.txt": 99}
    with pytest.raises(corpora.CorpusUnavailable, match="429"):
        corpora.fetch("made_up")
    assert server.asked == ["a/one.txt"] * 4
    assert here() == set()


def test_every_file_is_asked_for_once(server: Server) -> None:
    corpora.fetch("made_up")
    assert len(server.asked) == 3


def refused(match: str) -> str:
    with pytest.raises(corpora.CorpusUnavailable, match=match) as caught:
        corpora.fetch("made_up")
    assert here() == set()
    return str(caught.value)


def test_a_silent_server_is_told_from_an_absent_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_address, "_TIMEOUT", (5.0, 0.3))
    server.silent = {"a/one.txt"}
    assert "0.3 seconds" in refused("no answer")


def test_a_refused_certificate_names_the_variable(server: Server, declare: Callable[[str], None]) -> None:
    declare(server.address.replace("http:", "https:"))  # the server speaks no TLS: there is no certificate to accept
    assert "$REQUESTS_CA_BUNDLE" in refused("certificate of the address was not accepted")


def test_an_absent_proxy_names_the_variable(declare: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening
        monkeypatch.setenv("HTTP_PROXY", f"http://user:secret@127.0.0.1:{closed.getsockname()[1]}")
        declare("http://somewhere.invalid/")
        message = refused("the proxy could not be reached")
    assert "$HTTPS_PROXY" in message
    assert "secret" not in message
