"""Long documents cut into pieces that fit a model, none of them inside a mention."""

import re
from collections.abc import Iterator, Sequence

from clinpeft.corpora.examples import TokenExample
from clinpeft.corpora.lengths import estimated_tokens
from clinpeft.corpora.open.spans import WORD, Span, bio_tags

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def windows(document: str, text: str, spans: Sequence[Span], limit: int) -> Iterator[TokenExample]:
    """Sentences and lines of a document, taken together while they hold at most ``limit`` estimated tokens.

    A sentence longer than that is cut between words. Ids count the windows from 1; the group is the document.
    """
    words = [match.span() for match in WORD.finditer(text)]
    tags = bio_tags(words, spans)
    written = tuple(text[start:end] for start, end in words)
    breaks = {match.end() for match in _SENTENCE_END.finditer(text)}
    start = 0
    for number, end in enumerate(_cuts(words, written, tags, breaks, limit), start=1):
        yield TokenExample(f"{document}:{number}", document, written[start:end], tags[start:end])
        start = end


def _cuts(
    words: Sequence[tuple[int, int]], written: Sequence[str], tags: Sequence[str], breaks: set[int], limit: int
) -> Iterator[int]:
    """Indices of words before which to cut, and the number of words at the end."""
    used, last_break, start = 0, 0, 0
    lengths = [estimated_tokens(word) for word in written]
    index = 0
    while index < len(words):
        if words[index][0] in breaks and not tags[index].startswith("I-"):
            last_break = index
        if used + lengths[index] > limit and index > start:
            cut = last_break if last_break > start else _outside_mention(tags, index, start)
            yield cut
            start = index = cut
            used = 0
        used += lengths[index]
        index += 1
    if start < len(words):
        yield len(words)


def _outside_mention(tags: Sequence[str], index: int, start: int) -> int:
    cut = index
    while cut > start and tags[cut].startswith("I-"):
        cut -= 1
    return cut if cut > start else index
