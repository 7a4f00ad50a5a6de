"""What is declared of a method (frozen and validated)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from clinpeft.specs.backbone import Backbone
from clinpeft.specs.errors import SpecError, require_member
from clinpeft.specs.formula import Formula

TRAINS = ("all", "head", "selected", "adapter", "prefix")
_IN_PLACE = ("all", "head", "selected")
_MAPPINGS = (
    "learning_rates", "head_learning_rates", "options", "excluded", "fitted", "rate_factors", "training", "variants",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What is different about a method under one recipe or on one architecture; None for what stays."""

    trains: str | None = None
    targets: tuple[str, ...] | None = None
    feedforward: tuple[str, ...] | None = None
    mergeable: bool | None = None
    formula: Formula | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    """Options that differ; the others stay."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))


@dataclass(frozen=True, kw_only=True)
class Method:
    """How a backbone is adapted."""

    name: str
    title: str
    family: str
    trains: str
    """One of TRAINS: every weight, only the new head, chosen weights of the backbone, an adapter of peft's, or a prefix
    of our own; the head always."""
    peft_type: str | None
    """Key of peft's own table of configurations; None where peft is not involved."""
    learning_rates: Mapping[str, float]
    """Learning rate per recipe, or per "recipe/kind" where a kind of task needs its own."""
    head_learning_rates: Mapping[str, float] = field(default_factory=dict)
    """The same for the new head; where a key is missing the recipe's head rate holds, else the method's own rate."""
    notebook: str
    """Stem of the page under notebooks/py/methods/ that explains and runs it."""
    reference: str
    """Key in book/references.bib."""
    summary: str
    formula: Formula
    """Numbers trained outside the head."""
    mergeable: bool = False
    """Whether an adapter can be added into the backbone's weights after training, so that it costs nothing."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Arguments of the peft configuration."""
    fitted: Mapping[str, int] = field(default_factory=dict)
    """Options that must divide every width of the adapted modules: the largest such divisor up to the number given."""
    targets: tuple[str, ...] = ()
    """Roles of the adapted modules."""
    feedforward: tuple[str, ...] = ()
    """Roles among the targets whose *input* is scaled (IA3)."""
    geometry: tuple[str, ...] = ()
    """Backbone widths that the configuration needs, as peft names them: "token_dim", "num_layers", ..."""
    selected: tuple[str, ...] = ()
    """For trains="selected": endings of the names of the backbone's parameters that are trained; "" for every one."""
    top_layers: float = 1.0
    """For trains="selected": share of the layers, from the top, in which they are trained; 1 for the whole backbone."""
    held: tuple[str, ...] = ()
    """Parts of the names of inserted parameters that keep their random start."""
    rate_factors: Mapping[str, float] = field(default_factory=dict)
    """Part of the names of inserted parameters to a factor on their learning rate."""
    training: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What the method does during training beside descending the gradient: hook of training/hooks.py to its options."""
    variants: Mapping[str, Variant] = field(default_factory=dict)
    """What differs, keyed "architecture", "recipe/architecture" or "recipe/architecture/size group"."""
    excluded: Mapping[str, str] = field(default_factory=dict)
    """Architecture, or "architecture/kind", to one sentence: why the method cannot run there."""

    def __post_init__(self) -> None:
        require_member("choice of what a method trains", self.trains, TRAINS)
        for name in _MAPPINGS:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        if (self.trains == "adapter" and self.peft_type is None) or (self.trains in _IN_PLACE and self.peft_type):
            raise SpecError(f"method {self.name!r}: trains={self.trains!r} does not fit peft_type={self.peft_type!r}")
        if not 0 < self.top_layers <= 1:
            raise SpecError(f"method {self.name!r}: top_layers must be above 0 and at most 1, got {self.top_layers}")

    def on(self, recipe: str, backbone: Backbone) -> "Method":
        """The method as it is under a recipe on a backbone: variants applied, from the widest key to the narrowest."""
        place = f"{recipe}/{backbone.architecture}"
        method = self
        for key in (backbone.architecture, place, f"{place}/{backbone.size_group}"):
            if key in self.variants:
                method = method._with(self.variants[key])
        return replace(method, variants={})

    def _with(self, variant: Variant) -> "Method":
        names = ("trains", "targets", "feedforward", "mergeable", "formula")
        given = {name: getattr(variant, name) for name in names if getattr(variant, name) is not None}
        return replace(self, options={**self.options, **variant.options}, **given)

    def exclusion(self, architecture: str, kind: str) -> str | None:
        """Why the method cannot run on an architecture for a kind of task; None where it can."""
        return self.excluded.get(architecture, self.excluded.get(f"{architecture}/{kind}"))

    def learning_rate(self, recipe: str, kind: str) -> float:
        """The method's own learning rate under a recipe on a kind of task; SpecError where there is none."""
        rate = _of_recipe(self.learning_rates, recipe, kind)
        if rate is not None:
            return rate
        raise SpecError(
            f"method {self.name!r} has no learning rate for recipe {recipe!r}; it has: "
            f"{', '.join(self.learning_rates)}. Give learning_rate"
        )

    def head_learning_rate(self, recipe: str, kind: str) -> float | None:
        """The rate of the new head under a recipe on a kind of task; None where the method declares none."""
        return _of_recipe(self.head_learning_rates, recipe, kind)

    @property
    def virtual_tokens(self) -> int:
        """Number of learned positions in front of the text; 0 for methods without."""
        count = self.options.get("num_virtual_tokens", 0)
        return count if isinstance(count, int) else 0


def _of_recipe(rates: Mapping[str, float], recipe: str, kind: str) -> float | None:
    return rates.get(f"{recipe}/{kind}", rates.get(recipe))
