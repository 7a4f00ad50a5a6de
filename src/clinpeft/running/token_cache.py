"""Tokenised texts, kept on this machine by the hash of all that they depend on: runs of a study share most of them."""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from clinpeft import catalogue, modelling, paths, store
from clinpeft.corpora import Example
from clinpeft.corpora.staging import dispensable, make_room
from clinpeft.modelling import Encoded, encoding, weights
from clinpeft.specs import Backbone, RunSpec, Task

LIMIT = 512 * 2**20
"""Bytes that the kept files may take; beyond it the oldest go."""
_FILES = ("tokenizer.json", "tokenizer_config.json")


class TokenCache:
    """Encodes texts for one run's task and backbone, each set of texts once on this machine."""

    def __init__(self, spec: RunSpec, length: int) -> None:
        cell = catalogue.resolve(spec)
        self._task, self._backbone, self._length = cell.task, cell.backbone, length
        self._folder = folder(spec.corpus)
        self._tokenizer: PreTrainedTokenizerBase | None = None

    def encoded(self, examples: Sequence[Example]) -> list[Encoded]:
        """What ``modelling.encode`` makes of the examples: read if it was made here before, else made and kept."""
        path = self._folder / f"{content_hash(examples, self._task, self._backbone, self._length)}.json"
        kept = _read(path)
        if kept is not None:
            return kept
        if self._tokenizer is None:
            self._tokenizer = modelling.load_tokenizer(self._backbone)
        made = modelling.encode(examples, self._tokenizer, self._task, self._length)
        _keep(path, made)
        return made


def folder(corpus: str) -> Path:
    """Where tokenised texts of a corpus are kept: credentialed text never leaves the private folder."""
    if not catalogue.corpus(corpus).private:
        return paths.tokens()
    paths.make_private(paths.private())
    return paths.private_tokens()


def content_hash(examples: Sequence[Example], task: Task, backbone: Backbone, length: int) -> str:
    """sha256 over the examples, the labels, the tokenizer, and the code that brings them together."""
    place = weights.folder(backbone)
    digest = hashlib.sha256()
    for content in (
        *((place / name).read_bytes() for name in _FILES),
        Path(encoding.__file__).read_bytes(),
        json.dumps([task.kind, task.labels, length, version("tokenizers"), version("transformers")]).encode(),
        json.dumps([vars(example) for example in examples]).encode(),
    ):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _keep(path: Path, made: Sequence[Encoded]) -> None:
    """Keep the texts for other runs, as far as the disk takes them."""
    with dispensable("tokenised texts are not kept, and the next run makes them again"):
        store.write_atomically(path, json.dumps([list(vars(text).values()) for text in made], separators=(",", ":")))
        make_room(path.parent, LIMIT)


def _read(path: Path) -> list[Encoded] | None:
    """The kept texts; None where there are none, or none that can be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Encoded(*(tuple(column) for column in row)) for row in rows]
    except (OSError, ValueError, TypeError):  # missing, or damaged: made afresh and written over
        return None
