"""The word lists in lexicon/*.json. Nothing there is medical knowledge to rely on."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from clinpeft.corpora.synthetic.pools import Wordings

_FOLDER = Path(__file__).with_name("lexicon")


def wordings(file: str, family: str) -> dict[str, Wordings]:
    """The ways to say each thing of a family: wordings("findings", "serious")["mind"]."""
    return {
        name: Wordings(**{split: tuple(forms) for split, forms in lists.items()})
        for name, lists in _content(file)[family].items()
    }


def lists(file: str) -> dict[str, tuple[str, ...]]:
    """Lists that all splits draw from alike."""
    return {name: tuple(forms) for name, forms in _content(file).items()}


@cache
def _content(file: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    return content
