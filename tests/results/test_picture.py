"""The README's picture shows today's published results."""

import runpy

import pytest
from PIL import Image

from clinpeft import paths

AGAIN = "the published results of quick_seeds have changed since the README's picture was drawn: `make picture`"


@pytest.fixture(scope="module")
def script() -> dict[str, object]:
    return runpy.run_path(str(paths.tree().book / "draw_picture.py"))


def test_the_picture_is_stamped_with_the_results_of_today(script: dict[str, object]) -> None:
    with Image.open(paths.tree().book / "_static" / "results.png") as picture:
        assert picture.text.get(script["STAMP"]) == script["stamp"](), AGAIN  # type: ignore[attr-defined,operator]


def test_the_picture_shows_every_run(script: dict[str, object]) -> None:
    assert len(script["drawn"]()) == 7 * 4 * 2  # type: ignore[operator,arg-type]


def test_the_readme_shows_it_with_words_for_who_cannot_see_it() -> None:
    assert "reaches](book/_static/results.png)" in (paths.tree().root / "README.md").read_text("utf-8")
