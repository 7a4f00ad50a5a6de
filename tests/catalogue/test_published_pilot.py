"""Published runs of the pilot that were made with other settings than today's: known, and to become fewer."""

from clinpeft import catalogue, provenance
from clinpeft.catalogue import pilot
from clinpeft.results import tables
from clinpeft.specs import RunResult

MADE_BEFORE_TEXTS_WERE_SPREAD: frozenset[str] = frozenset(
    ("case_concepts-maccrobat-minilm_l6-full-pilot-n800-s0-lr3e-05",)
)
"""Slugs; a run that is made again leaves the list."""


def stale(result: RunResult) -> bool:
    today = provenance.settings_hash(result.spec, catalogue.resolve(result.spec))
    return result.hashes["settings"] != today


def test_no_other_published_run_of_the_pilot_has_settings_of_another_day() -> None:
    found = {
        result.spec.slug
        for study in pilot.ENTRIES
        for result in tables.study_results(study.name).own().published
        if stale(result)
    }
    assert found <= MADE_BEFORE_TEXTS_WERE_SPREAD
