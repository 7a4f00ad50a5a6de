"""Made-up sentences with their mentions and relations. A template of a relation relates its pairs of fitting types."""

from dataclasses import dataclass
from random import Random

from clinpeft.corpora.synthetic.chances import happens, index_by_weight
from clinpeft.corpora.synthetic.filling import Draft, Span, fill
from clinpeft.corpora.synthetic.lexicon_files import lists, wordings
from clinpeft.corpora.synthetic.pools import Pool

_RELATIONS = wordings("relations", "relation")
_WORDS = lists("sentences")
# Percent, and shares of the eight relations.
_RELATED_SENTENCES = 50
_OPEN_SENTENCES = 42
_LEADS = 20
_TAILS = 30
_ALSO = 25
_SHARES = {"TrAP": 22, "TeRP": 20, "PIP": 16, "TeCP": 12, "TrCP": 9, "TrIP": 8, "TrNAP": 7, "TrWP": 6}


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


def draw_sentence(split: Pool, sex: str, random: Random) -> Sentence:
    """One sentence about a patient ("F" or "M"), its mentions and its ways to relate them in the split's wordings."""
    kind = random.randrange(100)
    relation = ""
    if kind < _RELATED_SENTENCES:
        relation = list(_SHARES)[index_by_weight(random, list(_SHARES.values()))]
        template = _RELATIONS[relation].draw(split, random)
    else:
        template = random.choice(_WORDS["open" if kind < _RELATED_SENTENCES + _OPEN_SENTENCES else "empty"])
    draft = Draft()
    if happens(random, _LEADS):
        fill(draft, random.choice(_WORDS["lead"]), split, sex, random)
    fill(draft, template.removesuffix(" ."), split, sex, random)
    core = len(draft.spans)
    if happens(random, _ALSO):
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
