"""Readers of the raw MIMIC-III tables: mortality, length of stay and triage."""

from clinpeft.corpora.mimic.outcomes import read_length_of_stay, read_mortality
from clinpeft.corpora.mimic.triage import read_triage, read_triage_published

__all__ = ["read_length_of_stay", "read_mortality", "read_triage", "read_triage_published"]
