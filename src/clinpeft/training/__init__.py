"""One optimisation, top to bottom, without a framework."""

from clinpeft.training.loop import Fitted, Plan, fit, make_plan

__all__ = ["Fitted", "Plan", "fit", "make_plan"]
