"""Prepared credentialed text: written once under $CLINPEFT_HOME/private (mode 0700), read from there by every run.

A folder <task>-<corpus>/ holds train.jsonl, validation.jsonl and test.jsonl (one example a line) and prepared.json
(counts and the sha256 of the splits).
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from clinpeft import catalogue, paths
from clinpeft.corpora.download import CorpusUnavailable
from clinpeft.corpora.examples import Example, Splits, TextExample, TokenExample
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.sources import source
from clinpeft.corpora.splits import normalised
from clinpeft.corpora.staging import install, staged

_SUMMARY = "prepared.json"
_IN_TEST = "training texts that stand in the test too, by letters and digits"


@dataclass(frozen=True)
class Preparation:
    """What preparing gave: the splits, and counts of what the reader left out or noticed."""

    splits: Splits
    removed: dict[str, int]
    noted: dict[str, int]


def is_prepared(task: str, corpus: str) -> bool:
    """Whether they have been prepared on this machine."""
    return (paths.prepared(task, corpus) / _SUMMARY).is_file()


def prepare(task: str, corpus: str, raw: Path) -> Preparation:
    """Read raw files, split, and store the examples; the folder appears whole, or stays as it was.

    RawDataError where the raw files are not as expected, or a split lacks all labels but one; SpecError where the
    corpus does not serve the task or the files are too few to be split.
    """
    how = source(task, corpus)
    reading = how.read(raw)
    splits, repeats = how.splits(reading)
    _require_labels(task, splits)
    removed = {**reading.removed, "texts that occur again in a later split": repeats}
    made = Preparation(splits, removed, {**reading.noted, _IN_TEST: _number_in_test(splits)})
    _store(made, paths.prepared(task, corpus))
    return made


def _number_in_test(splits: Splits) -> int:
    """Official splits are kept as they are, so it is told how many training texts stand in the test as well."""
    test = {normalised(example) for example in splits.test}
    return sum(normalised(example) in test for example in splits.train)


def _require_labels(task: str, splits: Splits) -> None:
    kind = catalogue.task(task).kind
    for name, examples in splits.items():
        labels = {label for example in examples for label in example.counted}
        if len(labels) < (1 if kind == "token" else 2):
            raise RawDataError(
                f"the {name} split has {len(examples)} texts and only {len(labels)} of the labels of task {task!r}. "
                "Nothing can be learnt or measured so; use the whole release."
            )


def _store(made: Preparation, target: Path) -> None:
    paths.make_private(target.parent)
    with staged(target.parent) as parent:
        new = parent / "new"
        new.mkdir(mode=0o700)
        for name, examples in made.splits.items():
            lines = (json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in examples)
            with (new / f"{name}.jsonl").open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
        summary = {"sha256": made.splits.sha256, "removed": made.removed, "noted": made.noted, "splits": _counts(made)}
        (new / _SUMMARY).write_text(json.dumps(summary, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        install(new, target)


def _counts(made: Preparation) -> dict[str, object]:
    return {
        name: {
            "texts": len(examples),
            "groups": len({example.group for example in examples}),
            "labels": dict(Counter(label for example in examples for label in example.counted)),
        }
        for name, examples in made.splits.items()
    }


def load(task: str, corpus: str) -> Splits:
    """The prepared splits; CorpusUnavailable where they were not prepared, or are no longer what was written."""
    where = paths.prepared(task, corpus)
    if not is_prepared(task, corpus):
        raise CorpusUnavailable(
            f"corpus {corpus!r} is unavailable for task {task!r}: it has not been prepared on this machine.\n"
            f"  licence: {catalogue.corpus(corpus).licence}\n"
            f"  With the raw files on your disk, run `clinpeft data prepare {task} {corpus} --raw DIR`."
        )
    splits = _as_written(where)
    if splits is None:
        raise CorpusUnavailable(
            f"corpus {corpus!r} is unavailable for task {task!r}: {where} is no longer what was written there.\n"
            f"  Run `clinpeft data prepare {task} {corpus} --raw DIR` again."
        )
    return splits


def _as_written(where: Path) -> Splits | None:
    """The splits in a folder; None where a file is gone, cut short or changed."""
    try:
        train, validation, test = (tuple(_read(where / f"{name}.jsonl")) for name in ("train", "validation", "test"))
        sha256 = json.loads((where / _SUMMARY).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, TypeError, KeyError):  # said without the error: it may quote the text
        return None
    splits = Splits.of(train, validation, test)
    return splits if splits.sha256 == sha256 else None


def _read(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as lines:
        for line in lines:
            content = json.loads(line)
            if "words" in content:
                yield TokenExample(content["id"], content["group"], tuple(content["words"]), tuple(content["tags"]))
            else:
                yield TextExample(**content)


def summary(task: str, corpus: str) -> dict[str, dict[str, int]]:
    """What preparing removed and noticed: reason to how many."""
    told = json.loads((paths.prepared(task, corpus) / _SUMMARY).read_text(encoding="utf-8"))
    return {"removed": told["removed"], "noted": told["noted"]}


def state(corpus: str) -> str:
    """ "ready" where every task of a credentialed corpus is prepared, "in part" where some are, else "missing"."""
    prepared = [is_prepared(task, corpus) for task in catalogue.corpus(corpus).tasks]
    return "ready" if all(prepared) else "in part" if any(prepared) else "missing"


def verify(corpus: str) -> list[str]:
    """One line for each task of a credentialed corpus that is not prepared, or is no longer what was written."""
    problems = []
    for task in catalogue.corpus(corpus).tasks:
        try:
            load(task, corpus)
        except CorpusUnavailable as unavailable:
            problems.append(str(unavailable).partition("\n")[0])
    return problems
