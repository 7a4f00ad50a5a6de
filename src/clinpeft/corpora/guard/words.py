"""Words as the guard compares them, and keyed hashes of runs of eight words; from a hash no text can be read back."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RUN = 8
"""So many words in a row are a leak."""
JOINED_LINE = "\x01"
"""Stands for a line break inside a word; the word is read across it."""

Hashes = NDArray[np.uint64]

# ASCII letters and digits in lower case, other ASCII as spaces; the bytes of other letters in UTF-8 stay.
_SPACED_OUT = bytes(i if i > 127 else ord(chr(i).lower()) if chr(i).isalnum() else 32 for i in range(256))
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_BEGINS_A_WORD = "\u0120"  # how byte-level tokenizers write a space
_MOST_KNOWN = 400_000


def split_words(text: str) -> Sequence[bytes]:
    """Runs of letters and digits in lower case, accents and invisible characters left out.

    >>> split_words("Pt's caf\u00e9-bed: HR 98.6")
    [b'pt', b's', b'cafe', b'bed', b'hr', b'98', b'6']
    """
    simple = text if text.isascii() else _NOT_ASCII.sub(lambda found: _simplified(found[0]), text)
    return simple.encode("utf-8", errors="ignore").translate(_SPACED_OUT, JOINED_LINE.encode()).split()


@lru_cache(maxsize=100_000)
def _simplified(letters: str) -> str:
    """Without accents and invisible characters, in lower case, with a space for what is neither letter nor digit."""
    parted = unicodedata.normalize("NFKD", letters.replace(_BEGINS_A_WORD, " ")).casefold()
    kept = (letter for letter in parted if letter not in _UNSEEN and not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in kept)


class Shingler:
    """Turns words into hashes of runs of eight, keyed with a salt that never leaves the machine."""

    def __init__(self, salt: bytes) -> None:
        self._known = _WordHashes(salt)
        drawn = hashlib.blake2b(b"a factor for each place in a run", key=salt, digest_size=8 * RUN).digest()
        self._factors: Hashes = np.frombuffer(drawn, dtype=np.uint64) | np.uint64(1)

    def word_hashes(self, text: str) -> Hashes:
        """One hash a word, in order; its lowest bit says whether the word holds a letter."""
        words = split_words(text)
        return np.fromiter(map(self._known.__getitem__, words), dtype=np.uint64, count=len(words))

    def shingles(self, words: Hashes, stride: int = 1) -> Hashes:
        """Hash of the run of eight that begins at each word, of every ``stride``-th word."""
        count = max(len(words) - (RUN - 1) * stride, 0)
        total = np.zeros(count, dtype=np.uint64)
        for place, factor in enumerate(self._factors):
            total += words[place * stride : place * stride + count] * factor
        # The product's low bits depend on few bits of the words: mix (the finaliser of splitmix64, Steele et al. 2014).
        total ^= total >> np.uint64(30)
        total *= np.uint64(0xBF58476D1CE4E5B9)
        total ^= total >> np.uint64(27)
        total *= np.uint64(0x94D049BB133111EB)
        total ^= total >> np.uint64(31)
        return total


def telling(words: Hashes) -> NDArray[np.bool_]:
    """Whether the run of eight at each word has two different words with a letter: rows of numbers are not text."""
    if len(words) < RUN:
        return np.zeros(0, dtype=np.bool_)
    runs = np.lib.stride_tricks.sliding_window_view(words, RUN)
    lettered = (runs & np.uint64(1)).astype(np.bool_)
    largest = np.where(lettered, runs, np.uint64(0)).max(axis=1)
    smallest = np.where(lettered, runs, np.uint64(2**64 - 1)).min(axis=1)
    return np.asarray(largest > smallest)


class _WordHashes(dict[bytes, int]):
    """Hash of each word met so far; forgets all when there are too many, so memory stays bounded."""

    def __init__(self, salt: bytes) -> None:
        super().__init__()
        self._salt = salt

    def __missing__(self, word: bytes) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        digest = int.from_bytes(hashlib.blake2b(word, key=self._salt, digest_size=8).digest(), "little")
        value = (digest & ~1) | (not word.isdigit())
        self[word] = value
        return value
