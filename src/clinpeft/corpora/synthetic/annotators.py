"""A made-up annotator's slips: how often a mention is missed, how often a relation is missed or taken for another."""

from dataclasses import dataclass
from random import Random

from clinpeft.corpora.synthetic.chances import happens
from clinpeft.corpora.synthetic.filling import Span
from clinpeft.corpora.synthetic.sentences import Link, Sentence

MISSED_MENTIONS = 3
"""Percent of mentions that are not annotated, here and in every other corpus of spans."""
MISSED_RELATIONS = 4
"""Percent of relations that are not annotated."""
MISTAKEN_RELATIONS = 4
"""Percent of relations that are annotated as the one they are nearest to."""
_NEAREST = {
    "TrAP": "TrIP", "TrIP": "TrAP", "TrCP": "TrWP", "TrWP": "TrCP", "TrNAP": "TrAP", "TeRP": "TeCP", "TeCP": "TeRP",
}  # fmt: skip


def as_meant(relation: str) -> float:
    """Chance that a relation is annotated as what it is."""
    mistaken = MISTAKEN_RELATIONS if relation in _NEAREST else 0
    return 1 - (MISSED_RELATIONS + mistaken) / 100


@dataclass(frozen=True)
class Annotation:
    """What was annotated in a sentence."""

    spans: tuple[Span, ...]
    links: tuple[Link, ...]


def annotate(sentence: Sentence, random: Random) -> Annotation:
    """The mentions and relations that the annotator sets down; a relation needs both its mentions."""
    spans = tuple(span for span in sentence.spans if not happens(random, MISSED_MENTIONS))
    links = []
    for link in sentence.links:
        drawn = random.randrange(100)
        if drawn < MISSED_RELATIONS or not {sentence.spans[link.first], sentence.spans[link.second]} <= set(spans):
            continue
        if drawn < MISSED_RELATIONS + MISTAKEN_RELATIONS:
            # Nothing is near to one problem indicating another.
            link = Link(link.first, link.second, _NEAREST.get(link.relation, link.relation))
        links.append(link)
    return Annotation(spans, tuple(links))
