"""Evidence Inference 2.0: what a passage of a trial report says about a comparison."""

from collections import Counter
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.open.repeats import CLASHING, FirstOfEqualTexts
from clinpeft.corpora.open.tables import named_rows
from clinpeft.corpora.raw import RawDataError

_LABELS = {
    "significantly decreased": "decreased",
    "no significant difference": "no_difference",
    "significantly increased": "increased",
    "significantly increase": "increased",
}
_SPLITS = ("train", "validation", "test")
_ANSWERS = ("PromptID", "PMCID", "Valid Label", "Label", "Annotations")
_QUESTIONS = ("PromptID", "Outcome", "Intervention", "Comparator")
_INVALID = "answers that a second annotator did not accept"
_EMPTY = "answers without a passage"
_REPEAT = "repeats of an earlier passage and question"
_UNSPLIT = "answers on articles that are in no official split"


def read_trial_outcome(raw: Path) -> Reading:
    """Read task trial_outcome: passage and statement to judge, from the annotations and prompts of version 2.

    The source asks about intervention, comparator and outcome; the statement is put together from them here. The
    group is the article.
    """
    removed = Counter(dict.fromkeys((_INVALID, _EMPTY, _REPEAT, CLASHING, _UNSPLIT), 0))
    questions = {row["PromptID"]: row for row in named_rows(raw / "prompts_merged.csv", _QUESTIONS)}
    splits = _official_splits(raw)
    firsts = FirstOfEqualTexts(removed, _REPEAT)
    for number, row in enumerate(named_rows(raw / "v2_annotations.csv", _ANSWERS)):
        reason = _reason_to_skip(row, row["PMCID"] in splits)
        if reason is not None:
            removed[reason] += 1
            continue
        if row["PromptID"] not in questions:
            raise RawDataError(f"v2_annotations.csv: PromptID {row['PromptID']} is not in prompts_merged.csv.")
        example = TextExample(
            id=f"{row['PMCID']}:{row['PromptID']}:{number}",
            group=row["PMCID"],
            text=" ".join(row["Annotations"].split()),
            text_pair=_statement(questions[row["PromptID"]]),
            label=_LABELS[row["Label"]],
        )
        firsts.add(example)
    return Reading(firsts.kept, dict(removed), official=splits)


def _reason_to_skip(row: dict[str, str], in_a_split: bool) -> str | None:
    if row["Valid Label"] != "True":
        return _INVALID
    if row["Label"] not in _LABELS:
        raise RawDataError(
            f"v2_annotations.csv, PromptID {row['PromptID']}: unknown label {row['Label']!r}; "
            f"known: {', '.join(_LABELS)}."
        )
    if not row["Annotations"].strip():
        return _EMPTY
    return None if in_a_split else _UNSPLIT


def _official_splits(raw: Path) -> dict[str, str]:
    splits = {}
    for split in _SPLITS:
        path = raw / "splits" / f"ev2_{split}_article_ids.txt"
        if not path.is_file():
            raise RawDataError(f"{path} is missing; fetch the corpus again.")
        splits.update(dict.fromkeys(path.read_text(encoding="utf-8").split(), split))
    return splits


def _statement(question: dict[str, str]) -> str:
    """The comparison in words, as the annotators saw its three parts.

    >>> _statement({"Outcome": "pain", "Intervention": "ice", "Comparator": "rest"})
    'pain: ice compared with rest'
    """
    outcome, intervention, comparator = (
        " ".join(question[part].split()) for part in ("Outcome", "Intervention", "Comparator")
    )
    return f"{outcome}: {intervention} compared with {comparator}"
