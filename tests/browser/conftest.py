"""One server, one browser and one tab for all browser tests; each visit is a session of its own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.driver import launch, painted, serve

expect.set_options(timeout=60_000)
# Streamlit asks at the page's own address first, and then at the root.
PROBE = re.compile(r"/[\w-]+/_stcore/(health|host-config)")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


HUNG_UP = 'WebSocketDisconnected: Cannot call "send" once a close message has been sent.'


class Server:
    """The running course."""

    def __init__(self, address: str, pid: int, log: Path) -> None:
        self.address, self.pid, self.log = address, pid, log

    def tracebacks(self) -> int:
        """Return how many there are. One is Streamlit's own: browser and server may hang up at the same moment."""
        calls = self.log.read_text("utf-8", "replace").split("Exception in ASGI application")
        return sum(call.split(HUNG_UP)[-1].count("Traceback") for call in calls)  # whatever comes after it counts


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "log"
    with serve(log=log) as (address, pid):
        yield Server(address, pid, log)


@pytest.fixture(scope="package")
def tab(browser: Browser) -> Iterator[Page]:
    """The tab that tests use in turn: what it has read once it need not read again, and each visit is a new session."""
    page = browser.new_context().new_page()
    yield page
    page.context.close()


class Visit:
    """Opens pages for one test and notes what was requested and what went wrong."""

    def __init__(self, browser: Browser, address: str, tab: Page | None = None) -> None:
        self.browser, self.address, self.tab = browser, address, tab
        self.pages: list[Page] = []
        self.requested: list[str] = []
        self.problems: list[str] = []
        self.expected = PROBE  # what may go wrong
        self.listeners: dict[Any, Callable[[Any], Any]] = {
            "request": lambda request: self.requested.append(request.url),
            "websocket": lambda socket: self.requested.append(socket.url),
            "pageerror": lambda error: self.problems.append(f"page error: {error}"),
            "console": lambda said: said.type == "error" and self.note(f"{said.text} {said.location['url']}"),
        }

    def __call__(
        self,
        path: str = "/bayesian-updating",
        *,
        width: int = 1280,
        height: int = 720,
        dark: bool = False,
        before: Callable[[Page], Any] | None = None,
        wait: bool = True,
    ) -> Page:
        """Open a page as a new visitor; wait for its figure. `before` prepares a context of its own."""
        page = self.browser.new_context().new_page() if before or not self.tab else self.tab
        if page not in self.pages:
            self.pages.append(page)
            for event, listener in self.listeners.items():
                page.on(event, listener)
        page.set_default_timeout(60_000)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        if before:
            before(page)
        page.goto(self.address + path)
        if wait:
            painted(page)
        return page

    def note(self, problem: str) -> None:
        if not self.expected.search(problem):
            self.problems.append(problem)

    def leave(self) -> None:
        for page in self.pages:
            page.goto("about:blank")
            for event, listener in self.listeners.items():
                page.remove_listener(event, listener)
            if page is not self.tab:
                page.context.close()


@pytest.fixture
def visit(browser: Browser, server: Server, tab: Page) -> Iterator[Visit]:
    """Return a function that opens a page; afterwards, nothing may have gone wrong in browser or server."""
    before, visitor = server.tracebacks(), Visit(browser, server.address, tab)
    yield visitor
    visitor.leave()
    assert visitor.problems == []
    assert server.tracebacks() == before, server.log.read_text("utf-8", "replace")[-2500:]
    assert {urlsplit(url).hostname for url in visitor.requested} <= {"127.0.0.1", None}  # None: data and blob
