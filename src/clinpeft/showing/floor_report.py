"""What a task page says of its floor: fitted here where the text is, else as data/floors.json keeps it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from clinpeft import corpora, paths
from clinpeft.corpora import Example, Splits, TextExample
from clinpeft.evaluation import floors
from clinpeft.showing.text import TextTable, columns
from clinpeft.specs import Corpus, Floor, Task


def fitted_words(task: Task, floor: Floor, metric: str, train_size: int) -> str:
    """The main score of a floor fitted here in a sentence, the metric as the page writes it, and what was chosen."""
    score = next(s for s in floor.scores if (s.split, s.metric) == ("test", task.main_metric))
    value = score.reason if score.value is None else f"{score.value:.3f}"
    reached = f"the floor ({floor.name}) reaches {metric} {value} on the test texts."
    return f"Fitted on {train_size:,} training texts, {reached}{_chosen(task, floor.strength)}"


def kept_words(task: Task, corpus: Corpus, sha256: str, metric: str) -> str | None:
    """The same from data/floors.json, where the text is not at hand; None where that holds no floor of this text."""
    kept: Mapping[str, Any] = json.loads(paths.tree().floors.read_text(encoding="utf-8")).get(task.name, {})
    if (kept.get("corpus"), kept.get("sha256")) != (corpus.name, sha256) or kept["value"] is None:
        return None
    return (
        f"Fitted on {kept['training_texts']:,} training texts where the text was at hand, the floor ({kept['name']}) "
        f"reaches {metric} {kept['value']:.3f} on the test texts."
    )


def _chosen(task: Task, strength: float | None) -> str:
    """What the validation texts chose: the share that makes a dictionary trust a phrase, or a regularisation."""
    if strength is None:
        return ""
    if task.kind != "token":
        return f" The validation texts chose {strength:g} as its strength (scikit-learn's C)."
    trusted = f"in at least {strength:.0%} of its occurrences" if strength else "even once"
    return f" The validation texts chose to trust each phrase that was a mention {trusted}."


def by_size(task: Task, splits: Splits, sizes: Sequence[int]) -> pd.DataFrame:
    """Test score of the floor with fewer or more training texts; samples are nested, larger hold smaller."""
    rows: dict[int, dict[str, float | None]] = {}
    for size in sizes:
        part = corpora.sample(splits.train, min(size, len(splits.train)), seed=0)
        made = floors.floor(task, part, splits.validation, splits.test)
        scores = {s.metric: s.value for s in made.scores if s.split == "test"}
        rows[len(part)] = {f"floor, test {task.main_metric}": scores[task.main_metric]}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("training texts").round(3)


def telling_words(task: Task, train: Sequence[Example], strength: float, count: int) -> pd.DataFrame:
    """Phrases that push the word-count floor most towards each label, a column a label."""
    counter, model = floors.word_counter(), floors.word_model(strength)
    texts = [example for example in train if isinstance(example, TextExample)]
    model.fit(
        counter.fit_transform([" ".join(columns(example).values()) for example in texts]),
        [example.label for example in texts],
    )
    phrases = np.array(counter.get_feature_names_out())
    pulls = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_, model.coef_])
    best = {label: phrases[np.argsort(-pull)[:count]] for label, pull in zip(model.classes_, pulls, strict=True)}
    return TextTable({f"towards {label}": best[label] for label in task.labels if label in best})
