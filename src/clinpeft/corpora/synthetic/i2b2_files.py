"""i2b2-2010-shaped files of made-up documents, in the folders of the release."""

from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic import templates
from clinpeft.corpora.synthetic.pools import DOCUMENT_PREFIX, Pool, pool
from clinpeft.corpora.synthetic.sentences import Sentence, draw_sentence

_TRAINING = "concept_assertion_relation_training_data"
# Percent of lines.
_EMPTY_LINES = 3
_LEADING_SPACES = 3


def write_i2b2_2010(folder: Path, seed: int, documents: int) -> None:
    """Write so many made-up documents (.txt) with their mentions (.con); equal seeds give equal bytes.

    Documents whose pool is test stand where the release keeps its official test, the others with beth and partners.
    """
    random = Random(f"i2b2 2010 {seed}")
    for number in range(documents):
        name = f"{DOCUMENT_PREFIX}{number:04d}"
        texts, concepts = _folders(folder, pool(name), number)
        lines, rows = _document(pool(name), random)
        for parent, ending, content in ((texts, "txt", lines), (concepts, "con", rows)):
            parent.mkdir(parents=True, exist_ok=True)
            # Bytes, so that no platform puts its own line ends.
            (parent / f"{name}.{ending}").write_bytes(("\n".join(content) + "\n").encode("utf-8"))


def _folders(folder: Path, split: Pool, number: int) -> tuple[Path, Path]:
    if split == "test":
        return folder / "test_data", folder / "reference_standard_for_test_data" / "concepts"
    hospital = folder / _TRAINING / ("beth" if number % 2 else "partners")
    return hospital / "txt", hospital / "concept"


def _document(split: Pool, random: Random) -> tuple[list[str], list[str]]:
    """Lines of the text and rows of the annotation; one heading and nine to eleven sentences."""
    lines = [random.choice(templates.HEADINGS)]
    rows: list[str] = []
    for _ in range(random.randrange(9, 12)):
        if random.randrange(100) < _EMPTY_LINES:
            lines.append("")
        sentence = draw_sentence(split, random)
        space = random.randrange(100) < _LEADING_SPACES
        lines.append(" " * space + " ".join(sentence.words))
        rows += _rows(sentence, len(lines), int(space))
    return lines, rows


def _rows(sentence: Sentence, line: int, shift: int) -> list[str]:
    """A leading space counts as a token of its own, as in the release."""
    return [
        f'c="{" ".join(sentence.words[span.start : span.end + 1]).lower()}" '
        f'{line}:{span.start + shift} {line}:{span.end + shift}||t="{span.type}"'
        for span in sentence.spans
    ]
