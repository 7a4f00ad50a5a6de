"""RunSpec: one cell of a study, as flat primitives: papermill parameters, JSON key, file name and table row at once."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from clinpeft.specs.errors import SpecError, require_type, unknown_name

_NOTEBOOK_NAMES = {"In", "Out"}  # bound by IPython itself, never parameters
_PLAIN = (str, int, float, bool, list, tuple, dict, type(None))


@dataclass(frozen=True)
class RunSpec:
    """One run: what is predicted, from which text, by which model, adapted how, trained how, from which seed.

    >>> RunSpec("disposition", "neiss", "minilm_l6", "lora", "quick", 0, 800).slug
    'disposition-neiss-minilm_l6-lora-quick-n800-s0'
    """

    task: str
    corpus: str
    backbone: str
    method: str
    recipe: str
    seed: int = 0
    train_size: int | None = None
    """Training texts; None for every one the corpus has."""
    fold: int | None = None
    per_class: int | None = None
    """Training texts per label (few-shot); None for train_size as it is."""
    learning_rate: float | None = None
    """None for the method's own under the recipe; a rate given here holds for the head too, unless that has its own."""
    head_learning_rate: float | None = None
    max_seconds: float | None = None
    """Stop training after so many seconds; None for the recipe's epochs."""

    def __post_init__(self) -> None:
        for name in ("task", "corpus", "backbone", "method", "recipe"):
            require_type(f"parameter {name!r}", getattr(self, name), (str,))
            if not re.fullmatch(r"[a-z0-9_]+", getattr(self, name)):
                raise SpecError(
                    f"parameter {name!r} must be lower-case letters, digits and _, got {getattr(self, name)!r}"
                )
        require_type("parameter 'seed'", self.seed, (int,))
        if self.seed < 0:
            raise SpecError(f"parameter 'seed' must be 0 or more, got {self.seed}")
        for name, kinds in _NUMBERS.items():
            value = getattr(self, name)
            require_type(f"parameter {name!r}", value, kinds, optional=True)
            least = "0 or more" if name == "fold" else "positive"
            if value is not None and (not math.isfinite(value) or (value < 0 if name == "fold" else value <= 0)):
                raise SpecError(f"parameter {name!r} must be {least} and finite, or None, got {value!r}")

    @property
    def slug(self) -> str:
        """File name of the run, without suffix; the only place where names of runs are made."""
        size = "all" if self.train_size is None else str(self.train_size)
        parts = [self.stem, f"n{size}", f"s{self.seed}"]
        for short, value in zip(("f", "k", "lr", "hlr", "t"), self._options(), strict=True):
            if value is not None:
                parts.append(short + (f"{value:g}" if float(f"{value:g}") == value else repr(value)))
        return "-".join(parts)

    @property
    def stem(self) -> str:
        """How the slugs of all runs begin that share the five names, whatever their sizes, seeds and rates."""
        return "-".join((self.task, self.corpus, self.backbone, self.method, self.recipe))

    def _options(self) -> tuple[int | float | None, ...]:
        return (self.fold, self.per_class, self.learning_rate, self.head_learning_rate, self.max_seconds)

    def parameters(self) -> dict[str, str | int | float | None]:
        """The papermill parameter set."""
        return asdict(self)

    @classmethod
    def from_parameters(cls, names: Mapping[str, object]) -> "RunSpec":
        """Build from a notebook's names (``globals()`` right after its parameters cell) or from a plain mapping.

        SpecError names a parameter that is missing, ill-typed or unknown: papermill itself only warns.
        Where the page is run again in the same kernel, the names that its later cells made are no parameters.
        """
        known = [f.name for f in fields(cls)]
        given = {
            name: value
            for name, value in names.items()
            if not name.startswith("_") and name not in _NOTEBOOK_NAMES and isinstance(value, _PLAIN)
        }
        for name in given:
            if name not in known and not _made_by_an_earlier_pass(name, names):
                raise _unknown(name, known, names)
        for name in known:
            if name not in given:
                raise SpecError(f"parameter {name!r} is missing; a run needs: {', '.join(known)}")
        return cls(**{name: given[name] for name in known})  # type: ignore[arg-type]


def _made_by_an_earlier_pass(name: str, names: Mapping[str, object]) -> bool:
    """Whether the page has made its specification before, and the name is not written as its parameters are."""
    annotated = names.get("__annotations__", {})
    again = any(isinstance(value, RunSpec) for value in names.values())
    return again and not (isinstance(annotated, Mapping) and name in annotated)


def _unknown(name: str, known: list[str], names: Mapping[str, object]) -> SpecError:
    error = unknown_name("parameter", name, known)
    if "In" not in names:
        return error
    # A kernel keeps a misspelt name after the cell has been mended.
    return SpecError(f"{error}. Where the page no longer has this name, restart the kernel and run all cells")


_NUMBERS: dict[str, tuple[type, ...]] = {
    "train_size": (int,),
    "fold": (int,),
    "per_class": (int,),
    "learning_rate": (int, float),
    "head_learning_rate": (int, float),
    "max_seconds": (int, float),
}


@dataclass(frozen=True, kw_only=True)
class Study:
    """A named list of runs; a run belongs to no study, and studies share runs."""

    name: str
    title: str
    question: str
    runs: tuple[RunSpec, ...]
    chooses_rates: bool = False
    """Whether the tuned recipe takes its learning rates from this study once it is published whole."""

    def __post_init__(self) -> None:
        if len(set(self.runs)) != len(self.runs):
            raise SpecError(f"study {self.name!r} lists a run twice")
