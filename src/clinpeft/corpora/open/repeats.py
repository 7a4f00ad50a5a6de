"""The first of equal texts is kept, whatever the label of those that repeat it."""

from collections import Counter

from clinpeft.corpora.examples import TextExample
from clinpeft.corpora.splits import normalised

REPEAT = "repeats of an earlier text"
CLASHING = "of these repeats, those with another label than the first"


class FirstOfEqualTexts:
    """Takes examples one by one; repeats, and those of them with another label, are counted as removed.

    ``repeat`` is what a repeat is called in ``removed``.
    """

    def __init__(self, removed: Counter[str], repeat: str = REPEAT) -> None:
        self._removed = removed
        self._repeat = repeat
        self._kept: dict[str, TextExample] = {}

    def add(self, example: TextExample) -> bool:
        """Whether the example is the first with its text, and so kept."""
        first = self._kept.setdefault(normalised(example), example)
        if first is example:
            return True
        self._removed[self._repeat] += 1
        self._removed[CLASHING] += first.label != example.label
        return False

    @property
    def kept(self) -> tuple[TextExample, ...]:
        """The first of each text, in the order in which they came."""
        return tuple(self._kept.values())
