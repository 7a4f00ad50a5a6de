"""Get the files of an open corpus, from its pinned address or from a folder, each checked by its sha256."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pooch
import requests

from clinpeft import catalogue, paths
from clinpeft.corpora.files import File, card_files
from clinpeft.corpora.staging import staged
from clinpeft.specs import Corpus, SpecError

_TIMEOUT = 30.0  # seconds without an answer before a download counts as broken

Get = Callable[[File, Path], None]
"""Puts a file at a path; OSError where it cannot be had."""
Report = Callable[[int, int], object]
"""Is told how many files are done, and of how many."""


class CorpusUnavailable(Exception):
    """A corpus's files are not here and could not be had; the message names a file and the two ways out."""


def missing(name: str) -> list[File]:
    """Files of the corpus that are not here, or are here with another content."""
    folder = paths.corpus_folder(name)
    return [file for file in card_files(name) if not file.is_at(folder / file.path)]


def state(name: str) -> str:
    """ "ready" where every file of the corpus is here and intact (always so for synthetic text), else "missing"."""
    return "missing" if missing(name) else "ready"


def verify(name: str) -> list[str]:
    """One line for each file that is missing or differs from its sha256; an empty list where all is well."""
    folder = paths.corpus_folder(name)
    return [
        f"{name}: {file.path} {'differs from its sha256' if (folder / file.path).exists() else 'is missing'}"
        for file in missing(name)
    ]


def require_ready(name: str) -> Path:
    """The folder of a corpus whose files are all here; CorpusUnavailable otherwise."""
    files = missing(name)
    if files:
        raise _unavailable(catalogue.corpus(name), files, "it has not been fetched on this machine")
    return paths.corpus_folder(name)


def fetch(name: str, source: Path | None = None, report: Report | None = None) -> None:
    """Get the files of a corpus that are not here yet; each appears whole or not at all.

    With ``source`` (or $CLINPEFT_DATA_FROM) the files are taken from that folder, wherever they lie in it, matched by
    sha256, and the network is left alone; otherwise they come from the pinned address, one at a time, and a broken
    fetch goes on where it stopped. ``report`` is told after each file how many are done, and of how many.
    CorpusUnavailable names what could not be had.
    """
    corpus = catalogue.corpus(name)
    files = missing(name)
    folder = source or paths.offline_copy()
    if not files:
        return
    get = _finder(folder, files) if folder else _downloader(corpus)
    for done, file in enumerate(files):
        try:
            with _placing(name, file) as temporary:
                get(file, temporary)
                if not file.is_at(temporary):
                    raise OSError(f"what was received does not have the sha256 {file.sha256}")
        except OSError as error:  # requests' own errors are OSErrors too
            raise _unavailable(corpus, files[done:], str(error)) from error
        if report is not None:
            report(done + 1, len(files))


def _downloader(corpus: Corpus) -> Get:
    download = pooch.HTTPDownloader(timeout=_TIMEOUT)

    def get(file: File, target: Path) -> None:
        try:
            download(corpus.source + file.path, str(target), None)
        except (requests.ConnectionError, requests.Timeout) as error:
            # Their own text is half a page of nested errors; what matters to the reader is this.
            raise OSError("the address could not be reached, or the connection broke") from error

    return get


def _finder(folder: Path, files: list[File]) -> Get:
    if not folder.is_dir():
        raise SpecError(f"{folder} is not a folder; --from and $CLINPEFT_DATA_FROM name one that holds the files")
    by_size = _files_by_size(folder, {file.bytes for file in files})

    def get(file: File, target: Path) -> None:
        # A file of the same name is most likely the one: look at it first.
        candidates = sorted(by_size[file.bytes], key=lambda path: path.name != Path(file.path).name)
        found = next((path for path in candidates if file.is_at(path)), None)
        if found is None:
            raise FileNotFoundError(f"no file under {folder} has the sha256 {file.sha256}")
        shutil.copyfile(found, target)

    return get


def _files_by_size(folder: Path, sizes: Iterable[int]) -> dict[int, list[Path]]:
    wanted = set(sizes)
    found: dict[int, list[Path]] = defaultdict(list)
    for parent, _, names in os.walk(folder):
        for path in (Path(parent) / name for name in names):
            if path.is_file() and path.stat().st_size in wanted:
                found[path.stat().st_size].append(path)
    return found


@contextmanager
def _placing(name: str, file: File) -> Iterator[Path]:
    """A temporary path; its file moves to the right place when the block ends well, and vanishes otherwise."""
    target = paths.corpus_folder(name) / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the corpus's folder: what a killed process leaves behind is then never taken for a file of the corpus.
    with staged(paths.corpus_folder(name).parent) as folder:
        temporary = folder / target.name
        yield temporary
        temporary.replace(target)


def _unavailable(corpus: Corpus, files: list[File], reason: str) -> CorpusUnavailable:
    file = files[0]
    others = f" (the first of {len(files)} files still to get)" if len(files) > 1 else ""
    return CorpusUnavailable(
        f"corpus {corpus.name!r} is unavailable: {file.path}{others}: {reason}.\n"
        f"  address: {corpus.source}{file.path}\n"
        f"  licence: {corpus.licence}\n"
        f"  Two ways out: run `clinpeft data fetch {corpus.name}` where the network reaches that address"
        " (with $CLINPEFT_DATA_FROM unset),\n"
        f"  or bring the files in a folder and run `clinpeft data fetch {corpus.name} --from DIR`"
        " (they are found by sha256)."
    )
