"""Made-up sentences with their mentions and relations. A template of a relation relates its pairs of fitting types."""

from dataclasses import dataclass
from random import Random

from clinpeft.corpora.synthetic.chances import happens, index_by_weight
from clinpeft.corpora.synthetic.filling import Draft, Span, fill
from clinpeft.corpora.synthetic.lexicon_files import lists, wordings
from clinpeft.corpora.synthetic.pools import Pool, Wordings

_WORDS = lists("sentences")
# Percent.
_LEADS = 20
_TAILS = 30


@dataclass(frozen=True)
class Style:
    """What a document's sentences are like."""

    relations: dict[str, Wordings]
    """The templates of each relation."""
    shares: dict[str, int]
    """How often each relation comes, in proportion."""
    related: int
    """Percent of sentences from a template of a relation."""
    loose: int
    """Percent of sentences with mentions that nothing relates; the rest has none."""
    also: int
    """Percent of sentences with one more mention at the end."""


MANY_MENTIONS = Style(
    relations=wordings("relations", "relation"),
    shares={"TrAP": 22, "TeRP": 20, "PIP": 16, "TeCP": 12, "TrCP": 9, "TrIP": 8, "TrNAP": 7, "TrWP": 6},
    related=50,
    loose=42,
    also=25,
)
"""Made to find mentions in."""
MANY_RELATIONS = Style(
    relations=wordings("relation_pairs", "relation"),
    shares={"TrAP": 30, "TeRP": 28, "PIP": 20, "TeCP": 7, "TrCP": 5, "TrIP": 4, "TrNAP": 3, "TrWP": 3},
    related=60,
    loose=35,
    also=35,
)
"""Made to tell relations apart: shares near those of the release, and no way to state one stands in two splits."""


@dataclass(frozen=True)
class Link:
    """Two mentions of a sentence, by their place among its spans, stand in this relation."""

    first: int
    second: int
    relation: str


@dataclass(frozen=True)
class Sentence:
    """The words of one line, the mentions in it, and which of them are related."""

    words: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()


def draw_sentence(style: Style, split: Pool, sex: str, random: Random) -> Sentence:
    """One sentence about a patient ("F" or "M"), its mentions and its ways to relate them in the split's wordings."""
    kind = random.randrange(100)
    relation = ""
    if kind < style.related:
        relation = list(style.shares)[index_by_weight(random, list(style.shares.values()))]
        template = style.relations[relation].draw(split, random)
    else:
        template = random.choice(_WORDS["open" if kind < style.related + style.loose else "empty"])
    draft = Draft()
    if happens(random, _LEADS):
        fill(draft, random.choice(_WORDS["lead"]), split, sex, random)
    fill(draft, template.removesuffix(" ."), split, sex, random)
    core = len(draft.spans)
    if happens(random, style.also):
        fill(draft, random.choice(_WORDS["also"]), split, sex, random)
    if happens(random, _TAILS):
        fill(draft, random.choice(_WORDS["tail"]), split, sex, random)
    draft.words.append(".")
    draft.words[0] = draft.words[0][0].upper() + draft.words[0][1:]
    return Sentence(tuple(draft.words), tuple(draft.spans), _links(relation, draft.spans[:core]))


def _links(relation: str, spans: list[Span]) -> tuple[Link, ...]:
    """The template's pairs: a test or treatment and a problem, or the first problem and the second."""
    if not relation:
        return ()
    places = range(len(spans))
    problems = [place for place in places if spans[place].type == "problem"]
    if relation == "PIP":
        return (Link(problems[0], problems[1], relation),)
    others = [place for place in places if spans[place].type != "problem"]
    return tuple(Link(other, problem, relation) for other in others for problem in problems)
