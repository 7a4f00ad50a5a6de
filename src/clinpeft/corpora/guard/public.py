"""Which runs of words anyone may read: those of the open corpora on this machine and of our synthetic text."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from clinpeft import catalogue, corpora, paths
from clinpeft.corpora import generated
from clinpeft.corpora.guard import prepared, views
from clinpeft.corpora.guard.prepared import Say
from clinpeft.corpora.guard.words import Hashes, Shingler
from clinpeft.specs import Corpus


class PublicRuns:
    """Public runs among those asked about; what was found once is kept, as public text does not become private."""

    def __init__(self, shingler: Shingler, say: Say) -> None:
        self._shingler, self._say = shingler, say
        self._path = prepared.folder() / f"public-{prepared.reading_version()[:16]}.hashes"
        self.known: Hashes = np.fromfile(self._path, dtype="<u8") if self._path.is_file() else np.zeros(0, np.uint64)

    def ask(self, values: Hashes) -> None:
        """Look for the values in public text, and remember those that stand there."""
        open_questions = np.setdiff1d(values, self.known)
        if len(open_questions) == 0:
            return
        self._say("Comparing what was found with the open and synthetic text on this machine …")
        found = open_questions[:0]
        for text in _texts():
            found = np.union1d(found, np.intersect1d(open_questions, self._shingler.shingles(self._words(text))))
            if len(found) == len(open_questions):
                break
        self.known = np.union1d(self.known, found)
        with self._path.open("wb") as file:
            self.known.astype("<u8").tofile(file)
        self._path.chmod(0o600)

    def _words(self, text: str) -> Hashes:
        return self._shingler.word_hashes(text)


def _texts() -> Iterator[str]:
    """All public text: first the files as they came, then the examples that readers make of them."""
    serving = [corpus for corpus in catalogue.CORPORA.values() if corpus.tier in ("open", "synthetic")]
    for corpus in serving:
        yield from _files(paths.corpus_folder(corpus.name))
    for corpus in serving:
        yield from _examples(corpus)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            yield from (view.text for view in views.views(path.read_bytes(), views.Unread()))


def _examples(corpus: Corpus) -> Iterator[str]:
    if corpora.state(corpus.name) != "ready":
        return
    for task in corpus.tasks:
        if corpus.tier == "synthetic":
            yield from _files(generated.raw_files(task))
        for _, examples in corpora.load(task, corpus.name).items():
            yield "\n".join(views.plain(text) for example in examples for text in example.texts)
