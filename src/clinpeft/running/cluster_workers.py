"""The workers of a cluster: which of them are there, and which can be trusted with a run."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Literal, Protocol

from clinpeft import paths, processes
from clinpeft.running.fingerprints import library, loaded_library

COUNT_SECONDS = 5.0
"""How often the workers are counted: they may come and go."""
SILENT_SECONDS = 30.0
"""How long there may be no worker before it is said."""


class NoCluster(Exception):
    """The cluster cannot be used, or no longer; the message says why and what to do."""


class Client(Protocol):
    """What is needed of dask's client."""

    status: str

    def ncores(self) -> dict[str, int]: ...

    def run(
        self, function: Callable[[str], object], mark: str, *, workers: list[str], on_error: Literal["return"]
    ) -> dict[str, object]: ...


class Workers:
    """The workers that fit, counted anew now and then; one that joins is looked at before it gets a run."""

    def __init__(self, client: Client, private: bool, say: Callable[[str], object], patience: float) -> None:
        self._client, self._private, self._say, self._patience = client, private, say, patience
        self.threads: dict[str, int] = {}
        """Of each worker that fits, by address."""
        self.unfit: dict[str, str] = {}
        """Why the others do not."""
        self._refused: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._counted: float | None = None
        self._last_there = time.monotonic()
        self._told = False
        self._answers = True
        """Whether the scheduler did when it was last asked."""

    def count(self) -> None:
        """Look who is there, unless that was done just now; NoCluster where nobody has been for long."""
        self._take_out_the_refused()
        now = time.monotonic()
        pause = COUNT_SECONDS if self.threads else 1.0
        if self._counted is not None and now - self._counted < pause:
            return
        present = self._present()
        known = {address: why for address, why in self.unfit.items() if address in present}
        new = [address for address in present if address not in self.threads and address not in known]
        found = looks(self._client, new, self._private) if new else {}
        refused = {address: why for address, why in found.items() if why is not None}
        for why in refused.values():
            self._say(f"{why}; until then it gets no runs")
        fitting = [address for address in present if address in self.threads or found.get(address, "") is None]
        self.threads = {address: present[address] for address in fitting}
        self.unfit = known | refused
        self._counted = time.monotonic()
        self._be_patient()

    def refuse(self, address: str, why: str) -> None:
        """Give a worker no more runs from the next count on; any thread may say so."""
        self._refused.put((address, why))

    def _take_out_the_refused(self) -> None:
        while not self._refused.empty():
            address, why = self._refused.get()
            if self.threads.pop(address, None) is not None:  # several runs may have met the same want
                self._say(f"{why}\nget it there, and start the worker anew; until then it gets no runs")
                self.unfit[address] = why

    def _present(self) -> dict[str, int]:
        try:
            present = self._client.ncores()
        except Exception as error:  # whatever dask raises while its connection is away; it tries again by itself
            self._answers = False
            if self._client.status == "closed":
                raise self._end() from error
            return {}
        self._answers = True
        return present

    def _be_patient(self) -> None:
        now = time.monotonic()
        if self.threads:
            self._last_there, self._told = now, False
            return
        gone = now - self._last_there
        if gone > self._patience:
            raise self._end()
        if gone > SILENT_SECONDS and not self._told:
            who = "no worker that fits is there: waiting for one" if self._answers else "the scheduler does not answer"
            self._say(f"{who}, {self._patience / 60:.0f} minutes at most")
            self._told = True

    def _end(self) -> NoCluster:
        why, way_out = "the scheduler does not answer any more", "start it and its workers"
        if self._answers:
            why = f"no worker that fits has been there for {self._patience / 60:.0f} minutes"
            way_out = "start workers, and see their logs if they end"
        return NoCluster(
            f"{why}: {way_out}; then give the same command again. What is finished stays finished, all other runs "
            "stay pending"
        )


def looks(client: Client, workers: list[str], private: bool) -> dict[str, str | None]:
    """Why each of the workers does not fit, None where it does; one that leaves meanwhile is missing.

    Every worker must have the same code and see the same folders of runs, or results would be lost or mixed.
    """
    folders = _folders(private)
    mark = f".seen.{processes.tag()}.part"
    try:
        for folder in folders:
            (folder / mark).touch()
        answers = client.run(_look_around, mark, workers=workers, on_error="return")
    finally:
        for folder in folders:
            (folder / mark).unlink(missing_ok=True)
    # An OSError is the connection's: the worker has just left, and is looked at again if it is there after all.
    return {at: _why_not(at, answer, private) for at, answer in answers.items() if not isinstance(answer, OSError)}


def _folders(private: bool) -> list[Path]:
    """The folders of runs that must be shared; that of credentialed text only where a run needs it."""
    folders = [paths.tree().runs]
    if private:
        paths.make_private(paths.private())
        folders.append(paths.private_runs())
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return folders


def _look_around(mark: str) -> tuple[str, bool, bool]:
    """On a worker: the hash of the library that it has loaded, and whether it sees the mark in both folders of runs."""
    # Unlike Path's, this says no where the folder is someone else's.
    return loaded_library(), os.path.isfile(paths.tree().runs / mark), os.path.isfile(paths.private_runs() / mark)


def _why_not(address: str, answer: object, private: bool) -> str | None:
    if not isinstance(answer, tuple):
        said = str(answer).partition("\n")[0]
        return (
            f"worker {address} has no clinpeft that can answer ({type(answer).__name__}: {said}): install this version "
            "in the worker's environment with pip install -e '.[cluster]'"
        )
    their_library, sees, sees_private = answer
    if not sees:
        return f"worker {address} does not see {paths.tree().runs}: share that folder, and name it in $CLINPEFT_RUNS"
    if private and not sees_private:
        return (
            f"worker {address} does not see {paths.private_runs()}, where runs on credentialed text lie: let "
            "$CLINPEFT_HOME be the same folder there, one that only you can read"
        )
    if their_library != library():
        return (
            f"worker {address} has another version of clinpeft: install the same everywhere, and start workers anew "
            "that were started before"
        )
    return None
