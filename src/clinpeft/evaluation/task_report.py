"""What there is to say about a task's text: from the text where it is on this machine, from its card everywhere."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import catalogue, corpora
from clinpeft.corpora import Example, Splits, TextExample, TokenExample
from clinpeft.evaluation import floors
from clinpeft.specs import Corpus, Floor, SpecError, Task

SHORT = 25
"""Longest text, in words, that is shown as an example."""

ABSENT = "This needs the text, which is not on this machine."

CountTokens = Callable[[Example], int]


@dataclass(frozen=True)
class TaskReport:
    """A task's text described; what needs the text itself says so where it is not on this machine."""

    task: Task
    corpus: Corpus
    figures: Mapping[str, Any]
    """The figures of the task on the corpus's card."""
    splits: Splits | None
    """None where the text is not on this machine."""
    train: tuple[Example, ...]
    """The training texts that a run of this size and seed takes."""
    floor: Floor | None

    @property
    def notice(self) -> str:
        """Whether the text is here, in one sentence for the page."""
        if self.splits is not None:
            same = "is the text" if self.splits.sha256 == self.figures["sha256"] else "is not the text"
            return f"The text is on this machine; by its checksum it {same} that the card of the corpus describes."
        return (
            f"The text of {self.corpus.title} is not on this machine, so this page shows the figures of its card and "
            f"leaves out examples and floor; `clinpeft data fetch {self.corpus.name}` gets it where there is a network."
        )

    def sizes(self) -> pd.DataFrame:
        """Texts, groups and words of each split, from the card."""
        rows = {
            split: {"texts": part["texts"], f"{self.corpus.cluster}s": part["groups"], "words": part["words"]}
            for split, part in self._splits_on_card()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("split")

    def labels(self) -> pd.DataFrame:
        """One row per split and label: count and share; for a token task the labels are types of mentions."""
        rows = [
            {"split": split, "label": label, "count": count, "share": count / sum(part["labels"].values())}
            for split, part in self._splits_on_card()
            for label, count in sorted(part["labels"].items())
        ]
        return pd.DataFrame(rows)

    def labels_in_words(self) -> str:
        """The text alternative of a figure of labels()."""
        rows = self.labels().to_dict("records")
        parts = [f"{row['split']}: {row['label']} {row['count']:,} ({row['share']:.0%})" for row in rows]
        return f"Bar chart of labels by split. {'; '.join(parts)}."

    def lengths(self, count_tokens: CountTokens) -> pd.DataFrame:
        """Median and 90th percentile of text lengths by split: words from the card, tokens where the text is here."""
        rows = [
            {"unit": "words", "split": split, "statistic": name, "length": part["words_per_text"][key]}
            for split, part in self._splits_on_card()
            for key, name in (("median", "median"), ("percentile_90", "90th percentile"))
        ]
        for split, examples in self.splits.items() if self.splits else ():
            tokens = [count_tokens(example) for example in examples]
            for name, percent in (("median", 50), ("90th percentile", 90)):
                value = float(np.percentile(tokens, percent))
                rows.append({"unit": "tokens", "split": split, "statistic": name, "length": value})
        return pd.DataFrame(rows)

    def lengths_in_words(self, lengths: pd.DataFrame) -> str:
        """The text alternative of a figure of lengths()."""
        rows = lengths.to_dict("records")
        parts = [f"{row['split']}, {row['statistic']}: {row['length']:.0f} {row['unit']}" for row in rows]
        return f"Bar chart of text lengths. {'; '.join(parts)}."

    def facts(self) -> pd.DataFrame:
        """What the reader of the raw files removed or noticed, and how often, from the card."""
        found = {**self.figures["removed"], **self.figures["noted"]}
        return pd.DataFrame(found.items(), columns=["what", "how many"]).set_index("what")

    def examples(self, count: int = 3) -> pd.DataFrame:
        """Short training texts in sampled order, a new label first; for a token task with the mentions marked."""
        if self.splits is None:
            return self._absent()
        short = [e for e in self.train if len(_words(e)) <= SHORT and e.counted]
        chosen: list[Example] = []
        for _ in range(min(count, len(short))):
            seen = {label for example in chosen for label in example.counted}
            left = [example for example in short if example not in chosen]
            chosen.append(max(left, key=lambda example: len(set(example.counted) - seen)))
        rows = [{"text": _marked(example), "label": ", ".join(dict.fromkeys(example.counted))} for example in chosen]
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

    def floor_by_size(self, sizes: Sequence[int]) -> pd.DataFrame:
        """Test score of the floor with fewer or more training texts; samples are nested, larger hold smaller."""
        if self.splits is None:
            return self._absent()
        rows = {}
        for size in sizes:
            part = corpora.sample(self.splits.train, min(size, len(self.splits.train)), seed=0)
            made = floors.floor(self.task, part, self.splits.validation, self.splits.test)
            scores = {s.metric: s.value for s in made.scores if s.split == "test"}
            rows[len(part)] = {f"floor, test {self.task.main_metric}": scores[self.task.main_metric]}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("training texts").round(3)

    def telling_words(self, count: int = 8) -> pd.DataFrame:
        """Phrases that push the word-count floor most towards the last label and towards the first."""
        if self.floor is None or self.floor.strength is None:
            return self._absent()
        counter, model = floors.word_counter(), floors.word_model(self.floor.strength)
        texts = [example for example in self.train if isinstance(example, TextExample)]
        model.fit(counter.fit_transform([example.text for example in texts]), [example.label for example in texts])
        pull = pd.Series(model.coef_[0] * (1 if model.classes_[1] == self.task.labels[-1] else -1))
        pull.index = pd.Index(counter.get_feature_names_out())
        ordered = pull.sort_values()
        first, last = ordered.head(count), ordered.tail(count)[::-1]
        return pd.DataFrame(
            {f"towards {self.task.labels[-1]}": last.index, f"towards {self.task.labels[0]}": first.index}
        )

    def mentions(self, count: int = 10) -> pd.DataFrame:
        """The commonest mentions of the training texts with their types."""
        if self.splits is None:
            return self._absent()
        found = _mentions(self.train).most_common(count)
        return pd.DataFrame([(phrase, kind, n) for (phrase, kind), n in found], columns=["mention", "type", "times"])

    def mention_sentence(self) -> str:
        """How many of the test mentions a dictionary of the training mentions could know at all."""
        if self.splits is None:
            return ABSENT
        known, wanted = set(_mentions(self.train)), _mentions(self.splits.test)
        seen = sum(n for mention, n in wanted.items() if mention in known) / sum(wanted.values())
        return f"Of the mentions in the test texts, {seen:.0%} also occur, with the same type, in the training texts."

    def _splits_on_card(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [(split, self.figures["splits"][split]) for split in ("train", "validation", "test")]

    def _absent(self) -> pd.DataFrame:
        return pd.DataFrame({"not shown": [ABSENT]})


def task_report(task: str, corpus: str, train_size: int | None, seed: int) -> TaskReport:
    """Describe a task's text on a corpus; never fails for want of text, which the report then says."""
    declared, source = catalogue.task(task), catalogue.corpus(corpus)
    if task not in source.tasks:
        raise SpecError(f"corpus {corpus!r} does not serve task {task!r}; it serves: {', '.join(source.tasks)}")
    card: Any = corpora.card(corpus)
    figures = card["tasks"][task]
    if figures is None:
        raise SpecError(f"corpus {corpus!r} has a file that nobody here has seen, so its card holds no figures yet")
    if corpora.state(corpus) != "ready":
        return TaskReport(declared, source, figures, None, (), None)
    splits = corpora.load(task, corpus)
    train = corpora.sample(splits.train, train_size, seed)
    floor = floors.floor(declared, train, splits.validation, splits.test)
    return TaskReport(declared, source, figures, splits, train, floor)


def _words(example: Example) -> Sequence[str]:
    return example.words if isinstance(example, TokenExample) else example.text.split()


def _marked(example: Example) -> str:
    if not isinstance(example, TokenExample):
        return example.text
    words = list(example.words)
    for start, end, kind in floors.spans(example.tags):
        words[start] = f"[{words[start]}"
        words[end - 1] = f"{words[end - 1]}]({kind})"
    return " ".join(words)


def _mentions(examples: Sequence[Example]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for example in examples:
        if isinstance(example, TokenExample):
            spans = floors.spans(example.tags)
            found.update((" ".join(example.words[start:end]).lower(), kind) for start, end, kind in spans)
    return found
