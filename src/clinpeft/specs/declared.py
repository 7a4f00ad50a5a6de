"""What is declared in the catalogue: tasks, corpora, recipes (frozen and validated)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from clinpeft.specs.errors import SpecError, require_member

KINDS = ("sequence", "pair", "token")
TIERS = ("synthetic", "open", "credentialed")


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is predicted."""

    name: str
    title: str
    kind: str
    """One of KINDS: a label per text, per pair of texts, or per word."""
    labels: tuple[str, ...]
    """In order; for a token task the BIO tags, "O" first."""
    main_metric: str
    """The metric that chooses the checkpoint and leads every table."""
    max_length: int
    """Longest input in tokens."""
    text: str
    """What one text is: "narrative", "admission note", "sentence"."""
    summary: str
    limits: str
    """One sentence: what a score on this task cannot show."""
    stands_in_for: str | None = None
    """The credentialed task of the paper that an open task resembles; never its name."""
    none_label: str | None = None
    """The label that means "nothing here", where there is one: F1 is then also reported without it."""
    train_tokens: int | None = None
    """Training texts are taken until they hold about so many tokens, none counting past max_length; None for all."""

    def __post_init__(self) -> None:
        require_member("kind of task", self.kind, KINDS)
        if len(set(self.labels)) != len(self.labels) or len(self.labels) < 2:
            raise SpecError(f"task {self.name!r}: labels must be at least two and distinct, got {self.labels}")
        if self.kind == "token" and self.labels[0] != "O":
            raise SpecError(f"task {self.name!r}: a token task's first label is 'O', got {self.labels[0]!r}")
        if self.none_label is not None:
            require_member(f"none_label of task {self.name!r}", self.none_label, self.labels)

    @property
    def none_index(self) -> int | None:
        """Place of none_label among the labels; None where the task has none."""
        return None if self.none_label is None else self.labels.index(self.none_label)

    @property
    def entity_types(self) -> tuple[str, ...]:
        """Entity types behind the BIO tags, in order; empty for other kinds."""
        return tuple(label[2:] for label in self.labels if label.startswith("B-"))


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Where a task's text comes from."""

    name: str
    title: str
    tier: str
    tasks: tuple[str, ...]
    language: str
    licence: str
    citation: str
    source: str
    """Address of the origin, pinned to a commit; "generated" for synthetic text."""
    cluster: str
    """What texts are grouped by: they share a split and are resampled together ("text" where each stands alone)."""
    caveats: tuple[str, ...] = ()
    edition_of: str | None = None
    """The corpus whose files this one reads or splits in another way; None where it has its own."""
    repeats_cross: bool = False
    """Whether texts may stand in two splits, as the source has them (kept so only to be compared with)."""
    planted: bool = False
    """Whether this project's own code wrote into real text what is to be found: its patterns can be learned."""
    folds: int | None = None
    """Number of test folds by group that a run may ask for; None where there is one split."""

    def __post_init__(self) -> None:
        require_member("tier", self.tier, TIERS)

    @property
    def original(self) -> str:
        """Name of the corpus whose files and documents these are."""
        return self.edition_of or self.name

    @property
    def private(self) -> bool:
        """Whether its text, and every run and notebook made from it, must stay on this machine."""
        return self.tier == "credentialed"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a run is trained."""

    name: str
    title: str
    batch_size: int
    epochs: Mapping[str, int]
    """Passes over the training texts, per kind of task."""
    min_updates: int = 100
    """Epochs are added until there are at least so many updates."""
    max_length: int | None = None
    """A cap on the task's own max_length; None for none."""
    evaluations: int | None = None
    """Looks at the validation split during training, evenly spaced; None for one an epoch."""
    validation_size: int | None = None
    """Validation texts used; None for all."""
    test_size: int | None = None
    """Test texts used; None for all."""
    spread: bool = False
    """Whether these are drawn over all patients, documents or hospitals, instead of the first ones whole: where a
    document holds many texts, the first five hundred may come from three."""
    evaluation_tokens: int = 4096
    """Tokens predicted at once when a split is scored, padding included."""
    weight_decay: float = 0.01
    warmup_fraction: float = 0.06
    clip_norm: float = 1.0
    head_learning_rate: float | None = None
    """Learning rate of the new head; None for the method's own."""
    length_window: int = 16
    """Batches whose texts are sorted by length together, which saves padding; 1 for batches at random, which mix texts
    of all lengths, and with them what length tells of a label."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "epochs", MappingProxyType(dict(self.epochs)))
        for name in ("batch_size", "min_updates", "evaluation_tokens", "length_window"):
            if getattr(self, name) < 1:
                raise SpecError(f"recipe {self.name!r}: {name} must be at least 1, got {getattr(self, name)}")


def as_plain(value: object) -> object:
    """Records, mappings and tuples as plain dicts and lists, ready for JSON."""
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value)}  # type: ignore[arg-type]
    return value
