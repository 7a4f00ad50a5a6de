"""The book as readers get it: every page executed, built, and opened in a browser. It takes minutes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from watching import Watched, served, watching

from clinpeft import paths

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTH, PHONE = 1280, 390


@pytest.fixture(scope="module")
def whole_site() -> Path:
    """The site of this checkout; pages and site are made only where something they show has changed."""
    book = [str(Path(sys.executable).with_name("clinpeft")), "book", "--quiet"]
    made = subprocess.run(book, cwd=paths.tree().root, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return paths.tree().root / "_build" / "html"


@pytest.fixture
def watched(browser: Browser, whole_site: Path) -> Iterator[Watched]:
    with served(whole_site) as address, watching(browser, address) as page:
        yield page


def test_every_executed_page_shows_what_it_promises(watched: Watched, toc_pages: list[str]) -> None:
    for name in toc_pages:
        page = watched.open(name)
        article = page.locator("article")
        text = article.inner_text()
        assert "{value}" not in text, f"{name}: a value was not filled in"
        assert "Traceback" not in text, f"{name}: an error is shown"
        without = article.locator("img:not([alt]), img[alt='']").count()
        assert without == 0, f"{name}: {without} pictures without words for those who cannot see them"
        broken = "images => images.filter(one => !one.complete || one.naturalWidth === 0).length"
        assert article.locator("img").evaluate_all(broken) == 0, f"{name}: a picture does not load"


@pytest.mark.parametrize("width", [WIDTH, PHONE])
def test_no_page_is_wider_than_its_window(watched: Watched, toc_pages: list[str], width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 900})
    for name in toc_pages:
        page = watched.open(name)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 1, f"{name}: {over} pixels wider than a window of {width}"
