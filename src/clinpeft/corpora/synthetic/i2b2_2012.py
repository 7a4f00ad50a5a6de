"""i2b2-2012-shaped files of made-up documents: events in XML, in the folders of the release."""

from pathlib import Path
from random import Random

from clinpeft.corpora.synthetic.annotators import MISSED_MENTIONS
from clinpeft.corpora.synthetic.chances import happens
from clinpeft.corpora.synthetic.filling import Draft, fill
from clinpeft.corpora.synthetic.lexicon_files import lists
from clinpeft.corpora.synthetic.pools import Pool, pool
from clinpeft.corpora.synthetic.tagged_xml import TaggedText, write_tagged

_TRAINING = "2012-07-15.original-annotation.release"
_TEST = "2012-08-08.test-data.event-timex-groundtruth/xml"
_WORDS = lists("event_sentences")
_TAILS = lists("sentences")["tail"]
# Percent of sentences; sentences of a document.
_WITH_TAIL = 25
_SENTENCES = (9, 12)


def write_i2b2_2012(folder: Path, seed: int, documents: int) -> None:
    """Write so many made-up documents with their events (.xml); equal seeds give equal bytes."""
    random = Random(f"i2b2 2012 {seed}")
    annotator = Random(f"i2b2 2012 annotator {seed}")
    for number in range(documents):
        split = pool(str(number))
        place = folder / (_TEST if split == "test" else _TRAINING) / f"{number}.xml"
        write_tagged(place, "ClinicalNarrativeTemporalAnnotation", "type", _document(split, random, annotator))


def _document(split: Pool, random: Random, annotator: Random) -> TaggedText:
    """Two headings, an admission date, and sentences about one patient, one a line."""
    made = TaggedText()
    made.add("Admission Date :\n")
    made.add(f"{random.randrange(1, 13):02d}/{random.randrange(1, 29):02d}/2014", "TIMEX3", "DATE")
    made.add(f"\n{random.choice(_WORDS['heading'])}\n")
    sex = random.choice("FM")
    for _ in range(random.randrange(*_SENTENCES)):
        draft = Draft()
        fill(draft, random.choice(_WORDS["sentence"]).removesuffix(" ."), split, sex, random)
        if happens(random, _WITH_TAIL):
            fill(draft, random.choice(_TAILS), split, sex, random)
        draft.words[0] = draft.words[0][0].upper() + draft.words[0][1:]
        _add(made, draft, annotator)
        made.add(" .\n")
    return made


def _add(made: TaggedText, draft: Draft, annotator: Random) -> None:
    """One sentence: its words, and the events that the annotator found."""
    ends = {span.start: span for span in draft.spans}
    at = 0
    while at < len(draft.words):
        made.add(" " if at else "")
        span = ends.get(at)
        if span is None:
            made.add(draft.words[at])
            at += 1
            continue
        words = " ".join(draft.words[span.start : span.end + 1])
        missed = happens(annotator, MISSED_MENTIONS)
        made.add(words, "" if missed else "EVENT", span.type.upper())
        at = span.end + 1
