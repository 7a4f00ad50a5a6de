"""Made-up identifying details written into real reports, so that each one is known exactly."""

from clinpeft.corpora.open.surrogates.details import Details
from clinpeft.corpora.open.surrogates.injecting import Injected, inject

__all__ = ["Details", "Injected", "inject"]
