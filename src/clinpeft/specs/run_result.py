"""RunResult: what one run gives, able to stand alone in a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from clinpeft.specs.errors import SpecError, require_member
from clinpeft.specs.run_spec import RunSpec

SPLITS = ("train", "validation", "test")
STATUSES = ("success", "failed")
ACCIDENTS = ("dead_kernel", "out_of_memory", "storage")
"""What another attempt may not meet again."""
ERROR_KINDS = ("exception", "assertion", "timeout", *ACCIDENTS)
RISE = 0.005
"""A validation score that gains more than this at the last look is still rising."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric on one split; an undefined value is None with a reason, never 0."""

    split: str
    metric: str
    value: float | None
    reason: str | None = None
    """Why the value is undefined; None where it is defined."""

    def __post_init__(self) -> None:
        require_member("split", self.split, SPLITS)
        if (self.value is None) != (self.reason is not None):
            raise SpecError(
                f"score {self.metric!r} on {self.split!r}: a value or a reason, got {self.value!r}, {self.reason!r}"
            )


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """The state of training at one evaluation."""

    epoch: float
    updates: int
    train_loss: float
    """Mean cross-entropy since the previous point."""
    validation: float | None
    """The task's main metric on the validation split."""
    seconds: float
    """Training time so far, evaluation left out."""


@dataclass(frozen=True, kw_only=True)
class Structure:
    """How many parameters there are and what is trained."""

    num_total_params: int
    num_trainable_params: int
    adapter_parameters: int
    """Trained parameters outside the newly initialised head."""
    head_parameters: int


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What the run took."""

    train_time: float
    """Seconds of training, evaluation left out."""
    evaluation_time: float
    total_time: float
    """Seconds from specification to result."""
    file_size: int
    """Bytes on disk of what must be kept to use the trained model beside its backbone."""
    updates: int
    tokens: int
    """Tokens processed in training, padding left out."""
    peak_memory: int | None
    """Largest resident memory of the process, bytes."""
    threads: int


@dataclass(frozen=True, kw_only=True)
class Floor:
    """What counting words reaches on the same training texts."""

    name: str
    strength: float | None
    """Inverse regularisation chosen on validation; None where there is nothing to choose."""
    scores: tuple[Score, ...]
    predictions: Mapping[str, list[object]] | None = None
    """Columns over the run's test examples, in the run's order (ids, groups and labels are the run's); never text."""


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """The scores, curve, costs and provenance of one run, or its error."""

    spec: RunSpec
    status: str
    created_at: str
    """UTC, ISO 8601."""
    settings: Mapping[str, object]
    """The task, backbone, method and recipe as resolved: what was really used."""
    hashes: Mapping[str, str | None]
    """sha256 of corpus, weights, code, settings and notebook."""
    versions: Mapping[str, str]
    machine: Mapping[str, str | int | None]
    scores: tuple[Score, ...] = ()
    floor: Floor | None = None
    curve: tuple[CurvePoint, ...] = ()
    best_epoch: float | None = None
    structure: Structure | None = None
    costs: Costs | None = None
    predictions: Mapping[str, list[object]] | None = None
    """Columns over test examples (ids, labels, scores; for entities counts per document), never text."""
    error: str | None = None
    """Type and message of what went wrong, with the end of its traceback; None for a success."""
    error_kind: str | None = None
    """One of ERROR_KINDS; None for a success, and for failures stored before kinds were told apart."""

    def __post_init__(self) -> None:
        require_member("status", self.status, STATUSES)
        if self.error_kind is not None:
            require_member("kind of error", self.error_kind, ERROR_KINDS)
        if self.error is None and self.error_kind is not None:
            raise SpecError(f"run {self.spec.slug}: error_kind {self.error_kind!r} without an error")
        if (self.status == "failed") != (self.error is not None):
            raise SpecError(f"run {self.spec.slug}: status {self.status!r} does not fit error {self.error!r}")

    @property
    def unfinished(self) -> bool | None:
        """Whether validation was still rising when training stopped: the last look beat every other by over RISE.

        None where there are fewer than two looks with a score.
        """
        looks = [point.validation for point in self.curve if point.validation is not None]
        if len(looks) < 2:
            return None
        return looks[-1] > max(looks[:-1]) + RISE

    def score(self, metric: str, split: str = "test") -> float | None:
        """Value of a metric; SpecError where the run has no such score."""
        return _find(self.scores, metric, split, self.spec.slug)

    def floor_score(self, metric: str, split: str = "test") -> float | None:
        """The floor's value of a metric; None where the run has no floor."""
        return None if self.floor is None else _find(self.floor.scores, metric, split, self.floor.name)


def _find(scores: tuple[Score, ...], metric: str, split: str, owner: str) -> float | None:
    for score in scores:
        if (score.metric, score.split) == (metric, split):
            return score.value
    have = ", ".join(f"{score.metric} on {score.split}" for score in scores) or "none"
    raise SpecError(f"{owner} has no score {metric!r} on {split!r}; it has: {have}")
