"""The published runs of the pilot were made with today's settings."""

import pytest

from clinpeft import catalogue, provenance
from clinpeft.catalogue import pilot
from clinpeft.results import tables
from clinpeft.specs import Study


@pytest.mark.parametrize("study", pilot.ENTRIES, ids=lambda study: study.name)
def test_no_published_run_has_settings_of_another_day(study: Study) -> None:
    published = tables.study_results(study.name).own().published
    assert [
        result.spec.slug
        for result in published
        if result.hashes["settings"] != provenance.settings_hash(result.spec, catalogue.resolve(result.spec))
    ] == []
