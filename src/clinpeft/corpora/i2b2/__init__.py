"""Readers of the raw i2b2 releases: concepts and relations (2010), events (2012), de-identification (2014)."""

from clinpeft.corpora.i2b2.concepts import read_concepts, read_concepts_partners
from clinpeft.corpora.i2b2.inline_tags import read_deid, read_events
from clinpeft.corpora.i2b2.relations import read_relations

__all__ = ["read_concepts", "read_concepts_partners", "read_deid", "read_events", "read_relations"]
