"""Texts to token ids, labels to numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from clinpeft.corpora import TextExample, TokenExample
from clinpeft.specs import Backbone, Method, SpecError, Task

IGNORED = -100
"""Label of a position that is not scored: cross-entropy leaves it out."""
LENGTH_STEP = 8
"""Lengths are rounded up to a multiple: the processor's kernels are compiled, and kept in memory, once per shape."""


@dataclass(frozen=True)
class Encoded:
    """One text as numbers."""

    input_ids: tuple[int, ...]
    token_type_ids: tuple[int, ...]
    labels: tuple[int, ...]
    """One label, or one per token: on the first piece of a word, IGNORED elsewhere."""
    words: tuple[int | None, ...]
    """For a token task, the word each token belongs to; empty otherwise."""


def padded_length(length: int) -> int:
    """The length to which inputs of so many tokens are padded.

    >>> padded_length(8), padded_length(9)
    (8, 16)
    """
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def input_length(task: Task, recipe_cap: int | None, backbone: Backbone, method: Method) -> int:
    """Longest input in tokens; SpecError where virtual tokens would push it past the backbone's positions."""
    length = task.max_length if recipe_cap is None else min(task.max_length, recipe_cap)
    padded = padded_length(length)
    if padded + method.virtual_tokens > backbone.max_positions:
        raise SpecError(
            f"task {task.name!r}: {padded} tokens and {method.virtual_tokens} virtual ones of {method.name!r} exceed "
            f"the {backbone.max_positions} positions of {backbone.name!r}; shorten the task's max_length"
        )
    return length


def encode(
    examples: Sequence[TextExample | TokenExample],
    tokenizer: PreTrainedTokenizerBase,
    task: Task,
    max_length: int,
) -> list[Encoded]:
    """Encode examples of the task, each cut to max_length tokens."""
    number = {label: index for index, label in enumerate(task.labels)}
    if task.kind == "token":
        return [_encode_words(example, tokenizer, number, max_length) for example in examples]  # type: ignore[arg-type]
    return _encode_texts(examples, tokenizer, number, max_length)  # type: ignore[arg-type]


def _encode_texts(
    examples: Sequence[TextExample], tokenizer: PreTrainedTokenizerBase, number: dict[str, int], max_length: int
) -> list[Encoded]:
    if not examples:
        return []
    pairs = [example.text_pair for example in examples]
    second = None if pairs[0] is None else pairs
    batch = tokenizer(
        [example.text for example in examples],
        second,
        truncation=True,
        max_length=max_length,
        return_token_type_ids=True,
    )
    return [
        Encoded(tuple(ids), tuple(types), (number[example.label],), ())
        for ids, types, example in zip(batch["input_ids"], batch["token_type_ids"], examples, strict=True)
    ]


def _encode_words(
    example: TokenExample, tokenizer: PreTrainedTokenizerBase, number: dict[str, int], max_length: int
) -> Encoded:
    batch = tokenizer(list(example.words), is_split_into_words=True, truncation=True, max_length=max_length)
    words = batch.word_ids()
    labels = []
    for position, word in enumerate(words):
        first = word is not None and (position == 0 or words[position - 1] != word)
        labels.append(number[example.tags[word]] if first and word is not None else IGNORED)
    ids = tuple(batch["input_ids"])
    return Encoded(ids, (0,) * len(ids), tuple(labels), tuple(words))
