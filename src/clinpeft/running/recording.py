"""Hand a result's numbers to the prose around it: {value}`name:format` in a markdown cell of the executed copy."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import display

from clinpeft import catalogue
from clinpeft.specs import RunResult, SpecError

VALUES_MIME = "application/vnd.clinpeft.values+json"
Value = str | int | float | None


def note(**values: Value) -> None:
    """Make values available to the prose of the page, under these names."""
    _emit(values)


def record(result: RunResult) -> None:
    """Show the scores of a result beside its floor, and make its numbers available to the prose of the page."""
    _emit(result_values(result))
    display(scores_table(result).map(_written))


def _written(score: object) -> object:
    """A score with its three decimals, as it is read beside others; words as they are, a dash for what there is not."""
    if not isinstance(score, float):
        return score
    return "–" if pd.isna(score) else f"{score:.3f}"


def _emit(values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        if value is not None and not isinstance(value, (str, int, float)):
            raise SpecError(f"value {name!r} must be text or a number, got {type(value).__name__}")
    display({VALUES_MIME: dict(values), "text/plain": ""}, raw=True)


def scores_table(result: RunResult) -> pd.DataFrame:
    """Metric by split, the floor beside the method; an undefined score shows its reason."""
    rows = {score.metric: {} for score in result.scores}  # type: dict[str, dict[str, object]]
    for score in result.scores:
        rows[score.metric][score.split] = score.reason if score.value is None else round(score.value, 3)
    if result.floor is not None:
        for score in result.floor.scores:
            if score.split == "test" and score.metric in rows:
                rows[score.metric]["floor, test"] = score.reason if score.value is None else round(score.value, 3)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("metric")


def result_values(result: RunResult) -> dict[str, Value]:
    """Names and values that a result gives to the prose."""
    if result.structure is None or result.costs is None:
        raise SpecError(f"{result.spec.slug} has no numbers to show: {result.error}")
    cell = catalogue.resolve(result.spec)
    main = cell.task.main_metric
    values: dict[str, Value] = {f"{score.split}.{score.metric}": score.value for score in result.scores}
    if result.floor is not None:
        values |= {f"floor.{score.metric}": score.value for score in result.floor.scores if score.split == "test"}
        values |= {"floor.main": result.floor_score(main), "floor.name": result.floor.name}
    return {
        **values,
        "test.main": result.score(main),
        "validation.main": result.score(main, "validation"),
        "best_epoch": result.best_epoch,
        "trainable": result.structure.num_trainable_params,
        "adapter_parameters": result.structure.adapter_parameters,
        "head_parameters": result.structure.head_parameters,
        "total": result.structure.num_total_params,
        "file_size_kb": result.costs.file_size / 1000,
        "train_time": result.costs.train_time,
        "total_time": result.costs.total_time,
        "updates": result.costs.updates,
        "train_size": result.spec.train_size,
        "learning_rate": _rate(result, "learning_rate"),
        "head_learning_rate": _rate(result, "head_learning_rate") or _rate(result, "learning_rate"),
        "task.title": cell.task.title,
        "task.main_metric": main,
        "task.limits": cell.task.limits,
        "task.text": cell.task.text,
        "corpus.title": cell.corpus.title,
        "method.title": cell.method.title,
        "backbone.title": cell.backbone.title,
    }


def _rate(result: RunResult, name: str) -> float | None:
    rate = result.settings.get(name)
    return rate if isinstance(rate, (int, float)) else None
