"""Invented credentialed text: words of no language, which no public text holds."""

import json
import os
import random
from pathlib import Path

SYLLABLES = ("zor", "vax", "quil", "bren", "tho", "mek", "urp", "dal", "fesk", "wim", "ghor", "pla")


def sentences(seed: int, count: int) -> list[str]:
    """Sentences in no language, with capitals, punctuation and numbers as notes have them."""
    rng = random.Random(seed)
    return [_sentence(rng) for _ in range(count)]


def _sentence(rng: random.Random) -> str:
    words = ["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))) for _ in range(12)]
    words[rng.randrange(12)] = str(rng.randint(10, 200))
    words[3] += ","
    return " ".join(words).capitalize() + "."


def prepare(home: Path, name: str, examples: list[dict[str, object]]) -> None:
    """Put examples where prepared credentialed text lies."""
    folder = home / "private" / name
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(home / "private", 0o700)
    (folder / "train.jsonl").write_text("".join(json.dumps(example) + "\n" for example in examples), encoding="utf-8")
