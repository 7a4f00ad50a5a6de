"""The figures of a task's text: from the corpus's card, or of credentialed text as prepared, small counts hidden."""

from collections.abc import Mapping
from typing import Any

from clinpeft import catalogue, corpora
from clinpeft.corpora import CorpusUnavailable, Example, Splits, prepared
from clinpeft.corpora.cards import split_figures
from clinpeft.corpora.disclosure import safe_count, safe_label_counts
from clinpeft.specs import SpecError


def task_figures(task: str, corpus: str, splits: Splits | None) -> Mapping[str, Any]:
    """Counts and lengths by split, what was removed, and the checksum; ``splits`` only matters for credentialed text.

    SpecError where the corpus does not serve the task; CorpusUnavailable where its card has no figures yet.
    """
    declared = catalogue.corpus(corpus)
    if task not in declared.tasks:
        raise SpecError(f"corpus {corpus!r} does not serve task {task!r}; it serves: {', '.join(declared.tasks)}")
    if declared.private:
        if splits is None:
            raise CorpusUnavailable(f"corpus {corpus!r} has not been prepared on this machine for task {task!r}")
        return _safe_figures(task, corpus, splits)
    card: Any = corpora.card(corpus)
    figures = card["tasks"][task]
    if figures is None:  # a file that nobody here has seen
        raise CorpusUnavailable(f"corpus {corpus!r} has no figures yet on its card for task {task!r}")
    return dict(figures)


def _safe_figures(task: str, corpus: str, splits: Splits) -> dict[str, Any]:
    summary = prepared.summary(task, corpus)
    return {
        "sha256": splits.sha256,
        "removed": {reason: safe_count(count) for reason, count in summary["removed"].items()},
        "noted": {reason: safe_count(count) for reason, count in summary["noted"].items()},
        "splits": {split: _safe_split(examples) for split, examples in splits.items()},
    }


def _safe_split(examples: tuple[Example, ...]) -> dict[str, Any]:
    figures: Any = split_figures(examples)
    few = safe_count(figures["groups"]) is None
    counts = {name: None if few else figures[name] for name in ("texts", "groups", "words")}
    lengths = dict.fromkeys(figures["words_per_text"]) if few else figures["words_per_text"]
    return {**counts, "words_per_text": lengths, "labels": safe_label_counts(examples)}
