"""MACCROBAT2020 as pairs: how two mentions of one sentence are related, "none" among them."""

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from clinpeft.corpora.examples import Example, Reading, TextExample
from clinpeft.corpora.open.maccrobat import CONCEPTS, TIMES, Report, reports
from clinpeft.corpora.open.spans import Span, lines_of, with_placeholders
from clinpeft.corpora.raw import RawDataError

_MENTIONS = {**CONCEPTS, **TIMES, "Lab_value": "value", "Clinical_event": "event"}
_RELATIONS = ("CAUSE", "IDENTICAL", "SUB_PROCEDURE", "BEFORE", "AFTER", "MODIFY", "OVERLAP")
"""From rare to common: of two relations on one pair the first in this order is its label."""
_TURNED = {"BEFORE": "AFTER", "AFTER": "BEFORE"}
_DISCONTINUOUS = "marked spans in several pieces"
_SEVERAL = "pairs with more than one relation; the rarer one is the label"

Relations = dict[tuple[str, str], set[str]]
"""Names of two spans, in the order in which they stand in the text, to their relations."""


def read_case_relations(raw: Path) -> Reading:
    """Read task case_relations: every pair of mentions in one line, both replaced by their kinds; group its document.

    Mentions are problems, tests, treatments, lab values, clinical events and times. BEFORE and AFTER are turned where
    needed so that they tell where the mention that stands first in the sentence lies in time; of the other relations
    the direction is dropped, as in i2b2 2010. OVERLAP marks groups of mentions and holds between any two of a group.
    """
    removed = Counter({_DISCONTINUOUS: 0})
    noted = Counter({_SEVERAL: 0})
    examples: list[Example] = []
    for report in reports(raw, _MENTIONS):
        removed[_DISCONTINUOUS] += report.discontinuous
        relations = _relations(report)
        for number, start, line in lines_of(report.text):
            inside = [_moved(s, start) for s in report.spans if start <= s.start and s.end <= start + len(line)]
            for first, second in combinations(sorted(inside, key=lambda span: (span.start, span.end)), 2):
                found = relations.get((first.id, second.id), set())
                noted[_SEVERAL] += len(found) > 1
                examples.append(
                    TextExample(
                        id=f"{report.name}:{number}:{first.id}-{second.id}",
                        group=report.name,
                        text=with_placeholders(line, first, second),
                        label=next((name for name in _RELATIONS if name in found), "NONE").lower(),
                    )
                )
    return Reading(tuple(examples), dict(removed), dict(noted))


def _moved(span: Span, start: int) -> Span:
    return Span(span.start - start, span.end - start, span.kind, span.id)


def _relations(report: Report) -> Relations:
    # An event ("E7") is another name for the span of its trigger ("T13").
    triggers: dict[str, str] = {}
    marked: list[tuple[str, str, str]] = []
    for number, line in enumerate(report.annotations, start=1):
        if line[:1] not in ("E", "R", "*"):
            continue
        try:
            name, content = line.rstrip().split("\t")[:2]
            first, *others = content.split()
            if name.startswith("E"):
                triggers[name] = first.split(":")[1]
            elif name == "*":
                marked += [(first, one, other) for one, other in combinations(others, 2)]
            else:
                one, other = (argument.split(":")[1] for argument in others)
                marked.append((first, one, other))
        except (ValueError, IndexError) as error:
            raise RawDataError(f"{report.name}.ann, line {number}: not a brat event or relation.") from error
    position = {span.id: (span.start, span.end) for span in report.spans}
    relations: Relations = defaultdict(set)
    for relation, *ends in marked:
        one, other = (triggers.get(end, end) for end in ends)
        if one in position and other in position:
            turned = position[one] > position[other]
            pair = (other, one) if turned else (one, other)
            relations[pair].add(_TURNED.get(relation, relation) if turned else relation)
    return relations
