"""The nouns of the study: frozen, validated records that every other room shares (standard library only)."""

from clinpeft.specs.declared import (
    KINDS,
    TIERS,
    Backbone,
    Corpus,
    Package,
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
    "ERROR_KINDS",
    "KINDS",
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
    "as_plain",
    "evaluate",
    "require_member",
    "require_type",
    "unknown_name",
]
