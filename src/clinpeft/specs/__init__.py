"""The nouns of the study: frozen, validated records that every other room shares (standard library only)."""

from clinpeft.specs.backbone import DOMAINS, SIZE_GROUPS, Backbone, Package, Wheel
from clinpeft.specs.declared import (
    KINDS,
    TIERS,
    Corpus,
    Recipe,
    Task,
    as_plain,
)
from clinpeft.specs.errors import SpecError, require_member, require_type, unknown_name
from clinpeft.specs.formula import Formula, evaluate
from clinpeft.specs.methods import TRAINS, Method, Variant
from clinpeft.specs.run_result import (
    ACCIDENTS,
    ERROR_KINDS,
    SPLITS,
    STATUSES,
    Costs,
    CurvePoint,
    Floor,
    RunResult,
    Score,
    Structure,
)
from clinpeft.specs.run_spec import RunSpec, Study

__all__ = [
    "ACCIDENTS",
    "DOMAINS",
    "ERROR_KINDS",
    "KINDS",
    "SIZE_GROUPS",
    "SPLITS",
    "STATUSES",
    "TIERS",
    "TRAINS",
    "Backbone",
    "Corpus",
    "Costs",
    "CurvePoint",
    "Floor",
    "Formula",
    "Method",
    "Package",
    "Recipe",
    "RunResult",
    "RunSpec",
    "Score",
    "SpecError",
    "Structure",
    "Study",
    "Task",
    "Variant",
    "Wheel",
    "as_plain",
    "evaluate",
    "require_member",
    "require_type",
    "unknown_name",
]
