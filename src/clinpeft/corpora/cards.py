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
from clinpeft.corpora.examples import Example
from clinpeft.corpora.files import File, card, card_path, declared_files, pinned
from clinpeft.corpora.lengths import number_of_words
from clinpeft.corpora.sources import Removed, make_splits, source
from clinpeft.corpora.staging import staged
from clinpeft.specs import Corpus


def make_card(name: str) -> dict[str, object]:
    """The card as catalogue and data give it now; files and measured leakage are taken over from the committed card.

    It holds counts, never text. CorpusUnavailable where an open corpus has not been fetched; no figures (None) where a
    file of it has never been seen.
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
        "files": [_as_declared(file) for file in declared_files(name)],
        "tasks": {task: _task_figures(task, name) if pinned(name) else None for task in corpus.tasks},
        **_where_it_differs(corpus),
        **{key: value for key, value in card(name).items() if key == "leakage"},
    }


def _where_it_differs(corpus: Corpus) -> dict[str, object]:
    """What only some corpora are: an edition of another, split as published, split in folds."""
    special = {"edition_of": corpus.edition_of, "repeats_cross": corpus.repeats_cross, "folds": corpus.folds}
    return {key: value for key, value in special.items() if value}


def _as_declared(file: File) -> dict[str, object]:
    """A file as the card writes it: what is as usual is left out."""
    written: dict[str, object] = {"path": file.path, "bytes": file.bytes, "sha256": file.sha256}
    if not file.served:
        written["served"] = False
    return written if file.slot is None else {**written, "slot": file.slot}


def _task_figures(task: str, corpus: str) -> dict[str, object]:
    if catalogue.corpus(corpus).private:
        # Counts of text under a data agreement stay with those who have signed it.
        return {"text": catalogue.task(task).text}
    generates = catalogue.corpus(corpus).tier == "synthetic"
    raw = generated.raw_files(task) if generates else require_ready(corpus)
    how = source(task, corpus)
    reading = how.read(raw)
    splits, left_out = make_splits(task, corpus, reading)
    figures: dict[str, object] = {
        "text": catalogue.task(task).text,
        "removed": {**reading.removed, **_left_out(left_out)},
        "noted": dict(reading.noted),
        "sha256": splits.sha256,
        "splits": {split: split_figures(examples) for split, examples in splits.items()},
    }
    if generates:
        figures["generator"] = generated.settings(task)
        # Four digits: what is left over differs between platforms' arithmetic.
        figures["ceiling"] = {"metric": catalogue.task(task).main_metric, "value": round(generated.ceiling(task), 4)}
    return figures


def _left_out(removed: Removed) -> dict[str, int]:
    left_out = {"texts that occur again in a later split": removed.repeats}
    if removed.near_twins is not None:
        left_out["texts that share half of the runs of five words of a text in a later split"] = removed.near_twins
    if removed.beyond:
        left_out["training texts past the task's limit of tokens"] = removed.beyond
    return left_out


def split_figures(examples: tuple[Example, ...]) -> dict[str, object]:
    """Counts of one split as they stand on a card: texts, groups, words, lengths, labels."""
    lengths = [number_of_words(example) for example in examples]
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


def write_card(name: str) -> None:
    """Write data/corpora/<name>.json afresh."""
    text = json.dumps(make_card(name), indent=2, sort_keys=True, ensure_ascii=False)
    with staged(card_path(name).parent) as place:  # the old card stays whole until the new one is
        made = place / card_path(name).name
        made.write_text(text + "\n", encoding="utf-8")
        made.replace(card_path(name))


if __name__ == "__main__":
    for corpus_name in sys.argv[1:] or catalogue.CORPORA:
        write_card(corpus_name)
