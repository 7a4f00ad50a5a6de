"""Results as one tidy frame: a row per run, split and metric; duplicates and, on request, holes are refused.

A failed run stays, as one row (test, the task's main metric) with status "failed" and no value.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from clinpeft import catalogue, provenance, store
from clinpeft.results import published
from clinpeft.results.names import used_learning_rate
from clinpeft.specs import RunResult, RunSpec, Score, Study, require_member

COLUMNS = (
    "study",
    "task",
    "corpus",
    "backbone",
    "method",
    "recipe",
    "seed",
    "train_size",
    "status",
    "split",
    "metric",
    "value",
    "seconds",
    "trainable",
    "adapter_parameters",
    "origin",
    "floor",
    "learning_rate",
    "head_learning_rate",
    "fold",
    "per_class",
    "max_seconds",
    "updates",
    "unfinished",
)
CELL = (
    "task",
    "corpus",
    "backbone",
    "method",
    "recipe",
    "train_size",
    "learning_rate",
    "head_learning_rate",
    "fold",
    "per_class",
    "max_seconds",
)
"""What makes a cell: runs that differ in nothing else are its seeds."""

PLACE = ["origin", *(name for name in CELL if name not in ("learning_rate", "head_learning_rate"))]
"""Runs that agree in these differ in their learning rates and seeds only."""

_LIMITS = ("fold", "per_class", "max_seconds")
COSTS = ("train_time", "evaluation_time", "total_time", "file_size", "updates", "tokens", "peak_memory", "threads")
_INTEGERS = ("seed", "train_size", "trainable", "adapter_parameters", "fold", "per_class", "updates")
_REALS = ("value", "seconds", "floor", "learning_rate", "head_learning_rate", "max_seconds")
_FLAGS = ("unfinished",)


class TableError(ValueError):
    """The results do not make a table: a run stands twice, or runs are missing; the message names them."""


def frame(results: Iterable[RunResult], study: str, origin: str) -> pd.DataFrame:
    """One row per run, split and metric, in COLUMNS; ``seconds`` is training time, evaluation left out.

    TableError where two results have one spec, or one result has a score twice.
    """
    require_member("origin", origin, ("here", "published"))
    results = tuple(results)
    _refuse_duplicates(results, origin)
    rows = [row for result in results for row in _rows(result, study, origin)]
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


@dataclass(frozen=True)
class StudyResults:
    """Everything stored for a study: this machine's results of its runs, and the published results of its cells.

    Published runs of further seeds of a cell belong to it: they are what an interval over seeds is made of.
    """

    study: Study
    here: tuple[RunResult, ...]
    published: tuple[RunResult, ...]
    outdated: tuple[RunSpec, ...] = ()
    """Runs whose result on this machine is of other code or settings than today's, and so is not among those here."""

    def own(self) -> "StudyResults":
        """Without the seeds that other studies have published of this one's cells."""
        runs = set(self.study.runs)
        return replace(self, published=tuple(result for result in self.published if result.spec in runs))

    def one_origin(self) -> "StudyResults":
        """The study's own runs of one origin: this machine's where it has all of them, or nothing is published.

        What is said over tasks or trials would otherwise mix a whole study with a part of its repetition.
        """
        published = self.own().published
        mine = self.here and (not published or not absent_runs(self.here, self.study))
        return replace(self, published=()) if mine else replace(self, here=(), published=published)

    @property
    def current(self) -> tuple[RunResult, ...]:
        """Published results that today's code and settings would give again."""
        return tuple(result for result in self.published if provenance.is_todays(result))

    def frame(self, dense: bool = False) -> pd.DataFrame:
        """One row per run, split and metric, here and published.

        With ``dense`` TableError names the runs of the study that are missing from either origin.
        """
        name = self.study.name
        if dense:
            refuse_holes(self.here, self.study, "here")
            refuse_holes(self.published, self.study, "published")
        return pd.concat([frame(self.here, name, "here"), frame(self.published, name, "published")], ignore_index=True)

    def costs(self) -> pd.DataFrame:
        """One row per successful run: times in seconds, ``file_size`` and ``peak_memory`` in bytes."""
        name = self.study.name
        return pd.concat([costs(self.here, name, "here"), costs(self.published, name, "published")], ignore_index=True)


def study_results(name: str) -> StudyResults:
    """Read the result files of a study of the catalogue, in the order of its runs."""
    return results_of(catalogue.study(name))


def results_of(study: Study) -> StudyResults:
    """Read the result files of a study, which may be a part of one of the catalogue's."""
    paths = [store.own_result_path(spec) for spec in study.runs]
    mine = [(result, provenance.is_todays(result)) for result in (store.read(path) for path in paths if path.is_file())]
    cells = dict.fromkeys(replace(spec, seed=0) for spec in study.runs)
    return StudyResults(
        study,
        here=tuple(result for result, todays in mine if todays),
        published=tuple(result for cell in cells for result in published.of_cell(cell)),
        outdated=tuple(result.spec for result, todays in mine if not todays),
    )


def study_frame(name: str, dense: bool = False) -> pd.DataFrame:
    """This machine's runs of a study and the published ones, each under its origin; see StudyResults.frame."""
    return study_results(name).frame(dense)


def costs(results: Iterable[RunResult], study: str, origin: str) -> pd.DataFrame:
    """One row per successful run, with everything it took."""
    rows = [
        {
            **_identity(result, study, origin),
            **{name: getattr(result.costs, name) for name in COSTS},
            "head_parameters": None if result.structure is None else result.structure.head_parameters,
        }
        for result in results
        if result.status == "success" and result.costs is not None
    ]
    columns = [name for name in COLUMNS if name not in ("split", "metric", "value", "floor", *COSTS)]
    return _typed(pd.DataFrame(rows, columns=[*columns, *COSTS, "head_parameters"]))


def main_scores(frame: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """The rows of each task's main metric on one split."""
    main = {name: catalogue.task(name).main_metric for name in frame["task"].unique()}
    return frame[(frame["split"] == split) & (frame["metric"] == frame["task"].map(main))]


def refuse_holes(results: Iterable[RunResult], study: Study, origin: str) -> None:
    """Raise TableError, naming the absent runs, unless every run of the study has a result, be it a failure."""
    absent = [spec.slug for spec in absent_runs(results, study)]
    if absent:
        raise TableError(
            f"study {study.name!r} has no result ({origin}) for {len(absent)} of {len(study.runs)} runs: "
            f"{', '.join(absent)}; `clinpeft sweep {study.name}` makes them"
        )


def absent_runs(results: Iterable[RunResult], study: Study) -> list[RunSpec]:
    """The runs of the study that have no result, less those that are excluded."""
    have = {result.spec for result in results}
    return [spec for spec in study.runs if spec not in have and catalogue.excluded(spec) is None]


def to_json(frame: pd.DataFrame) -> str:
    """The frame as a JSON list of rows; what is missing is null."""
    return str(frame.to_json(orient="records", indent=1, double_precision=15))


def _refuse_duplicates(results: tuple[RunResult, ...], origin: str) -> None:
    twice = [spec.slug for spec, count in Counter(result.spec for result in results).items() if count > 1]
    if twice:
        raise TableError(f"more than one result ({origin}) for: {', '.join(twice)}; keep one file of each")
    for result in results:
        keys = Counter((score.split, score.metric) for score in result.scores)
        again = [f"{metric} on {split}" for (split, metric), count in keys.items() if count > 1]
        if again:
            raise TableError(f"{result.spec.slug} ({origin}) gives more than once: {', '.join(again)}")


def _identity(result: RunResult, study: str, origin: str) -> dict[str, object]:
    spec, structure = result.spec, result.structure
    return {
        **{name: getattr(spec, name) for name in (*COLUMNS[1:8], "head_learning_rate", *_LIMITS)},
        "study": study,
        "status": result.status,
        "seconds": None if result.costs is None else result.costs.train_time,
        "trainable": None if structure is None else structure.num_trainable_params,
        "adapter_parameters": None if structure is None else structure.adapter_parameters,
        "origin": origin,
        "learning_rate": used_learning_rate(result),
        "updates": None if result.costs is None else result.costs.updates,
        "unfinished": result.unfinished,
    }


def _rows(result: RunResult, study: str, origin: str) -> list[dict[str, object]]:
    identity = _identity(result, study, origin)
    scores = result.scores
    if result.status == "failed":
        main = catalogue.task(result.spec.task).main_metric
        scores = (Score(split="test", metric=main, value=None, reason=result.error),)
    floors = {(s.split, s.metric): s.value for s in (result.floor.scores if result.floor else ())}
    return [
        {
            **identity,
            "split": score.split,
            "metric": score.metric,
            "value": score.value,
            "floor": floors.get((score.split, score.metric)),
        }
        for score in scores
    ]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    # One type a column whatever the rows, so that an empty or all-missing origin can be put beside a full one.
    integers = {name: "Int64" for name in (*_INTEGERS, *COSTS[3:], "head_parameters") if name in frame}
    reals = {name: "Float64" for name in (*_REALS, *COSTS[:3]) if name in frame}
    flags = {name: "boolean" for name in _FLAGS if name in frame}
    texts = {name: "string" for name in frame.columns if name not in {*integers, *reals, *flags}}
    return frame.astype({**texts, **integers, **reals, **flags})
