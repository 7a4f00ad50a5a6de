"""How methods, metrics, tasks and origins are written on pages; one place, so tables, figures and prose agree."""

import pandas as pd

from clinpeft import catalogue
from clinpeft.specs import RunResult, RunSpec, SpecError

ORIGINS = ("here", "published")
ORIGIN_TITLES = {"here": "this machine", "published": "published"}

_METRIC_TITLES = {
    "auroc": "AUROC",
    "f1_macro": "macro F1",
    "f1_micro": "micro F1",
    "f1_micro_without_none": "micro F1 without none",
    "accuracy": "accuracy",
    "ece": "expected calibration error",
    "entity_f1": "entity F1",
    "entity_precision": "entity precision",
    "entity_recall": "entity recall",
    "adapter_parameters": "adapter parameters",
}


def metric_title(metric: str) -> str:
    """The metric as people write it; an unlisted one with spaces for underscores."""
    return _METRIC_TITLES.get(metric, metric.replace("_", " "))


def method_title(method: str) -> str:
    """The method's title in the catalogue; its own name where a published file outlived its entry."""
    try:
        return catalogue.method(method).title
    except SpecError:
        return method


def task_title(task: str, corpus: str) -> str:
    """The task; with its corpus where open text serves a task of the paper, whose name it must not carry alone.

    >>> task_title("disposition", "neiss"), task_title("deid", "mtsamples_surrogate")
    ('disposition', 'deid on mtsamples_surrogate')
    """
    borrowed = catalogue.task(task).stands_in_for is None and catalogue.corpus(corpus).tier == "open"
    return f"{task} on {corpus}" if borrowed else task


def task_titles(frame: pd.DataFrame) -> "pd.Series[str]":
    """The title of each row's task."""
    pairs = zip(frame["task"], frame["corpus"], strict=True)
    return pd.Series([task_title(str(task), str(corpus)) for task, corpus in pairs], index=frame.index, dtype=object)


def default_learning_rate(task: str, method: str, recipe: str) -> float | None:
    """The rate the catalogue gives a method under a recipe on a task; None where it gives none."""
    try:
        return catalogue.method(method).learning_rate(recipe, catalogue.task(task).kind)
    except SpecError:
        return None


def asked_learning_rate(spec: RunSpec) -> float | None:
    """The rate a run is asked to use: its own, else the method's under the recipe."""
    return (
        spec.learning_rate
        if spec.learning_rate is not None
        else default_learning_rate(spec.task, spec.method, spec.recipe)
    )


def used_learning_rate(result: RunResult) -> float | None:
    """The rate a run has used; where it failed before that was written down, the one it was asked to use."""
    return result.settings.get("learning_rate") or asked_learning_rate(result.spec)  # type: ignore[return-value]


def variant(
    task: str, method: str, recipe: str, learning_rate: float | None, head_learning_rate: float | None = None
) -> str:
    """The method, with its learning rate where that is not the method's own, and a rate asked for its head.

    >>> variant("disposition", "lora", "paper", 3e-4), variant("disposition", "lora", "paper", 2e-3, 1e-2)
    ('LoRA', 'LoRA at 0.002, head at 0.01')
    """
    own = learning_rate is None or learning_rate == default_learning_rate(task, method, recipe)
    rate = "" if own else f" at {learning_rate:g}"
    head = "" if head_learning_rate is None else f", head at {head_learning_rate:g}"
    return f"{method_title(method)}{rate}{head}"


def size_title(train_size: float | None) -> str:
    """Training texts in words: "2,000 texts", "all texts" for None or a frame's missing value."""
    return "all texts" if train_size is None or pd.isna(train_size) else f"{int(train_size):,} texts"


def condition(name: str, value: str | float | None) -> str:
    """A parameter of a run in words, where it tells runs apart: "minilm_l6", "60 seconds", "no time limit".

    >>> condition("max_seconds", 60), condition("per_class", 16), condition("fold", None)
    ('60 seconds', '16 texts a label', 'the corpus as split')
    """
    return _UNSET[name] if value is None else _SET[name].format(value)


_SET = {
    "backbone": "{}",
    "recipe": "recipe {}",
    "fold": "fold {:g}",
    "per_class": "{:g} texts a label",
    "max_seconds": "{:g} seconds",
}
_UNSET = {"fold": "the corpus as split", "per_class": "labels as they fall", "max_seconds": "no time limit"}


def count_words(number: float, noun: str) -> str:
    """A count with its noun; a part of one keeps three digits.

    >>> count_words(1, "run"), count_words(1200, "run"), count_words(0.6789, "pass"), count_words(2.0, "pass")
    ('1 run', '1,200 runs', '0.679 passes', '2 passes')
    """
    written = f"{int(number):,}" if number == int(number) else f"{number:.3g}"
    plural = "es" if noun.endswith("s") else "s"
    return f"{written} {noun}{'' if number == 1 else plural}"


def passes(epochs: float | None) -> str | None:
    """Passes over the training texts in words; None where no checkpoint was chosen by its score."""
    return None if epochs is None else count_words(epochs, "pass")


def listed(parts: list[str]) -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
