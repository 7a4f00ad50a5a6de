"""The learning curve of one run."""

from collections.abc import Sequence

import seaborn as sns
from matplotlib.axes import Axes

from clinpeft import catalogue
from clinpeft.results.figures.style import FAINT, PALETTE, empty, legend_below, panels
from clinpeft.results.names import method_title, metric_title, passes
from clinpeft.specs import RunResult

_MARGINS = {"left": 0.1, "right": 0.98, "bottom": 0.29, "top": 0.9, "wspace": 0.32}
"""Fixed, because every run draws this figure, and finding them takes as long as all the rest of it."""


def plot_curve(result: RunResult, published: Sequence[RunResult] = ()) -> list[Axes]:
    """Training loss and the validation score after each evaluation; the floor dashed, the kept checkpoint marked.

    ``published``: what is published of the same cell (``published.siblings(spec)``), drawn thin and grey behind; the
    shown run itself, where it is among them, is left out.
    """
    if not result.curve:
        return empty(f"There is no learning curve: the run {result.status}.")
    loss, score = axes = panels(2, across=2, width=3.6, height=2.6, margins=_MARGINS)
    others = _others(result, published)
    for other in others:
        score.plot(*_validation_points(other), color="#b5b5b5", linewidth=1, label=_grey_label(result, others))
    epochs = [point.epoch for point in result.curve]
    sns.lineplot(x=epochs, y=[p.train_loss for p in result.curve], ax=loss, marker="o", color=PALETTE[0])
    loss.set(xlabel="passes over the training texts", ylabel="training loss (nats)", title="what is minimised")
    score.plot(*_validation_points(result), color=PALETTE[0], marker="o", label="this run")
    metric = _main_metric(result)
    floor = _validation_floor(result)
    if floor is not None:
        score.axhline(floor, color=FAINT, linestyle="--", label="floor, validation")
    if result.best_epoch is not None:
        score.axvline(result.best_epoch, color=PALETTE[1], linestyle=":", label="checkpoint kept")
    score.set(
        xlabel="passes over the training texts", ylabel=f"validation {metric_title(metric)}", title="what is hoped for"
    )
    for panel in axes:
        panel.locator_params(axis="x", integer=True)
    legend_below([score])
    return axes


def alt_curve(result: RunResult, published: Sequence[RunResult] = ()) -> str:
    """What plot_curve shows, in words."""
    who = f"{method_title(result.spec.method)} on {result.spec.task}"
    points = [(p.epoch, p.validation) for p in result.curve if p.validation is not None]
    if not points:
        return f"No learning curve: the run of {who} has no validation scores (status {result.status})."
    losses = [point.train_loss for point in result.curve]
    epoch, best = max(points, key=lambda point: point[1])
    floor = _validation_floor(result)
    beside = "" if floor is None else f" On validation the floor is {floor:.3f}."
    return (
        f"Two line charts for {who}. Training loss goes from {losses[0]:.3f} to {losses[-1]:.3f}. "
        f"Validation {metric_title(_main_metric(result))} goes from {points[0][1]:.3f} to {points[-1][1]:.3f} "
        f"and is best, {best:.3f}, after {passes(epoch)}.{beside}{_grey_words(result, published)}"
    )


def _others(result: RunResult, published: Sequence[RunResult]) -> list[RunResult]:
    """The published runs but the shown one; of its seed there may be one that another machine has made."""
    made = (result.spec, result.created_at, result.curve)
    return [other for other in published if (other.spec, other.created_at, other.curve) != made]


def _same_seed(result: RunResult, others: Sequence[RunResult]) -> bool:
    return any(other.spec.seed == result.spec.seed for other in others)


def _grey_label(result: RunResult, others: Sequence[RunResult]) -> str:
    return "published, this seed too" if _same_seed(result, others) else "published, other seeds"


def _grey_words(result: RunResult, published: Sequence[RunResult]) -> str:
    others = _others(result, published)
    last = [scores[-1] for _, scores in map(_validation_points, others) if scores]
    if not last:
        return ""
    if len(last) == 1:
        seed = "this run's seed" if _same_seed(result, others) else "another seed"
        return f" In grey, a published run of the same settings with {seed}; its last score is {last[0]:.3f}."
    seeds = "one of them with this run's seed" if _same_seed(result, others) else "with other seeds"
    return (
        f" In grey, {len(last)} published runs of the same settings, {seeds}; "
        f"their last scores lie between {min(last):.3f} and {max(last):.3f}."
    )


def _validation_points(result: RunResult) -> tuple[list[float], list[float]]:
    points = [(p.epoch, p.validation) for p in result.curve if p.validation is not None]
    return [epoch for epoch, _ in points], [score for _, score in points]


def _main_metric(result: RunResult) -> str:
    return catalogue.task(result.spec.task).main_metric


def _validation_floor(result: RunResult) -> float | None:
    key = (_main_metric(result), "validation")
    scores = result.floor.scores if result.floor else ()
    return next((score.value for score in scores if (score.metric, score.split) == key), None)
