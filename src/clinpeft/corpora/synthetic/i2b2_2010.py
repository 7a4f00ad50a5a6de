"""i2b2-2010-shaped files of made-up documents, in the folders of the release."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic.annotators import annotate
from clinpeft.corpora.synthetic.filling import Span
from clinpeft.corpora.synthetic.lexicon_files import lists
from clinpeft.corpora.synthetic.pools import DOCUMENT_PREFIX, Pool, pool
from clinpeft.corpora.synthetic.sentences import MANY_MENTIONS, MANY_RELATIONS, Sentence, Style, draw_sentence

_TRAINING = "concept_assertion_relation_training_data"
_REFERENCE = "reference_standard_for_test_data"
_HEADINGS = lists("sentences")["heading"]
# Percent of lines.
_EMPTY_LINES = 3
_LEADING_SPACES = 3


@dataclass
class _Document:
    lines: list[str]
    concepts: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)


def write_i2b2_2010(folder: Path, seed: int, documents: int) -> None:
    """Write so many made-up documents (.txt), their mentions (.con) and relations (.rel); equal seeds, equal bytes.

    Documents whose pool is test stand where the release keeps its official test, the others with beth and partners.
    """
    _write(folder, "i2b2 2010", seed, documents, MANY_MENTIONS)


def write_i2b2_2010_relations(folder: Path, seed: int, documents: int) -> None:
    """The same files of documents that state more relations, and these in more ways."""
    _write(folder, "i2b2 2010 relations", seed, documents, MANY_RELATIONS)


def _write(folder: Path, stream: str, seed: int, documents: int, style: Style) -> None:
    random, annotator = Random(f"{stream} {seed}"), Random(f"{stream} annotator {seed}")
    for number in range(documents):
        name = f"{DOCUMENT_PREFIX}{number:04d}"
        document = _document(style, pool(name), random, annotator)
        contents = {"txt": document.lines, "con": document.concepts, "rel": document.relations}
        for parent, (ending, rows) in zip(_folders(folder, pool(name), number), contents.items(), strict=True):
            parent.mkdir(parents=True, exist_ok=True)
            # Bytes, so that no platform puts its own line ends.
            (parent / f"{name}.{ending}").write_bytes("".join(f"{row}\n" for row in rows).encode("utf-8"))


def _folders(folder: Path, split: Pool, number: int) -> tuple[Path, Path, Path]:
    if split == "test":
        return folder / "test_data", folder / _REFERENCE / "concepts", folder / _REFERENCE / "rel"
    hospital = folder / _TRAINING / ("beth" if number % 2 else "partners")
    return hospital / "txt", hospital / "concept", hospital / "rel"


def _document(style: Style, split: Pool, random: Random, annotator: Random) -> _Document:
    """One heading and nine to eleven sentences about one patient."""
    document = _Document([random.choice(_HEADINGS)])
    sex = random.choice("FM")
    for _ in range(random.randrange(9, 12)):
        if random.randrange(100) < _EMPTY_LINES:
            document.lines.append("")
        sentence = draw_sentence(style, split, sex, random)
        space = random.randrange(100) < _LEADING_SPACES
        document.lines.append(" " * space + " ".join(sentence.words))
        _annotate(document, sentence, int(space), annotator)
    return document


def _annotate(document: _Document, sentence: Sentence, shift: int, annotator: Random) -> None:
    """Add the rows of one line. A leading space counts as a token of its own, as in the release."""
    found = annotate(sentence, annotator)
    where = {span: _place(sentence, span, len(document.lines), shift) for span in found.spans}
    document.concepts += [f'{place}||t="{span.type}"' for span, place in where.items()]
    for link in found.links:
        first, second = where[sentence.spans[link.first]], where[sentence.spans[link.second]]
        document.relations.append(f'{first}||r="{link.relation}"||{second}')


def _place(sentence: Sentence, span: Span, line: int, shift: int) -> str:
    text = " ".join(sentence.words[span.start : span.end + 1]).lower()
    return f'c="{text}" {line}:{span.start + shift} {line}:{span.end + shift}'
