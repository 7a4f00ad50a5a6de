"""Readers of the open corpora: real text with a licence that lets anyone download it."""
