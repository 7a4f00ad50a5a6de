"""The built site in a browser that reaches no other host: every page, formulas, search, theme, download."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, expect
from watching import Watched, watching

pytestmark = pytest.mark.browser
LORA = "book/executed/methods/lora"


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, address) as page:
        yield page


def test_every_page_opens_without_error_and_reaches_no_other_host(watched: Watched, toc_pages: list[str]) -> None:
    # The first page sends the browser on; what it is still loading must not be cut off by opening the next.
    watched.open("index").wait_for_url(f"**/{toc_pages[0]}.html", wait_until="networkidle")
    for name in toc_pages:
        page = watched.open(name)
        expect(page.locator("article h1").first).to_be_visible()
        assert page.locator("mjx-merror, .math.notranslate:not(:has(mjx-container))").count() == 0, name


@pytest.mark.parametrize("name", ["book/executed/results/scores", "book/executed/results/costs"])
def test_tables_and_figures_of_an_executed_page_are_shown(watched: Watched, name: str) -> None:
    page = watched.open(name)
    outputs = page.locator("article .cell_output")
    expect(outputs.locator("table").first).to_be_visible()
    figure = outputs.locator("img[alt]").first
    expect(figure).to_be_visible()
    assert figure.evaluate("image => image.complete && image.naturalWidth > 100")
    assert len(figure.get_attribute("alt") or "") > 20
    assert "{value}" not in page.locator("article").inner_text()


def test_formulas_are_drawn(watched: Watched) -> None:
    formula = watched.open(LORA).locator("mjx-container").first
    expect(formula).to_be_visible()
    box = formula.bounding_box()
    assert box is not None
    assert box["height"] > 5


def test_search_finds_a_page(watched: Watched) -> None:
    page = watched.open("book/start")
    page.locator(".sidebar-primary__section .search-button-field").click()
    # What the person sees: one search field on top of the page, ready to be typed into.
    page.keyboard.type("papermill")
    page.keyboard.press("Enter")
    hits = page.locator("#search-results li a")
    expect(hits.filter(has_text="One notebook in your own CI")).to_be_visible()


def test_theme_switches_to_dark_and_stays_so_on_the_next_page(watched: Watched) -> None:
    page = watched.open("book/start")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    for _ in range(3):  # the button goes round: light, dark, as the system
        if page.locator("html").get_attribute("data-theme") == "dark":
            break
        page.locator("button.theme-switch-button:visible").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(colour)
    assert dark != light
    assert watched.open(LORA).evaluate(colour) == dark


def test_download_button_gives_the_notebook(watched: Watched, tmp_path: Path) -> None:
    page = watched.open(LORA)
    page.locator(".dropdown-download-buttons > button").click()
    with page.expect_download() as download:
        page.locator(".btn-download-source-button").click()
    assert download.value.suggested_filename == "lora.ipynb"
    download.value.save_as(tmp_path / "lora.ipynb")
    nbformat.validate(nbformat.read(tmp_path / "lora.ipynb", as_version=4))
