"""What a study will take before it starts: seconds, memory, energy and money."""

from clinpeft.pricing.estimates import NOTEBOOK_SECONDS, Estimate, Pricer, prices
from clinpeft.pricing.workload import Workloads

__all__ = ["NOTEBOOK_SECONDS", "Estimate", "Pricer", "Workloads", "prices"]
