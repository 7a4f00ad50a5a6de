"""The nouns of the study: frozen, validated records that every other room shares (standard library only)."""

from clinpeft.specs.declared import (
    KINDS,
    TIERS,
    TRAINS,
    Backbone,
    Corpus,
    Method,
    Package,
    Recipe,
    Task,
    as_plain,
)
from clinpeft.specs.errors import SpecError, require_member, require_type, unknown_name
from clinpeft.specs.run_result import (
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
    "as_plain",
    "require_member",
    "require_type",
    "unknown_name",
]
