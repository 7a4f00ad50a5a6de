"""Reader of MedNLI: does the second sentence follow from the first, contradict it, or neither?"""

import json
from pathlib import Path

from clinpeft.catalogue.tasks.paper import NLI_LABELS
from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.raw import RawDataError, read_text, require_folder

_FILES = {"train": "mli_train_v1.jsonl", "validation": "mli_dev_v1.jsonl", "test": "mli_test_v1.jsonl"}
_FIELDS = ("pairID", "sentence1", "sentence2", "gold_label")


def read_nli(raw: Path) -> Reading:
    """Pairs of sentences with their label (id pairID), in the order of the files train, dev, test.

    ``raw`` holds the three jsonl files. The group is the first sentence, numbered within its split: pairs that share
    one stay together. The official splits are kept. RawDataError names file and line.
    """
    require_folder(raw, ", ".join(_FILES.values()))
    examples: list[TextExample] = []
    seen: dict[str, str] = {}
    official: dict[str, str] = {}
    for part, name in _FILES.items():
        premises: dict[str, str] = {}
        read = _read(raw / name)
        if not read:
            raise RawDataError(f"{raw / name} is empty. Download it again.")
        for where, pair in read:
            if pair["pairID"] in seen:
                raise RawDataError(f"{where}: its pairID stands at {seen[pair['pairID']]} too. Remove one.")
            seen[pair["pairID"]] = where
            group = premises.setdefault(pair["sentence1"], f"{part}-{len(premises):05d}")
            official[group] = part
            examples.append(
                TextExample(pair["pairID"], group, pair["sentence1"], pair["gold_label"], pair["sentence2"])
            )
    return Reading(tuple(examples), official=official)


def _read(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Each line's place and its fields."""
    pairs = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            pairs.append((where, _pair(line, where)))
    return pairs


def _pair(line: str, where: str) -> dict[str, str]:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        # Its message is kept out of sight with it: the decoder carries the whole line.
        raise RawDataError(f"{where}: no JSON from character {error.pos} on. Download the file again.") from None
    if not isinstance(content, dict):
        raise RawDataError(f"{where}: expected one object with {', '.join(_FIELDS)}. Download the file again.")
    for name in _FIELDS:
        if not isinstance(content.get(name), str) or not content[name].strip():
            raise RawDataError(f"{where}: field {name} is missing or empty. Download the file again.")
    if content["gold_label"] not in NLI_LABELS:
        raise RawDataError(f"{where}: unknown gold_label; allowed: {', '.join(NLI_LABELS)}. Correct the line.")
    return {name: content[name] for name in _FIELDS}
