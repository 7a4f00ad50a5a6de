"""How examples look on a page: in columns, mentions in brackets with their types."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from clinpeft.corpora import Example, TextExample, TokenExample
from clinpeft.corpora.lengths import number_of_words
from clinpeft.evaluation import floors

SHORT = 25
"""Longest text, in words, that is shown as an example, where there are such texts."""


class TextTable(pd.DataFrame):
    """A table of words: its cells begin on the left, whatever the style sheet of numbers says."""

    def _repr_html_(self) -> str | None:
        html: str | None = super()._repr_html_()  # type: ignore[misc]  # pandas has it, its stubs do not
        return html and html.replace("<td>", '<td style="text-align: left">')


def few_with_many_labels(examples: Sequence[Example], count: int) -> list[Example]:
    """Short labelled examples in their order, a new label first."""
    labelled = [example for example in examples if example.counted]
    shortest = sorted(labelled, key=number_of_words)[:50]
    short = [example for example in labelled if number_of_words(example) <= SHORT] or shortest
    chosen: list[Example] = []
    for _ in range(min(count, len(short))):
        seen = {label for example in chosen for label in example.counted}
        left = [example for example in short if example not in chosen]
        chosen.append(max(left, key=lambda example: len(set(example.counted) - seen)))
    return chosen


def columns(example: Example) -> dict[str, str]:
    if isinstance(example, TextExample):
        return (
            {"text": example.text}
            if example.text_pair is None
            else {"first": example.text, "second": example.text_pair}
        )
    words = list(example.words)
    for start, end, kind in floors.spans(example.tags):
        words[start] = f"[{words[start]}"
        words[end - 1] = f"{words[end - 1]}]({kind})"
    return {"text": " ".join(words)}


def in_one_line(text: str) -> str:
    """The text as a cell of a table shows it: a line break, which would be shown as two signs, is a space."""
    return " ".join(text.split())


def mention_counts(examples: Sequence[Example]) -> Counter[tuple[str, str]]:
    """Mentions in lower case with their types, counted."""
    found: Counter[tuple[str, str]] = Counter()
    for example in examples:
        if isinstance(example, TokenExample):
            spans = floors.spans(example.tags)
            found.update((" ".join(example.words[start:end]).lower(), kind) for start, end, kind in spans)
    return found
