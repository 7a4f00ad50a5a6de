"""Texts that are nearly another text: coders and transcribers copy, and a copy in training gives a test answer away."""

import re
from collections import Counter, defaultdict

from clinpeft.corpora.examples import Example, Splits

RUN = 5
"""Words in a run: long enough that two texts seldom share one by chance."""
SHARE = 0.5
"""Of a later text's runs: an earlier text that has as many is its near-twin."""
_WORD = re.compile(r"[a-z0-9]+")


def without_near_twins(splits: Splits) -> tuple[Splits, int]:
    """The splits without each text that is a near-twin of a text of a later split; also how many that were.

    The test split is never thinned. A text of fewer than RUN words has no runs, so it has no twins.
    """
    kept = {"test": splits.test}
    later = splits.test
    for name, earlier in (("validation", splits.validation), ("train", splits.train)):
        kept[name] = _apart(earlier, later)
        later += earlier
    thinned = Splits.of(kept["train"], kept["validation"], kept["test"])
    return thinned, sum(len(part) for _, part in splits.items()) - sum(len(part) for _, part in thinned.items())


def _apart(earlier: tuple[Example, ...], later: tuple[Example, ...]) -> tuple[Example, ...]:
    """The earlier texts that are no near-twin of a later one."""
    holders: dict[str, set[int]] = defaultdict(set)
    for place, example in enumerate(earlier):
        for run in runs(example):
            holders[run].add(place)
    twins: set[int] = set()
    for example in later:
        its_runs = runs(example)
        shared = Counter(place for run in its_runs for place in holders.get(run, ()))
        twins.update(place for place, number in shared.items() if number >= SHARE * len(its_runs))
    return tuple(example for place, example in enumerate(earlier) if place not in twins)


def runs(example: Example) -> set[str]:
    """Every run of RUN words of a text, without regard to case and punctuation.

    >>> from clinpeft.corpora import TextExample
    >>> sorted(runs(TextExample(id="1", group="1", text="Fell off a bike, hurt neck.", label="released")))
    ['fell off a bike hurt', 'off a bike hurt neck']
    """
    words = _WORD.findall(" ".join(example.texts).lower())
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
