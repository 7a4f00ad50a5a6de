"""The published runs of the pilot were made with today's settings."""

from clinpeft import catalogue, provenance
from clinpeft.results import tables


def test_no_published_run_has_settings_of_another_day() -> None:
    published = tables.study_results("pilot").own().published  # the four studies as one
    assert [
        result.spec.slug
        for result in published
        if result.hashes["settings"] != provenance.settings_hash(result.spec, catalogue.resolve(result.spec))
    ] == []
