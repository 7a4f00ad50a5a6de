"""Building the site: what ``clinpeft book`` promises, without a browser."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from clinpeft.cli.book import BookError, book, build_site

CONFIG = "title: Small\nonly_build_toc_files: true\nexecute: {execute_notebooks: 'off'}\n"


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    (tmp_path / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: one\n", encoding="utf-8")
    (tmp_path / "one.md").write_text("# One\n", encoding="utf-8")
    return tmp_path


def test_a_warning_is_an_error_also_the_second_time(small_book: Path) -> None:
    (small_book / "one.md").write_text("# One\n\n{doc}`nowhere`\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BookError, match="nowhere"):
            build_site(small_book)


def test_the_command_says_where_the_site_is_or_fails(small_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINPEFT_PROJECT", str(small_book))
    app = typer.Typer()
    app.command()(book)
    good = CliRunner().invoke(app, ["--only-build"])
    assert good.exit_code == 0
    assert str(small_book / "_build" / "html" / "index.html") in good.stdout
    (small_book / "_toc.yml").write_text("format: jb-book\nroot: one\nchapters: [{file: two}]\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["--only-build"]).exit_code == 1


def test_a_site_is_built_again_only_when_something_it_is_made_from_has_changed(small_book: Path) -> None:
    first_page = build_site(small_book)
    first_page.write_text("as it was", encoding="utf-8")
    assert build_site(small_book).read_text(encoding="utf-8") == "as it was"
    (small_book / "one.md").write_text("# Another\n", encoding="utf-8")
    assert "Another" in (build_site(small_book).parent / "one.html").read_text(encoding="utf-8")
    first_page.unlink()
    assert build_site(small_book).is_file()


def test_no_page_of_the_book_names_a_script_style_or_font_of_another_host(site: Path) -> None:
    outside = [
        f"{page.relative_to(site)}: {line.strip()}"
        for page in site.rglob("*.html")
        for line in page.read_text(encoding="utf-8").splitlines()
        if "http" in line and ("<script" in line or "<link" in line or "<img" in line or "@import" in line)
    ]
    assert outside == []
