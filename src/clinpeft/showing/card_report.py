"""What the card of a corpus says of a task's text; of credentialed text, what was counted as it was prepared."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from clinpeft import catalogue
from clinpeft.corpora.disclosure import HIDDEN
from clinpeft.specs import Corpus, Task

_COMPARED = (
    "distinct reports read",
    "of these, reports with the same letters and digits as in the copy this project was built with",
    "reports of that copy that were not found",
)


@dataclass(frozen=True)
class CardReport:
    """Figures of a task's text, whether the text is at hand or not."""

    task: Task
    corpus: Corpus
    figures: Mapping[str, Any]
    """The figures of the task: on the corpus's card, or of credentialed text as it was prepared here."""

    @property
    def address(self) -> str:
        """Where the text comes from, as a link where that is an address: that of the pinned folder, to be looked at."""
        found = re.fullmatch(r"https://raw\.githubusercontent\.com/([^/]+/[^/]+)/([^/]+)/(.*)", self.corpus.source)
        source = "https://github.com/{}/tree/{}/{}".format(*found.groups()) if found else self.corpus.source
        return f"<{source}>" if source.startswith("https://") else source

    def sizes(self) -> pd.DataFrame:
        """Texts, groups and words of each split."""
        rows = {
            split: {"texts": part["texts"], f"{self._group}s": part["groups"], "words": part["words"]}
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
        total, times = sum(shown.values()), f"{shown[least]:,} times" if shown[least] > 1 else "once"
        elsewhere = {label for _, part in self._splits_on_card() for label in part["labels"]}
        never = self._kinds(elsewhere - set(self.figures["splits"]["train"]["labels"]))
        least_words = "rarest of those that occur" if never else "rarest"
        lacking = f" In no training text: {', '.join(never)}." if never else ""
        return (
            f"In training, {most} is the commonest label ({shown[most] / total:.1%}) and {least} the {least_words} "
            f"({shown[least] / total:.1%}, {times}).{lacking}"
        )

    def shares_sentence(self, label: str) -> str:
        """The share of a label in each split; nothing where a count is hidden."""
        rows = self.labels()
        shares = rows[rows["label"] == label].set_index("split")["share"]
        if shares.isna().any():
            return ""
        parts = [f"{share:.1%} in {split}" for split, share in shares.items()]
        return f"Of the texts, {', '.join(parts[:-1])} and {parts[-1]} are labelled *{label}*."

    def facts(self) -> pd.DataFrame:
        """What the reader of the raw files removed or noticed, and how often, from the card.

        A comparison with the copy that the card itself was made of is left out: it tells nothing.
        """
        noted = self.figures["noted"]
        same = {noted.get(key) for key in _COMPARED[:2]}
        found = {**self.figures["removed"], **{k: n for k, n in noted.items() if len(same) > 1 or k not in _COMPARED}}
        return pd.DataFrame(found.items(), columns=["what", "how many"]).set_index("what").astype(object).fillna(HIDDEN)

    def _splits_on_card(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [(split, self.figures["splits"][split]) for split in ("train", "validation", "test")]

    @property
    def _group(self) -> str:
        """What the texts are grouped by. Synthetic text has the form of the original, and of each task its groups."""
        originals = [one for one in catalogue.CORPORA.values() if one.private and self.task.name in one.tasks]
        cluster = originals[0].cluster if self.corpus.tier == "synthetic" else self.corpus.cluster
        return {"premise": "first sentence"}.get(cluster, cluster)

    def _kinds(self, counted: Collection[str]) -> list[str]:
        """Labels, or types of mentions, in the task's order; those that never occur are left out."""
        order = self.task.entity_types or self.task.labels
        return [*(label for label in order if label in counted), *sorted(set(counted) - set(order))]
