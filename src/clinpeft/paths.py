"""The only place that knows the directory tree."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

PROJECT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """Where downloaded corpora, weights and private results lie: $CLINPEFT_HOME, else the platform's cache folder."""
    return Path(os.environ.get("CLINPEFT_HOME") or user_cache_path("clinpeft"))


def offline_copy() -> Path | None:
    """$CLINPEFT_DATA_FROM: a folder searched for the open corpora's files; None where unset."""
    value = os.environ.get("CLINPEFT_DATA_FROM")
    return Path(value) if value else None


@dataclass(frozen=True)
class Tree:
    """The folders of one checkout of the project."""

    root: Path

    @property
    def notebooks(self) -> Path:
        """Walk-throughs as people edit them: jupytext py:percent, a folder a part of the book."""
        return self.root / "notebooks" / "py"

    @property
    def notebook_copies(self) -> Path:
        """The same as .ipynb without outputs, generated from them and committed."""
        return self.root / "notebooks" / "ipynb"

    @property
    def book(self) -> Path:
        """Prose pages of the book, and the pictures they show."""
        return self.root / "book"

    @property
    def executed(self) -> Path:
        """Executed copies of the walk-throughs, which the site shows; not committed."""
        return self.root / "book" / "executed"

    @property
    def floors(self) -> Path:
        """What counting words reaches on each task, so that pages need not fit it again."""
        return self.root / "data" / "floors.json"

    @property
    def lineage(self) -> Path:
        """Versions of the training code whose results are known to be the same."""
        return self.root / "data" / "lineage.json"

    @property
    def cards(self) -> Path:
        """One card a corpus: source, licence, files and sizes; never text."""
        return self.root / "data" / "corpora"

    @property
    def published(self) -> Path:
        """The published results: a folder a task, a file a run."""
        return self.root / "data" / "results"

    @property
    def reported(self) -> Path:
        """The paper's numbers, as tables."""
        return self.root / "data" / "reported"

    @property
    def runs(self) -> Path:
        """This machine's own runs; $CLINPEFT_RUNS puts them elsewhere."""
        return Path(os.environ.get("CLINPEFT_RUNS") or self.root / "runs")


def tree() -> Tree:
    """The project's folders; $CLINPEFT_PROJECT names another checkout."""
    return Tree(Path(os.environ.get("CLINPEFT_PROJECT") or PROJECT))


def corpus_folder(name: str) -> Path:
    """Where an open corpus's files are kept on this machine."""
    return home() / "corpora" / name


def make_private(path: Path) -> None:
    """Make a folder that only its owner may read."""
    path.mkdir(0o700, parents=True, exist_ok=True)  # on Windows this closes it, and chmod does nothing
    path.chmod(0o700)


def weights_folder(name: str) -> Path:
    """Where a backbone's files are kept on this machine."""
    return home() / "weights" / name


def private() -> Path:
    """Where prepared credentialed text lies, and all that is made from it; nothing under it is ever published."""
    return home() / "private"


def private_runs() -> Path:
    """Where runs on credentialed text lie, and their notebooks and predictions: they never leave this machine."""
    return private() / "runs"


def prepared(task: str, corpus: str) -> Path:
    """Where the prepared texts of a task and a credentialed corpus lie."""
    return private() / f"{task}-{corpus}"


def guard() -> Path:
    """Where the guard keeps its salt, and hashes of credentialed text."""
    return private() / "guard"


def splits() -> Path:
    """Where splits of synthetic and open corpora are kept."""
    return home() / "splits"


def tokens() -> Path:
    """Where tokenised synthetic and open text is kept."""
    return home() / "tokens"


def private_tokens() -> Path:
    """Where tokenised credentialed text is kept."""
    return private() / "tokens"


def pace() -> Path:
    """Where measurements of this machine's pace are kept."""
    return home() / "pace"


def without_folders(message: str) -> str:
    """The message with this machine's folders replaced by what they are, so that others may read it.

    >>> without_folders(f"cannot read {home() / 'weights' / 'config.json'}").replace(os.sep, "/")
    'cannot read <clinpeft home>/weights/config.json'
    """
    names = {Path.home(): "~", Path(tempfile.gettempdir()): "<temporary folder>", Path(sys.prefix): "<environment>"}
    names |= {PROJECT: "<project>", tree().root: "<project>", home(): "<clinpeft home>", tree().runs: "<runs>"}
    for folder in sorted(names, key=lambda folder: len(folder.parts), reverse=True):
        if folder != Path(folder.anchor):
            message = message.replace(str(folder), names[folder])
    return message


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(files: Iterable[Path], below: Path) -> str:
    """sha256 over the files in the order given: where each lies below a folder, and what is in it."""
    found = hashlib.sha256()
    for path in files:
        found.update(path.relative_to(below).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()
