"""Slips of the keyboard: rare, and always readable."""

from random import Random

_PERCENT = 2
_LONG_WORD = 7


def misspell(text: str, random: Random) -> str:
    """The text with two neighbouring letters swapped in a few of its long words."""
    return " ".join(_swap(word, random) if random.randrange(100) < _PERCENT else word for word in text.split())


def _swap(word: str, random: Random) -> str:
    if len(word) < _LONG_WORD or not word.isalpha():
        return word
    at = random.randrange(2, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
