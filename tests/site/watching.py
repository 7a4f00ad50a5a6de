"""A served folder, and a page of the browser with everything that goes wrong on it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, Request


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: a failed request is the browser's to report."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which this machine serves a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Watched:
    """A page of the browser, and everything that went wrong on it."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.troubles: list[str] = []
        self.page: Page = browser.new_context(color_scheme="light").new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda said: self._note(said.text, said.type in ("error", "warning")))
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("requestfailed", lambda request: self._note(f"failed: {request.url}"))
        self.page.on(
            "response", lambda response: self._note(f"{response.status}: {response.url}", response.status >= 400)
        )
        self.page.on("request", self._look_at)

    def _note(self, trouble: str, is_trouble: bool = True) -> None:
        if is_trouble:
            self.troubles.append(f"{self.page.url}: {trouble}")

    def _look_at(self, request: Request) -> None:
        self._note(f"another host: {request.url}", not request.url.startswith((self.address, "data:", "blob:")))

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.address}{name}.html", wait_until="networkidle")
        return self.page


@contextmanager
def watching(browser: Browser, address: str) -> Iterator[Watched]:
    """A page whose troubles fail the test at its end; where the test has failed already, they are told beside that."""
    watched = Watched(browser, address)
    try:
        yield watched
    except BaseException as failure:
        failure.add_note("\n".join(["troubles on the page:", *watched.troubles]))
        raise
    finally:
        watched.page.context.close()
    assert watched.troubles == []
