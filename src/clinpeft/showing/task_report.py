"""What there is to say about a task's text: from the text where it is on this machine, from its card everywhere.

Of credentialed text counts and scores are shown, never text, and no count behind which stand fewer than ten patients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from clinpeft import catalogue, corpora
from clinpeft.corpora import Example, Splits
from clinpeft.corpora.disclosure import HIDDEN
from clinpeft.evaluation import floors
from clinpeft.showing.card_report import CardReport
from clinpeft.showing.floor_report import by_size, fitted_words, kept_words, telling_words
from clinpeft.showing.task_figures import task_figures
from clinpeft.showing.text import TextTable, columns, few_with_many_labels, in_one_line, mention_counts
from clinpeft.showing.token_lengths import earlier_cuts, token_counts
from clinpeft.specs import Floor

ABSENT = "This needs the text, which is not on this machine."
WITHHELD = "Of credentialed text no word is shown."


@dataclass(frozen=True)
class TaskReport(CardReport):
    """A task's text described; what needs the text itself says so where it is not on this machine."""

    splits: Splits | None
    """None where the text is not on this machine."""
    train: tuple[Example, ...]
    """The training texts that a run of this size and seed takes."""
    floor: Floor | None

    @property
    def notice(self) -> str:
        """Whether the text is here, in one sentence for the page."""
        if self.splits is not None and self.corpus.private:
            return "The text was prepared on this machine. No word of it is shown, and small counts are hidden."
        if self.splits is not None:
            same = "is the text" if self.splits.sha256 == self.figures["sha256"] else "is not the text"
            return f"The text is on this machine; by its checksum it {same} that the card of the corpus describes."
        return (
            f"The text of {self.corpus.title} is not on this machine, so this page shows the figures of its card and "
            f"no text; `clinpeft data fetch {self.corpus.name}` gets it where there is a network."
        )

    def where_shown(self, words: str) -> str:
        """Words that read a table of the text's own words; nothing where that table is not shown."""
        return "" if self.splits is None or self.corpus.private else words

    @cached_property
    def tokens(self) -> Mapping[str, np.ndarray]:
        """Lengths in tokens by split, of at most a thousand texts each; empty where text or tokenizer is not here."""
        if self.splits is None:
            return {}
        told = {split for split, part in self._splits_on_card() if part["words_per_text"]["median"] is not None}
        return {split: counts for split, counts in token_counts(self.splits).items() if split in told}

    def lengths(self) -> pd.DataFrame:
        """Median and 90th percentile of text lengths by split: words from the card, tokens where the text is here."""
        rows: list[dict[str, object]] = [
            {"unit": "words", "split": split, "statistic": name, "length": part["words_per_text"][key]}
            for split, part in self._splits_on_card()
            for key, name in (("median", "median"), ("percentile_90", "90th percentile"))
        ]
        for split, tokens in self.tokens.items():
            for name, percent in (("median", 50), ("90th percentile", 90)):
                value = float(np.percentile(tokens, percent))
                rows.append({"unit": "tokens", "split": split, "statistic": name, "length": value})
        return pd.DataFrame(rows)

    def cut_sentence(self) -> str:
        """How many training texts are longer than the task's limit, and lose their end."""
        if "train" not in self.tokens:
            return ""
        limit = self.task.max_length
        longer = float((self.tokens["train"] > limit).mean())
        told = f"The task allows a run {limit} tokens of a text; {longer:.0%} of the training texts are longer."
        return f"{told}{earlier_cuts(limit)}"

    def panels_sentence(self) -> str:
        """What the panels of a figure of lengths() show."""
        words = "words, from the card of the corpus"
        if not self.tokens:
            return f"What is counted are {words}; the pieces that a model reads are counted where the text is at hand."
        return f"On the left {words}; on the right the pieces that the model reads, counted in the text."

    def lengths_in_words(self, lengths: pd.DataFrame) -> str:
        """The text alternative of a figure of lengths()."""
        rows = lengths.to_dict("records")
        parts = [
            f"{row['split']}, {row['statistic']}: "
            + (HIDDEN if pd.isna(row["length"]) else f"{row['length']:.0f} {row['unit']}")
            for row in rows
        ]
        return f"Bar chart of text lengths. {'; '.join(parts)}."

    def examples(self, count: int = 3) -> pd.DataFrame:
        """Short training texts in sampled order, a new label first; for a token task with the mentions marked."""
        if self.splits is None or self.corpus.private:
            return self._absent()
        chosen = few_with_many_labels(self.train, count)
        texts = [{name: in_one_line(text) for name, text in columns(example).items()} for example in chosen]
        labels = [", ".join(dict.fromkeys(example.counted)) for example in chosen]
        return TextTable([{**text, "label": label} for text, label in zip(texts, labels, strict=True)])

    def floor_scores(self) -> pd.DataFrame:
        """The floor's scores, a row a metric."""
        if self.floor is None:
            return self._absent()
        rows: dict[str, dict[str, object]] = {score.metric: {} for score in self.floor.scores}
        for score in self.floor.scores:
            rows[score.metric][score.split] = score.reason if score.value is None else round(score.value, 3)
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("metric")

    def floor_sentence(self, metric: str) -> str:
        """The floor's main score in a sentence, the metric as the page writes it, with what validation chose."""
        if self.floor is None:
            return kept_words(self.task, self.corpus, self.figures["sha256"], metric) or ABSENT
        return fitted_words(self.task, self.floor, metric, len(self.train))

    @property
    def ceiling(self) -> float | None:
        """The best score that can be expected of any model, where the generator's own chances tell it."""
        known = self.figures.get("ceiling")
        return None if known is None else float(known["value"])

    def ceiling_sentence(self, metric: str) -> str:
        """The ceiling in a sentence, the metric as the page writes it."""
        if self.ceiling is None:
            return "Nobody knows the best score that is possible on this text."
        return (
            f"No model can be expected to reach more than {metric} {self.ceiling:.3f}: the rest is noise in the labels."
        )

    def floor_by_size(self, sizes: Sequence[int]) -> pd.DataFrame:
        """Test score of the floor with fewer or more training texts; samples are nested, larger hold smaller."""
        if self.splits is None:
            return self._absent()
        return by_size(self.task, self.splits, sizes)

    def telling_words(self, count: int = 8, label_a_row: bool = False) -> pd.DataFrame:
        """Phrases that push the word-count floor most towards each label, a column (or a row) a label."""
        if self.floor is None or self.floor.strength is None or self.corpus.private:
            return self._absent()
        found = telling_words(self.task, self.train, self.floor.strength, count)
        return TextTable(found.T) if label_a_row else found

    def mentions(self, count: int = 10) -> pd.DataFrame:
        """The commonest mentions of the training texts with their types."""
        if self.splits is None or self.corpus.private:
            return self._absent()
        found = mention_counts(self.train).most_common(count)
        return pd.DataFrame([(phrase, kind, n) for (phrase, kind), n in found], columns=["mention", "type", "times"])

    def mention_sentence(self) -> str:
        """How many of the test mentions a dictionary of the training mentions could know at all."""
        if self.splits is None:
            return ""
        known, wanted = set(mention_counts(self.train)), mention_counts(self.splits.test)
        seen = sum(n for mention, n in wanted.items() if mention in known) / sum(wanted.values())
        return f"Of the mentions in the test texts, {seen:.0%} also occur, with the same type, in the training texts."

    def _absent(self) -> pd.DataFrame:
        return TextTable({"not shown": [WITHHELD if self.splits is not None else ABSENT]})


def task_report(task: str, corpus: str, train_size: int | None, seed: int) -> TaskReport:
    """Describe a task's text on a corpus; where open text is missing the report says so.

    SpecError where the corpus does not serve the task; CorpusUnavailable for credentialed text not prepared here.
    """
    declared, source = catalogue.task(task), catalogue.corpus(corpus)
    splits = corpora.load(task, corpus) if source.private or corpora.state(corpus) == "ready" else None
    figures = task_figures(task, corpus, splits)
    if splits is None:
        return TaskReport(declared, source, figures, None, (), None)
    train = corpora.sample(splits.train, train_size, seed)
    floor = floors.floor(declared, train, splits.validation, splits.test)
    return TaskReport(declared, source, figures, splits, train, floor)
