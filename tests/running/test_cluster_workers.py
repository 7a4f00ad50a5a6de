"""Which workers get runs: counted and looked at through a stand-in for dask's client."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clinpeft import paths
from clinpeft.running import cluster_workers
from clinpeft.running.cluster_workers import NoCluster, Workers
from clinpeft.running.fingerprints import library

GOOD = (library(), True, True)


class Client:
    """Workers that answer as they are told to."""

    status = "running"

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def ncores(self) -> dict[str, int]:
        return dict.fromkeys(self.answers, 2)

    def run(
        self, function: Callable[[str], object], mark: str, *, workers: list[str], on_error: str
    ) -> dict[str, object]:
        assert function(mark)[1], "the mark is there while workers look"  # type: ignore[index]
        assert on_error == "return"
        self.asked += workers
        return {address: self.answers[address] for address in workers}


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cluster_workers, "COUNT_SECONDS", 0.0)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (("other", True, True), "another version of clinpeft: install the same"),
        ((library(), False, True), r"does not see .*runs: .*CLINPEFT_RUNS"),
        ((library(), True, False), r"does not see .*private.*CLINPEFT_HOME"),
        (ModuleNotFoundError("No module named 'clinpeft'"), r"ModuleNotFoundError: No module.*pip install"),
    ],
)
def test_workers_that_do_not_fit_are_named(answer: object, why: str) -> None:
    said: list[str] = []
    workers = Workers(Client({"tcp://a:1": GOOD, "tcp://b:1": answer}), True, said.append, 60)
    workers.count()
    assert workers.threads == {"tcp://a:1": 2}
    with pytest.raises(AssertionError, match=rf"worker tcp://b:1 .*{why}"):
        raise AssertionError(workers.unfit["tcp://b:1"])
    assert said == [f"{workers.unfit['tcp://b:1']}; until then it gets no runs"]
    assert not list(paths.tree().runs.iterdir()) + list(paths.private_runs().iterdir()), "marks are removed"


def test_the_private_folder_matters_only_to_runs_on_credentialed_text() -> None:
    workers = Workers(Client({"tcp://a:1": (library(), True, False)}), False, print, 60)
    workers.count()
    assert workers.threads == {"tcp://a:1": 2}
    assert not paths.private().exists()


def test_each_worker_is_looked_at_once_and_again_when_it_has_been_away() -> None:
    client = Client({"a": GOOD})
    workers = Workers(client, False, print, 60)
    workers.count()
    client.answers |= {"b": GOOD, "c": OSError("it has just left")}
    workers.count()
    assert (set(workers.threads), client.asked) == ({"a", "b"}, ["a", "b", "c"])
    client.answers["c"] = GOOD
    del client.answers["b"]
    workers.count()
    client.answers["b"] = ("other", True, True)
    workers.count()
    assert set(workers.threads) == {"a", "c"}
    assert client.asked == ["a", "b", "c", "c", "b"]


def test_a_worker_that_is_refused_gets_no_more_runs_and_is_named_once() -> None:
    said: list[str] = []
    client = Client({"a": GOOD, "b": GOOD})
    workers = Workers(client, False, said.append, 60)
    workers.count()
    for _ in range(2):
        workers.refuse("b", "worker b lacks what a run needs, no weights")
    workers.count()
    assert set(workers.threads) == {"a"}
    assert len(said) == 1
    assert said[0].startswith("worker b lacks what a run needs, no weights\nget it there, and start the worker anew")
    workers.count()
    assert (set(workers.threads), client.asked) == ({"a"}, ["a", "b"])


def test_nobody_is_waited_for_with_a_word_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("clinpeft.running.cluster_workers.time.monotonic", lambda: clock[0])
    said: list[str] = []
    workers = Workers(Client({}), False, said.append, 600.0)
    for clock[0] in (1.0, 29.0):
        workers.count()
    assert said == []
    for clock[0] in (31.0, 90.0, 599.0):
        workers.count()
    assert said == ["no worker that fits is there: waiting for one, 10 minutes at most"]
    clock[0] = 601.0
    with pytest.raises(NoCluster, match=r"10 minutes: start workers.*stay pending"):
        workers.count()


def test_a_worker_answers_for_the_code_it_has_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = "mark"
    loaded = cluster_workers._look_around(mark)[0]
    monkeypatch.setattr("clinpeft.running.fingerprints.library", lambda: "changed on the disk since")
    assert cluster_workers._look_around(mark)[0] == loaded
