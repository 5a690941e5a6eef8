"""Built sites for browsers, served from a sub-path on loopback and opened from disk; every page is watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, AnyStr

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response
from site_world import acme, build_site, many

if TYPE_CHECKING:
    from _typeshed import SupportsRead, SupportsWrite

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with one of everything."""
    folder = tmp_path_factory.mktemp("small")
    build_site(acme(folder / "repository"), folder / "www/status")
    return folder / "www/status"


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 incidents over three years."""
    folder = tmp_path_factory.mktemp("large")
    build_site(many(folder / "repository", 120), folder / "www/status")
    return folder / "www/status"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def copyfile(self, source: SupportsRead[AnyStr], outputfile: SupportsWrite[AnyStr]) -> None:
        """Send a file; a browser that went to another page meanwhile wants no more of it."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)


def serve(folder: Path) -> Iterator[str]:
    """The address of a loopback server whose `/status/` is the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/status/"
        server.shutdown()


@pytest.fixture(scope="session")
def small_url(small_site: Path) -> Iterator[str]:
    """The small world over http, below a sub-path."""
    yield from serve(small_site)


@pytest.fixture(scope="session")
def large_url(large_site: Path) -> Iterator[str]:
    """The large world over http, below a sub-path."""
    yield from serve(large_site)


@pytest.fixture(autouse=True)
def faultless(context: BrowserContext) -> Iterator[None]:
    """Fails a test whose pages log an error, throw, break the policy, ask elsewhere, or miss something of the site."""
    faults: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            faults.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:///")):
            faults.append(f"request: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            faults.append(f"status {response.status}: {response.url}")

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # as when a reader goes on before all is there
            faults.append(f"failed: {request.url}: {request.failure}")

    def watch(page: Page) -> None:
        page.on("console", on_console)
        page.on("pageerror", lambda error: faults.append(f"threw: {error}"))

    context.on("page", watch)
    context.on("request", on_request)
    context.on("response", on_response)
    context.on("requestfailed", on_failure)
    yield
    assert faults == []
