"""Marked stretches of a text, and the words and BIO tags they become."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+|[^\w\s]")
"""Runs of word characters, or single marks."""


@dataclass(frozen=True)
class Span:
    """A marked stretch: characters start (included) to end (not included) of a text."""

    start: int
    end: int
    kind: str
    id: str = ""


def flat(spans: Sequence[Span]) -> list[Span]:
    """Spans without overlaps: the longest wins, then the one that starts first, then the one that stands first."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def bio_tags(words: Sequence[tuple[int, int]], spans: Sequence[Span]) -> tuple[str, ...]:
    """BIO tags of words given by their ends: a word belongs to the first span that shares a character with it."""
    tags = []
    begun: set[Span] = set()
    for start, end in words:
        span = next((span for span in spans if span.start < end and start < span.end), None)
        if span is None:
            tags.append("O")
        else:
            tags.append(("I-" if span in begun else "B-") + span.kind)
            begun.add(span)
    return tuple(tags)


def lines_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Number (from 1), first character and content of each line."""
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, start, line
        start += len(line) + 1


def with_placeholders(text: str, first: Span, second: Span) -> str:
    """The text with two mentions replaced by their kinds: "@drug$", or "@drug-effect$" for both where they overlap.

    So the classifier is told which two mentions are meant and not what they are called (the form in which the BLUE
    benchmark gives i2b2 2010 relations).
    """
    first, second = sorted((first, second), key=lambda span: (span.start, span.end))
    if second.start < first.end:
        end = max(first.end, second.end)
        return f"{text[: first.start]}@{first.kind}-{second.kind}${text[end:]}"
    between = text[first.end : second.start]
    return f"{text[: first.start]}@{first.kind}${between}@{second.kind}${text[second.end :]}"
