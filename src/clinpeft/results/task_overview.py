"""All tasks side by side: sizes, label balance, lengths, floor and ceiling, from the cards and data/floors.json."""

import json
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from clinpeft import catalogue, paths
from clinpeft.catalogue.recipes import RECIPES
from clinpeft.results import tables
from clinpeft.results.figures.style import legend_below, panels
from clinpeft.results.names import listed, metric_title, task_title
from clinpeft.specs import Corpus, Study


def overview() -> pd.DataFrame:
    """One row per task: corpus, tier, training texts, labels, shares of the commonest and the rarest, lengths, scores.

    Shares are between 0 and 1, lengths in words. A floor made on another text than the card's is missing.
    """
    floors = json.loads(paths.tree().floors.read_text(encoding="utf-8"))
    pairs = [(task, catalogue.public_corpus(task)) for task in catalogue.TASKS]
    rows = [_row(task, corpus, floors) for task, corpus in pairs if corpus is not None]
    return pd.DataFrame(rows).set_index("task")


def _row(task: str, corpus: Corpus, floors: dict[str, dict[str, Any]]) -> dict[str, object]:
    figures = _card(corpus.name)["tasks"][task]
    train = figures["splits"]["train"]
    counts = sorted(train["labels"].values())
    floor, declared = floors.get(task, {}), catalogue.task(task)
    return {
        "task": task,
        "corpus": corpus.name,
        "tier": corpus.tier,
        "training texts": train["texts"],
        "labels": len(declared.entity_types or declared.labels),
        "commonest": counts[-1] / sum(counts),
        "rarest": counts[0] / sum(counts),
        "median words": train["words_per_text"]["median"],
        "90th percentile": train["words_per_text"]["percentile_90"],
        "metric": metric_title(declared.main_metric),
        "floor": floor.get("value") if floor.get("sha256") == figures["sha256"] else None,
        "ceiling": figures["ceiling"]["value"] if "ceiling" in figures else None,
    }


def _card(corpus: str) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((paths.tree().cards / f"{corpus}.json").read_text(encoding="utf-8"))
    return card


def long_tasks(study: Study, words: int) -> str:
    """The tasks of a study, listed, of which one test text in ten or more has more than so many words."""
    pairs = dict.fromkeys((spec.task, spec.corpus) for spec in study.runs)
    tests = {pair: _card(pair[1])["tasks"][pair[0]]["splits"]["test"]["words_per_text"] for pair in pairs}
    long = [task_title(*pair) for pair, lengths in tests.items() if lengths["percentile_90"] > words]
    return listed(long) if long else "no task"


def synthetic_scores() -> pd.DataFrame:
    """One row per synthetic task and recipe: floor, full fine-tuning with each seed, ceiling, on test, main metric.

    From the published runs of study synthetic_tasks; the seeds may train on other texts, so the floor is their mean.
    """
    rows = tables.main_scores(tables.study_frame("synthetic_tasks"))
    rows = rows[rows["origin"] == "published"]
    scores = rows.pivot(index=["task", "recipe"], columns="seed", values="value")
    scores.columns = [f"full, seed {seed}" for seed in scores.columns]
    scores.insert(0, "floor", rows.groupby(["task", "recipe"])["floor"].mean())
    tasks = scores.index.get_level_values("task")
    scores.insert(0, "metric", [metric_title(catalogue.task(task).main_metric) for task in tasks])
    figures = _card("synthetic")["tasks"]
    scores["ceiling"] = [figures[task]["ceiling"]["value"] for task in tasks]
    places = {name: place for place, name in enumerate((*catalogue.TASKS, *RECIPES))}
    return scores.sort_index(key=lambda names: names.map(places))


def plot_balance(frame: pd.DataFrame) -> Axes:
    """Share of the commonest and of the rarest label in training, a row a task; synthetic text and open text apart."""
    long = frame.reset_index().melt(["task", "tier"], ["commonest", "rarest"], "label", "share")
    return _dots(long, "share", "share of training labels", logarithmic=True)


def plot_words(frame: pd.DataFrame) -> Axes:
    """Median and 90th percentile of words per text, a row a task."""
    long = frame.reset_index().melt(["task", "tier"], ["median words", "90th percentile"], "label", "words")
    return _dots(long, "words", "words per text", logarithmic=True)


def _dots(long: pd.DataFrame, value: str, title: str, logarithmic: bool) -> Axes:
    (axes,) = panels(1, across=1, width=6.5, height=0.9 + 0.27 * long["task"].nunique())
    long = long.assign(tier=long["tier"] + " text")
    sns.scatterplot(long, x=value, y="task", hue="label", style="tier", palette="colorblind", s=45, ax=axes)
    axes.set(xlabel=title, ylabel="", xscale="log" if logarithmic else "linear")
    legend_below([axes], columns=2, headings=("label", "tier"))
    legend = axes.get_legend()
    if legend is not None:
        legend.remove()
    return axes


def in_words(frame: pd.DataFrame, columns: tuple[str, str]) -> str:
    """The text alternative of a figure of two columns."""
    first, second = columns
    parts = [f"{task}: {first} {row[first]:.3g}, {second} {row[second]:.3g}" for task, row in frame.iterrows()]
    return f"Marks, two in a row, a row a task. {'; '.join(parts)}."
