"""Look for runs of eight or more words that a file shares with prepared credentialed text."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clinpeft.corpora.guard import prepared
from clinpeft.corpora.guard.index import Index, Prefilter
from clinpeft.corpora.guard.prepared import Say
from clinpeft.corpora.guard.public import PublicRuns
from clinpeft.corpora.guard.views import Unread, View, views
from clinpeft.corpora.guard.words import RUN, Hashes, Shingler, split_words

STRIDES = range(1, 9)
"""A table with a word in each row puts up to seven other words between two words of the text."""


@dataclass(frozen=True)
class File:
    """Something that is, or is about to be, published."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Leak:
    """A run of words that a file shares with prepared text: where it is and how long, never what it says."""

    file: str
    line: int
    words: int
    corpora: tuple[str, ...]


@dataclass
class Report:
    """What was looked into, and what was found."""

    corpora: tuple[str, ...]
    leaks: list[Leak] = field(default_factory=list)
    files: int = 0
    size: int = 0
    """Bytes."""
    pictures: int = 0
    closed: list[str] = field(default_factory=list)
    """Files of kinds that cannot be looked into."""


@dataclass(frozen=True)
class _Hits:
    """Hashes of one view that the indexes hold, with the words at which their runs begin."""

    view: View
    stride: int
    starts: np.ndarray
    values: Hashes


def scan(files: Iterable[File], say: Say) -> Report:
    """Every leak in the files; a run that public text holds too is none. GuardError where prepared text is unreadable.

    With no prepared credentialed text on this machine nothing is read, and the report names no corpora.
    """
    if not prepared.folders():
        return Report(())
    shingler = prepared.shingler()
    scanner = _Scanner(shingler, prepared.indexes(shingler, say))
    report = Report(tuple(one.name for one in scanner.indexes))
    suspects = list(_suspects(files, scanner, report))
    public = PublicRuns(shingler, say)
    public.ask(np.unique(np.concatenate([values for _, values in suspects])) if suspects else np.zeros(0, np.uint64))
    for file, _ in suspects:
        report.leaks += _leaks(file, scanner, public.known)
    return report


def _suspects(files: Iterable[File], scanner: "_Scanner", report: Report) -> Iterator[tuple[File, Hashes]]:
    clean: set[bytes] = set()
    for file in files:
        report.files += 1
        report.size += len(file.content)
        key = hashlib.blake2b(file.content, digest_size=16).digest()
        if key in clean:  # the site holds many files twice, and the repository holds them too
            continue
        unread = Unread()
        values = [hits.values for hits in scanner.hits(file.content, unread)]
        report.pictures += unread.pictures
        report.closed += [file.name] if unread.closed else []
        if values:
            yield file, np.unique(np.concatenate(values))
        else:
            clean.add(key)


def _leaks(file: File, scanner: "_Scanner", public: Hashes) -> list[Leak]:
    """The leaks of a file, one a line: the longest that any reading of the file shows there."""
    longest: dict[int, Leak] = {}
    for hits in scanner.hits(file.content, Unread()):
        private = ~np.isin(hits.values, public)
        for start, words, values in _runs(hits.starts[private], hits.values[private], hits.stride):
            line = _line(hits.view, start)
            if line not in longest or longest[line].words < words:
                longest[line] = Leak(file.name, line, words, scanner.holding(values))
    return [longest[line] for line in sorted(longest)]


def _runs(starts: np.ndarray, values: Hashes, stride: int) -> Iterator[tuple[int, int, Hashes]]:
    """Join hits whose runs of eight follow each other word by word: (first word, number of words, hashes)."""
    for column in range(stride):
        own = starts % stride == column
        at, found = starts[own], values[own]
        for group in np.split(np.arange(len(at)), np.flatnonzero(np.diff(at) != stride) + 1):
            if len(group):
                yield int(at[group[0]]), len(group) + RUN - 1, found[group]


def _line(view: View, word: int) -> int:
    """Line of the file in which a word of the view stands."""
    seen, before = 0, 0
    for line in view.text.splitlines(keepends=True):
        seen += len(split_words(line))
        if seen > word:
            break
        before += len(line)
    return view.line_at(view.text[:before])


class _Scanner:
    """Prepared corpora, ready to be asked about files."""

    def __init__(self, shingler: Shingler, indexes: Sequence[Index]) -> None:
        self.indexes = list(indexes)
        self._shingler = shingler
        self._prefilter = Prefilter(prepared.folder(), self.indexes)

    def hits(self, content: bytes, unread: Unread) -> Iterator[_Hits]:
        """Runs of eight words that the content shares with a prepared corpus, reading by reading."""
        for view in views(content, unread):
            words = self._shingler.word_hashes(view.text)
            for stride in STRIDES:
                values = self._shingler.shingles(words, stride)
                starts = self._prefilter.passing(values)
                starts = starts[self._held(values[starts])]
                if len(starts):
                    yield _Hits(view, stride, starts, values[starts])

    def holding(self, values: Hashes) -> tuple[str, ...]:
        """Names of the corpora that hold any of the values."""
        return tuple(one.name for one in self.indexes if one.holds(values).any())

    def _held(self, asked: Hashes) -> NDArray[np.bool_]:
        held = np.zeros(len(asked), dtype=np.bool_)
        for one in self.indexes:
            held |= one.holds(asked)
        return held
