"""Make the card of a corpus: what it is, on which terms, its files, and the figures of each of its tasks.

After a change of a reader, a split or the generator, run ``python -m clinpeft.corpora.cards``.
"""

import json
import sys
from collections import Counter

import numpy

from clinpeft import catalogue
from clinpeft.corpora import generated
from clinpeft.corpora.download import require_ready
from clinpeft.corpora.examples import Example, TextExample
from clinpeft.corpora.files import card_files, card_path
from clinpeft.corpora.sources import source
from clinpeft.specs import as_plain


def make_card(name: str) -> dict[str, object]:
    """The card as catalogue and data give it now; only the list of files is taken over from the committed card.

    It holds counts, never text. CorpusUnavailable where an open corpus has not been fetched.
    """
    corpus = catalogue.corpus(name)
    return {
        "name": corpus.name,
        "title": corpus.title,
        "tier": corpus.tier,
        "language": corpus.language,
        "licence": corpus.licence,
        "citation": corpus.citation,
        "source": corpus.source,
        "cluster": corpus.cluster,
        "caveats": list(corpus.caveats),
        "files": as_plain(tuple(card_files(name))),
        "tasks": {task: _task_figures(task, name) for task in corpus.tasks},
    }


def _task_figures(task: str, corpus: str) -> dict[str, object]:
    if catalogue.corpus(corpus).private:
        # Counts of text under a data agreement stay with those who have signed it.
        return {"text": catalogue.task(task).text}
    generates = catalogue.corpus(corpus).tier == "synthetic"
    raw = generated.raw_files(task) if generates else require_ready(corpus)
    how = source(task, corpus)
    reading = how.read(raw)
    splits, repeats = how.splits(reading)
    figures: dict[str, object] = {
        "text": catalogue.task(task).text,
        "removed": {**reading.removed, "texts that occur again in a later split": repeats},
        "noted": dict(reading.noted),
        "sha256": splits.sha256,
        "splits": {split: _split_figures(examples) for split, examples in splits.items()},
    }
    if generates:
        figures["generator"] = generated.settings(task)
        # Four digits: what is left over differs between platforms' arithmetic.
        figures["ceiling"] = {"metric": catalogue.task(task).main_metric, "value": round(generated.ceiling(task), 4)}
    return figures


def _split_figures(examples: tuple[Example, ...]) -> dict[str, object]:
    lengths = [_number_of_words(example) for example in examples]
    return {
        "texts": len(examples),
        "groups": len({example.group for example in examples}),
        "words": sum(lengths),
        "words_per_text": {
            "median": round(float(numpy.median(lengths)), 1),
            "percentile_90": round(float(numpy.percentile(lengths, 90)), 1),
        },
        "labels": dict(Counter(label for example in examples for label in example.counted)),
    }


def _number_of_words(example: Example) -> int:
    if not isinstance(example, TextExample):
        return len(example.words)
    return len(example.text.split()) + len((example.text_pair or "").split())


def write_card(name: str) -> None:
    """Write data/corpora/<name>.json afresh."""
    text = json.dumps(make_card(name), indent=2, sort_keys=True, ensure_ascii=False)
    card_path(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for corpus_name in sys.argv[1:] or catalogue.CORPORA:
        write_card(corpus_name)
