"""A limit of tokens on the training texts."""

from clinpeft.corpora import TextExample
from clinpeft.corpora.lengths import within_tokens


def test_a_limit_of_tokens_takes_a_nested_part_in_order() -> None:
    examples = tuple(TextExample(str(n), str(n), "one two three four", "a") for n in range(50))
    few, more = (within_tokens(examples, total, 128, seed=0) for total in (40, 100))
    assert (len(few), len(more)) == (10, 25)
    assert set(few) <= set(more)
    assert list(more) == sorted(more, key=lambda example: int(example.id))
    assert len(within_tokens(examples, 40, 2, seed=0)) == 20  # no text counts past the longest input
    assert within_tokens(examples, None, 128, seed=0) == examples
