"""Fill the slots of a sentence's template: mentions in the wordings of a split, modifiers, now and then a misspelling.

Slots of mentions: {P} problem, {X} test, {T} treatment, {A} any of them, {B} problem or treatment, {E} test or
treatment, {L} a substance that is measured (test), {M} a substance that is given (treatment); of events also {O} and
{I} occurrence, {V} and {W} evidence, {D} department. {n} {v} {mg} {day} {name} {place} and the pronouns are filled with
words outside any mention.
"""

from dataclasses import dataclass, field
from random import Random

from clinpeft.corpora.synthetic.chances import happens
from clinpeft.corpora.synthetic.lexicon_files import lists, wordings
from clinpeft.corpora.synthetic.misspelling import misspell
from clinpeft.corpora.synthetic.pools import Pool, Wordings

_MENTIONS = wordings("mentions", "mention")
_MODIFIERS = wordings("mentions", "modifier")
_EVENTS = wordings("events", "event")
_WORDS = lists("sentences")

_SLOTS: dict[str, tuple[str, Wordings]] = {
    "{P}": ("problem", _MENTIONS["problem"]),
    "{X}": ("test", _MENTIONS["test"]),
    "{T}": ("treatment", _MENTIONS["treatment"]),
    "{L}": ("test", _MENTIONS["substance"]),
    "{M}": ("treatment", _MENTIONS["substance"]),
    "{O}": ("occurrence", _EVENTS["moved"]),
    "{I}": ("occurrence", _EVENTS["happened"]),
    "{V}": ("evidential", _EVENTS["showed"]),
    "{W}": ("evidential", _EVENTS["told"]),
    "{D}": ("clinical_dept", _EVENTS["department"]),
}
"""Slot to the type of its mention and the ways to say it."""
_MODIFIABLE = ("{P}", "{X}", "{T}")
_EITHER = {"{A}": ("{P}", "{X}", "{T}"), "{B}": ("{P}", "{T}"), "{E}": ("{X}", "{T}")}
_PRONOUNS = {
    "F": {"{He}": "She", "{he}": "she", "{him}": "her", "{his}": "her", "{His}": "Her", "{Mr}": "Ms."},
    "M": {"{He}": "He", "{he}": "he", "{him}": "him", "{his}": "his", "{His}": "His", "{Mr}": "Mr."},
}
_FILLERS = {"{name}": "name", "{place}": "place", "{day}": "day"}
# Percent.
_MODIFIED = 35


@dataclass(frozen=True)
class Span:
    """Words start..end (both belong to it, from 0) are a mention of this type."""

    start: int
    end: int
    type: str


@dataclass
class Draft:
    """The words of a sentence as far as it goes, and the mentions in them."""

    words: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def fill(draft: Draft, template: str, split: Pool, sex: str, random: Random) -> None:
    """Add a template's words, its slots filled, to the draft; the patient is "F" or "M"."""
    for piece in template.split(" "):
        if piece in _EITHER:
            piece = random.choice(_EITHER[piece])
        if piece in _SLOTS:
            kind, forms = _SLOTS[piece]
            words = _mention(kind, forms, piece in _MODIFIABLE, split, random)
            draft.spans.append(Span(len(draft.words), len(draft.words) + len(words) - 1, kind))
            draft.words += words
        else:
            draft.words += _outside(piece, sex, random)


def _mention(kind: str, forms: Wordings, modifiable: bool, split: Pool, random: Random) -> list[str]:
    words = forms.draw(split, random).split(" ")
    if not modifiable:
        return words
    words = [misspell(word, random) for word in words]
    if happens(random, _MODIFIED):
        return [*_MODIFIERS[kind].draw(split, random).split(" "), *words]
    return words


def _outside(piece: str, sex: str, random: Random) -> list[str]:
    if piece in _PRONOUNS[sex]:
        return [_PRONOUNS[sex][piece]]
    if piece in _FILLERS:
        return random.choice(_WORDS[_FILLERS[piece]]).split(" ")
    if piece == "{n}":
        return [str(random.randrange(2, 40))]
    if piece == "{v}":
        return [f"{random.randrange(1, 200)}.{random.randrange(10)}"]
    if piece == "{mg}":
        return [str(random.choice((5, 10, 20, 25, 40, 50, 80, 100))), "mg"]
    return [piece]
