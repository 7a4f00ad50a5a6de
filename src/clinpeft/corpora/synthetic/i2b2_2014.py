"""i2b2-2014-shaped files of made-up notes: identifiers in XML, in the folders of the release."""

import re
from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic.annotators import MISSED_MENTIONS
from clinpeft.corpora.synthetic.chances import happens
from clinpeft.corpora.synthetic.filling import Draft, fill
from clinpeft.corpora.synthetic.identifiers import ELEMENTS, Person, draw_person, identifier
from clinpeft.corpora.synthetic.lexicon_files import lists
from clinpeft.corpora.synthetic.pools import Pool, pool
from clinpeft.corpora.synthetic.tagged_xml import TaggedText, write_tagged

_TRAINING = ("training-PHI-Gold-Set1", "training-PHI-Gold-Set2")
_TEST = "testing-PHI-Gold-fixed"
_ELEMENT = {kind: element for element, kinds in ELEMENTS.items() for kind in kinds}
_SLOT = re.compile(r"(\{[^}]+\})")
_WORDS = lists("identifier_sentences")
_NOTES = 2
_HEADERS, _SENTENCES = 3, 9


def write_i2b2_2014(folder: Path, seed: int, patients: int) -> None:
    """Write two notes of each of so many made-up patients (fewer than 1,000); equal seeds give equal bytes."""
    random = Random(f"i2b2 2014 {seed}")
    annotator = Random(f"i2b2 2014 annotator {seed}")
    for number in range(patients):
        name = f"{number:03d}"
        split = pool(name)
        person = draw_person(split, random)
        place = folder / (_TEST if split == "test" else _TRAINING[number % 2])
        for note in range(1, _NOTES + 1):
            write_tagged(place / f"{name}-{note:02d}.xml", "deIdi2b2", "TYPE", _note(person, split, random, annotator))


def _note(person: Person, split: Pool, random: Random, annotator: Random) -> TaggedText:
    """Head, sentences and foot, one a line."""
    made = TaggedText()
    lines = [*random.sample(_WORDS["header"], _HEADERS), ""]
    lines += [*random.sample(_WORDS["body"], _SENTENCES), "", random.choice(_WORDS["footer"])]
    for line in lines:
        for piece in _SLOT.split(line):
            kind = piece.strip("{}")
            if kind in _ELEMENT and piece != kind:
                missed = happens(annotator, MISSED_MENTIONS)
                made.add(identifier(kind, person, split, random), "" if missed else _ELEMENT[kind], kind)
            else:
                made.add(_outside(piece, split, person.sex, random))
        made.add("\n")
    return made


def _outside(piece: str, split: Pool, sex: str, random: Random) -> str:
    """Text that identifies nobody: a slot filled, or the text itself."""
    if not piece.startswith("{"):
        return piece
    draft = Draft()
    fill(draft, piece, split, sex, random)
    return " ".join(draft.words)
