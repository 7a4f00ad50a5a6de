"""Get the files of an open corpus, from its pinned address or from a folder, each checked by its sha256."""

import contextlib
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clinpeft import catalogue, paths
from clinpeft.corpora.files import File, Get, folder, home_of, places, record
from clinpeft.corpora.from_address import from_address
from clinpeft.corpora.staging import staged
from clinpeft.specs import Corpus, SpecError

Report = Callable[[int, int], object]
"""Is told how many files are done, and of how many."""


class CorpusUnavailable(Exception):
    """A corpus's files are not here and could not be had; the message names a file and the two ways out."""


def missing(name: str) -> list[list[File]]:
    """What of the corpus is not here, or is here with another content; each with the forms that would do."""
    here = folder(name)
    return [forms for forms in places(name) if not any(file.is_at(here / file.path) for file in forms)]


def state(name: str) -> str:
    """ "ready" where every file of the corpus is here and intact (always so for synthetic text), else "missing"."""
    return "missing" if missing(name) else "ready"


def verify(name: str) -> list[str]:
    """One line for each file that is missing or differs from its sha256; an empty list where all is well."""
    here = folder(name)
    problems = []
    for forms in missing(name):
        file = next((file for file in forms if (here / file.path).exists()), None)
        found = f"{file.path} differs from its sha256" if file else f"{_named(forms)} is missing"
        problems.append(f"{name}: {found}")
    return problems


def require_ready(name: str) -> Path:
    """The folder of a corpus whose files are all here; CorpusUnavailable otherwise."""
    wanted = missing(name)
    if wanted:
        raise _unavailable(catalogue.corpus(name), wanted, "it has not been fetched on this machine")
    return folder(name)


def fetch(name: str, source: Path | None = None, report: Report | None = None) -> None:
    """Get the files of a corpus that are not here yet; each appears whole or not at all.

    With ``source`` (or $CLINPEFT_DATA_FROM) the files are taken from that folder, wherever they lie in it, matched by
    sha256 (by name where no checksum is known yet), and the network is left alone; otherwise they come from the pinned
    address, one at a time, more slowly where the server asks for that, and a broken fetch goes on where it stopped.
    ``report`` is told after each file how many are done, and of how many. CorpusUnavailable names what could not be
    had.
    """
    corpus = catalogue.corpus(home_of(name))
    wanted = missing(name)
    offline = source or paths.offline_copy()
    if not wanted:
        return
    files = [file for forms in wanted for file in forms]
    get = _finder(offline, files) if offline else from_address(corpus.source)
    for done, forms in enumerate(wanted):
        try:
            _get_one(corpus.name, forms if offline else [file for file in forms if file.served], get)
        except OSError as error:  # requests' own errors are OSErrors too
            raise _unavailable(corpus, wanted[done:], str(error)) from error
        if report is not None:
            report(done + 1, len(wanted))


def _get_one(name: str, forms: list[File], get: Get) -> None:
    """Get the first of the forms that can be had; the last one's OSError where none can."""
    for file in forms[:-1]:
        with contextlib.suppress(FileNotFoundError):
            _place(name, file, get)
            return
    _place(name, forms[-1], get)


def _place(name: str, file: File, get: Get) -> None:
    with _placing(name, file) as temporary:
        get(file, temporary)
        if file.sha256 is None:
            record(name, file, temporary)
        elif not file.is_at(temporary):
            raise OSError(f"what was received does not have the sha256 {file.sha256}")


def _finder(offline: Path, files: list[File]) -> Get:
    if not offline.is_dir():
        raise SpecError(f"{offline} is not a folder; --from and $CLINPEFT_DATA_FROM name one that holds the files")
    by_size, by_name = _index(offline, files)

    def get(file: File, target: Path) -> None:
        candidates = by_name[Path(file.path).name]
        if file.sha256 is not None:
            # A file of the same name is most likely the one: look at it first.
            found = next((path for path in [*candidates, *by_size[file.bytes]] if file.is_at(path)), None)
            wanted = f"has the sha256 {file.sha256}"
        else:
            found = candidates[0] if candidates else None
            wanted = f"is called {Path(file.path).name}"
        if found is None:
            raise FileNotFoundError(f"no file under {offline} {wanted}")
        shutil.copyfile(found, target)

    return get


def _index(offline: Path, files: list[File]) -> tuple[dict[int | None, list[Path]], dict[str, list[Path]]]:
    """The files of a folder that have the size, or the name, of a wanted one."""
    sizes, names = {file.bytes for file in files}, {Path(file.path).name for file in files}
    by_size: dict[int | None, list[Path]] = defaultdict(list)
    by_name: dict[str, list[Path]] = defaultdict(list)
    for parent, _, found in os.walk(offline):
        for path in (Path(parent) / name for name in sorted(found)):
            if path.name in names and path.is_file():
                by_name[path.name].append(path)
            if path.is_file() and path.stat().st_size in sizes:
                by_size[path.stat().st_size].append(path)
    return by_size, by_name


@contextmanager
def _placing(name: str, file: File) -> Iterator[Path]:
    """A temporary path; its file moves to the right place when the block ends well, and vanishes otherwise."""
    target = paths.corpus_folder(name) / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the corpus's folder: what a killed process leaves behind is then never taken for a file of the corpus.
    with staged(paths.corpus_folder(name).parent) as unfinished:
        temporary = unfinished / target.name
        yield temporary
        temporary.replace(target)


def _named(forms: list[File]) -> str:
    return " or ".join(file.path for file in forms)


def _unavailable(corpus: Corpus, wanted: list[list[File]], reason: str) -> CorpusUnavailable:
    others = f" (the first of {len(wanted)} files still to get)" if len(wanted) > 1 else ""
    served = next((file.path for file in wanted[0] if file.served), "")
    base = corpus.original
    return CorpusUnavailable(
        f"corpus {corpus.name!r} is unavailable: {_named(wanted[0])}{others}: {reason}.\n"
        f"  address: {corpus.source}{served}\n"
        f"  licence: {corpus.licence}\n"
        f"  Two ways out: run `clinpeft data fetch {base}` where the network reaches that address"
        " (with $CLINPEFT_DATA_FROM unset),\n"
        f"  or bring the files in a folder and run `clinpeft data fetch {base} --from DIR`"
        " (they are found by sha256)."
    )
