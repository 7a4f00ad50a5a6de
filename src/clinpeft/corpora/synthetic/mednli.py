"""MedNLI-shaped files of made-up pairs of sentences: does the second follow from the first?"""

import json
from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic import wording
from clinpeft.corpora.synthetic.chances import happens
from clinpeft.corpora.synthetic.lexicon_files import lists, wordings
from clinpeft.corpora.synthetic.misspelling import misspell
from clinpeft.corpora.synthetic.pools import POOLS, Pool

FILES = {"train": "mli_train_v1.jsonl", "validation": "mli_dev_v1.jsonl", "test": "mli_test_v1.jsonl"}
LABELS = ("entailment", "contradiction", "neutral")
MISTAKEN = 6
"""Percent of pairs that the annotator gave one of the two other labels."""
_SHARES = {"train": 14, "validation": 3, "test": 5}
_FINDINGS = wordings("synonyms", "synonym")
_HYPOTHESES = lists("hypotheses")
# Percent of first sentences that say that the finding is there; of those that say one thing more.
_PRESENT = 70
_ONE_MORE = 30


def write_mednli(folder: Path, seed: int, pairs: int) -> None:
    """Write so many made-up pairs in three files; three pairs share a first sentence. Equal seeds give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(f"mednli {seed}")
    annotator = Random(f"mednli annotator {seed}")
    for split in POOLS:
        rows = []
        for premise in range(pairs * _SHARES[split] // sum(_SHARES.values()) // len(LABELS)):
            for label, (first, second) in zip(LABELS, _pairs(split, random), strict=True):
                said = label
                if happens(annotator, MISTAKEN):
                    said = annotator.choice([other for other in LABELS if other != label])
                row = {"sentence1": first, "pairID": f"{split}-{premise:05d}-{label[0]}", "sentence2": second}
                rows.append(json.dumps({**row, "gold_label": said}) + "\n")
        (folder / FILES[split]).write_bytes("".join(rows).encode("utf-8"))


def _pairs(split: Pool, random: Random) -> list[tuple[str, str]]:
    """One first sentence with what follows from it, what contradicts it, and what it leaves open."""
    about, beside, open_ = random.sample(list(_FINDINGS), 3)
    present = happens(random, _PRESENT)
    parts = [_premise(about, present, split, random)]
    if happens(random, _ONE_MORE):
        parts.append(_premise(beside, happens(random, _PRESENT), split, random))
        random.shuffle(parts)
    first = " ".join(parts)
    seconds = (
        _hypothesis(about, present, split, random),
        _hypothesis(about, not present, split, random),
        _hypothesis(open_, happens(random, _PRESENT), split, random),
    )
    return [(first, second) for second in seconds]


def _premise(name: str, present: bool, split: Pool, random: Random) -> str:
    frame = random.choice(wording.PRESENT if present else wording.ABSENT)
    text = misspell(frame.format(_FINDINGS[name].draw(split, random)), random)
    return text[0].upper() + text[1:]


def _hypothesis(name: str, present: bool, split: Pool, random: Random) -> str:
    frame = random.choice(_HYPOTHESES["present" if present else "absent"])
    return frame.format(_FINDINGS[name].draw(split, random))
