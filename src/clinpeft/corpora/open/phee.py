"""PHEE: sentences of published case reports, with what a drug did, to what, and how it was given."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clinpeft.corpora.examples import Example, Reading, TextExample
from clinpeft.corpora.open.spans import Span, with_placeholders
from clinpeft.corpora.raw import RawDataError

_FILES = {"train.json": "train", "dev.json": "validation", "test.json": "test"}
_ARGUMENTS = {
    "Disorder": "treats",
    "Route": "route",
    "Dosage": "dosage",
    "Time_elapsed": "time_elapsed",
    "Duration": "duration",
    "Freq": "frequency",
}
_EFFECTS = {"Adverse_event": "causes", "Potential_therapeutic_event": "therapeutic_effect"}
_SAME = "pairs of a drug with itself"

Ends = tuple[int, int]


def read_drug_events(raw: Path) -> Reading:
    """Read task drug_events: each drug of a sentence with each argument of its events, both replaced.

    The drug becomes @drug$ and the argument @entity$, whatever it is: its type would give most labels away. A drug
    with an argument of an event that it has no part in is labelled "none". The group is the article.
    """
    removed = Counter({_SAME: 0})
    examples: list[Example] = []
    official: dict[str, str] = {}
    for name, split in _FILES.items():
        for sentence in _sentences(raw / name):
            article = sentence["id"].rsplit("_", 1)[0]
            for (drug, argument), label in _pairs(sentence, removed).items():
                text = with_placeholders(sentence["context"], Span(*drug, "drug"), Span(*argument, "entity"))
                ends = "-".join(map(str, (*drug, *argument)))
                examples.append(TextExample(f"{sentence['id']}:{ends}", article, text, label))
                official[article] = split
    return Reading(tuple(examples), dict(removed), official=official)


def _sentences(path: Path) -> Iterator[Mapping[str, Any]]:
    if not path.is_file():
        raise RawDataError(f"{path} is missing; give the folder that holds {', '.join(_FILES)}.")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                sentence = json.loads(line)
                yield {key: sentence[key] for key in ("id", "context", "annotations")}
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise RawDataError(
                    f"{path}, line {number}: not a sentence with id, context and annotations ({error!r})."
                ) from error


def _pairs(sentence: Mapping[str, Any], removed: Counter[str]) -> dict[tuple[Ends, Ends], str]:
    events = [event for part in sentence["annotations"] for event in part["events"]]
    drugs = [_ends(event.get("Treatment", {}).get("Drug")) for event in events]
    found: dict[tuple[Ends, Ends], str] = {}
    for event, own in zip(events, drugs, strict=True):
        for argument, label in _arguments(event):
            for drug in sorted({drug for others in drugs for drug in others}):
                if drug == argument:
                    removed[_SAME] += 1
                elif drug in own:
                    found[(drug, argument)] = label
                else:
                    found.setdefault((drug, argument), "none")
    return found


def _arguments(event: Mapping[str, Any]) -> list[tuple[Ends, str]]:
    treatment = event.get("Treatment", {})
    arguments = [(ends, _EFFECTS[event["event_type"]]) for ends in _ends(event.get("Effect"))]
    return arguments + [(ends, label) for kind, label in _ARGUMENTS.items() for ends in _ends(treatment.get(kind))]


def _ends(mention: Mapping[str, Any] | None) -> list[Ends]:
    """First and last character of each piece of a mention; a mention may come in several pieces."""
    if mention is None:
        return []
    pieces = zip(mention["text"], mention["start"], strict=True)
    return [(start, start + len(text)) for texts, starts in pieces for text, start in zip(texts, starts, strict=True)]
