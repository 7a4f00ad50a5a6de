"""Made-up sentences with their mentions: template, slots, modifiers, now and then a misspelling."""

from dataclasses import dataclass
from random import Random

from clinpeft.corpora.synthetic import templates
from clinpeft.corpora.synthetic.mentions import MENTIONS, MODIFIERS, SUBSTANCES
from clinpeft.corpora.synthetic.misspelling import misspell
from clinpeft.corpora.synthetic.pools import Pool

_TYPES = {"{P}": "problem", "{X}": "test", "{T}": "treatment"}
_EITHER = {"{A}": ("{P}", "{X}", "{T}"), "{B}": ("{P}", "{T}"), "{E}": ("{X}", "{T}")}
_SUBSTANCE_TYPES = {"{L}": "test", "{M}": "treatment"}
# Percent.
_MODIFIED = 35
_OPEN_SENTENCES = 45
_EMPTY_SENTENCES = 8
_TAILS = 35


@dataclass(frozen=True)
class Span:
    """Words start..end (both belong to it, from 0) are a mention of this type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Sentence:
    """The words of one line and the mentions in it."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]


def draw_sentence(split: Pool, random: Random) -> Sentence:
    """One sentence, its mentions in the wordings of the split."""
    kind = random.randrange(100)
    choices: tuple[str, ...]
    if kind < _EMPTY_SENTENCES:
        choices = templates.EMPTY
    else:
        choices = templates.OPEN if kind < _EMPTY_SENTENCES + _OPEN_SENTENCES else templates.TYPED
    words: list[str] = []
    spans: list[Span] = []
    for piece in _with_tail(random.choice(choices), random).split(" "):
        kind_of_mention, filled = _fill(piece, split, random)
        if kind_of_mention:
            spans.append(Span(len(words), len(words) + len(filled) - 1, kind_of_mention))
        words += filled
    words[0] = words[0][0].upper() + words[0][1:]
    return Sentence(tuple(words), tuple(spans))


def _with_tail(template: str, random: Random) -> str:
    if random.randrange(100) < _TAILS and template.endswith(" ."):
        return f"{template.removesuffix(' .')} {random.choice(templates.TAILS)} ."
    return template


def _fill(piece: str, split: Pool, random: Random) -> tuple[str | None, list[str]]:
    """Type of mention (None outside) and the words for one piece of a template."""
    if piece in _EITHER:
        piece = random.choice(_EITHER[piece])
    if piece in _SUBSTANCE_TYPES:
        return _SUBSTANCE_TYPES[piece], SUBSTANCES.draw(split, random).split(" ")
    if piece in _TYPES:
        return _TYPES[piece], _mention(_TYPES[piece], split, random)
    return None, _outside(piece, random)


def _mention(kind: str, split: Pool, random: Random) -> list[str]:
    words = misspell(MENTIONS[kind].draw(split, random), random).split(" ")
    if random.randrange(100) < _MODIFIED:
        return [*random.choice(MODIFIERS[kind]).split(" "), *words]
    return words


def _outside(piece: str, random: Random) -> list[str]:
    fillers = {"{name}": templates.NAMES, "{place}": templates.PLACES, "{day}": templates.DAYS}
    if piece in fillers:
        return random.choice(fillers[piece]).split(" ")
    if piece == "{n}":
        return [str(random.randrange(2, 40))]
    if piece == "{v}":
        return [f"{random.randrange(1, 200)}.{random.randrange(10)}"]
    if piece == "{mg}":
        return [str(random.choice((5, 10, 20, 25, 40, 50, 80, 100))), "mg"]
    return [piece]
