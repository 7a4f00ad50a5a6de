"""What there is to say about a task's text: from the text where it is on this machine, from its card everywhere.

Of credentialed text counts and scores are shown, never text, and no count behind which stand fewer than ten patients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import catalogue, corpora
from clinpeft.corpora import Example, Splits, TextExample
from clinpeft.corpora.disclosure import HIDDEN
from clinpeft.evaluation import floors
from clinpeft.running.shown_text import columns, few_with_many_labels, mention_counts
from clinpeft.running.task_figures import task_figures
from clinpeft.running.token_lengths import earlier_cuts, token_counts
from clinpeft.specs import Corpus, Floor, Task

ABSENT = "This needs the text, which is not on this machine."
WITHHELD = "Of credentialed text no word is shown."


@dataclass(frozen=True)
class TaskReport:
    """A task's text described; what needs the text itself says so where it is not on this machine."""

    task: Task
    corpus: Corpus
    figures: Mapping[str, Any]
    """The figures of the task: on the corpus's card, or of credentialed text as it was prepared here."""
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
            f"leaves out examples and floor; `clinpeft data fetch {self.corpus.name}` gets it where there is a network."
        )

    def sizes(self) -> pd.DataFrame:
        """Texts, groups and words of each split."""
        rows = {
            split: {"texts": part["texts"], f"{self.corpus.cluster}s": part["groups"], "words": part["words"]}
            for split, part in self._splits_on_card()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("split").astype(object).fillna(HIDDEN)

    def labels(self) -> pd.DataFrame:
        """One row per split and label: count and share; for a token task the labels are types of mentions.

        Hidden counts are missing values, and shares are of what is shown.
        """
        rows = []
        for split, part in self._splits_on_card():
            shown = {label: count for label, count in part["labels"].items() if count is not None}
            for label in self._kinds(part["labels"]):
                count = part["labels"].get(label, 0)
                share = None if count is None else count / max(sum(shown.values()), 1)
                rows.append({"split": split, "label": label, "count": count, "share": share})
        return pd.DataFrame(rows)

    def labels_in_words(self) -> str:
        """The text alternative of a figure of labels()."""
        parts = [
            f"{row['split']}: {row['label']} "
            + (HIDDEN if pd.isna(row["count"]) else f"{row['count']:,.0f} ({row['share']:.0%})")
            for row in self.labels().to_dict("records")
        ]
        return f"Bar chart of labels by split. {'; '.join(parts)}."

    def balance_sentence(self) -> str:
        """The commonest and the rarest label of the training texts, in a sentence."""
        shown = {k: n for k, n in self.figures["splits"]["train"]["labels"].items() if n is not None}
        if not shown:
            return f"Too few patients stand behind the labels: their counts are {HIDDEN}."
        most, least = max(shown, key=lambda k: shown[k]), min(shown, key=lambda k: shown[k])
        total = sum(shown.values())
        return (
            f"In training, {most} is the commonest label ({shown[most] / total:.1%}) and {least} the rarest "
            f"({shown[least] / total:.1%}, {shown[least]:,} times)."
        )

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
            return ABSENT
        limit = self.task.max_length
        longer = float((self.tokens["train"] > limit).mean())
        told = f"The task allows a run {limit} tokens of a text; {longer:.0%} of the training texts are longer."
        return f"{told}{earlier_cuts(limit)}"

    def lengths_in_words(self, lengths: pd.DataFrame) -> str:
        """The text alternative of a figure of lengths()."""
        rows = lengths.to_dict("records")
        parts = [
            f"{row['split']}, {row['statistic']}: "
            + (HIDDEN if pd.isna(row["length"]) else f"{row['length']:.0f} {row['unit']}")
            for row in rows
        ]
        return f"Bar chart of text lengths. {'; '.join(parts)}."

    def facts(self) -> pd.DataFrame:
        """What the reader of the raw files removed or noticed, and how often, from the card."""
        found = {**self.figures["removed"], **self.figures["noted"]}
        return pd.DataFrame(found.items(), columns=["what", "how many"]).set_index("what").astype(object).fillna(HIDDEN)

    def examples(self, count: int = 3) -> pd.DataFrame:
        """Short training texts in sampled order, a new label first; for a token task with the mentions marked."""
        if self.splits is None or self.corpus.private:
            return self._absent()
        chosen = few_with_many_labels(self.train, count)
        rows = [{**columns(example), "label": ", ".join(dict.fromkeys(example.counted))} for example in chosen]
        return pd.DataFrame(rows)

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
            return ABSENT
        score = next(s for s in self.floor.scores if (s.split, s.metric) == ("test", self.task.main_metric))
        value = score.reason if score.value is None else f"{score.value:.3f}"
        chosen = f" The validation texts chose its strength, {self.floor.strength:g}." if self.floor.strength else ""
        size = f"{len(self.train):,} training texts"
        return f"Fitted on {size}, the floor ({self.floor.name}) reaches {metric} {value} on the test texts.{chosen}"

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
        rows: dict[int, dict[str, float | None]] = {}
        for size in sizes:
            part = corpora.sample(self.splits.train, min(size, len(self.splits.train)), seed=0)
            made = floors.floor(self.task, part, self.splits.validation, self.splits.test)
            scores = {s.metric: s.value for s in made.scores if s.split == "test"}
            rows[len(part)] = {f"floor, test {self.task.main_metric}": scores[self.task.main_metric]}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("training texts").round(3)

    def telling_words(self, count: int = 8) -> pd.DataFrame:
        """Phrases that push the word-count floor most towards each label."""
        if self.floor is None or self.floor.strength is None or self.corpus.private:
            return self._absent()
        counter, model = floors.word_counter(), floors.word_model(self.floor.strength)
        texts = [example for example in self.train if isinstance(example, TextExample)]
        model.fit(
            counter.fit_transform([" ".join(columns(example).values()) for example in texts]),
            [example.label for example in texts],
        )
        phrases = np.array(counter.get_feature_names_out())
        pulls = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_, model.coef_])
        best = {label: phrases[np.argsort(-pull)[:count]] for label, pull in zip(model.classes_, pulls, strict=True)}
        return pd.DataFrame({f"towards {label}": best[label] for label in self.task.labels if label in best})

    def mentions(self, count: int = 10) -> pd.DataFrame:
        """The commonest mentions of the training texts with their types."""
        if self.splits is None or self.corpus.private:
            return self._absent()
        found = mention_counts(self.train).most_common(count)
        return pd.DataFrame([(phrase, kind, n) for (phrase, kind), n in found], columns=["mention", "type", "times"])

    def mention_sentence(self) -> str:
        """How many of the test mentions a dictionary of the training mentions could know at all."""
        if self.splits is None:
            return ABSENT
        known, wanted = set(mention_counts(self.train)), mention_counts(self.splits.test)
        seen = sum(n for mention, n in wanted.items() if mention in known) / sum(wanted.values())
        return f"Of the mentions in the test texts, {seen:.0%} also occur, with the same type, in the training texts."

    def _splits_on_card(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [(split, self.figures["splits"][split]) for split in ("train", "validation", "test")]

    def _kinds(self, counted: Mapping[str, object]) -> list[str]:
        """Labels, or types of mentions, in the task's order; those that never occur are left out."""
        order = self.task.entity_types or self.task.labels
        return [*(label for label in order if label in counted), *sorted(set(counted) - set(order))]

    def _absent(self) -> pd.DataFrame:
        return pd.DataFrame({"not shown": [WITHHELD if self.splits is not None else ABSENT]})


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
