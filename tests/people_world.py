"""People before real browsers: each with a page of their own on a preview that really serves, watched for faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from git_world import GitWorld
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, WebSocketRoute, expect
from preview_world import Served, serving

from farm_gitops.actions.act import Desk
from farm_gitops.model.moment import Moment
from farm_gitops.preview.forms.answering import NO_LIMITS, Forms, Limits
from farm_gitops.store.project import find_project
from farm_gitops.store.whole_file import write_bytes

ID = "acme/2026-11-23-checkout-is-down"
FOLDER = f"incidents/{ID}"
PAGE = f"{FOLDER}/index.html"
FACTS = """\
title: Checkout is down

severity: P1

status: open

commander: bob

description: No payment goes through.
affected_components: [checkout]
created_at: 2026-11-23T09:00:00Z
reported_by: alice
"""

PATIENCE = 30_000
"""Milliseconds that a test waits for what must come; a loaded machine is slow."""

# A refused form is an answer with such a status, which the console mentions.
_REFUSAL = re.compile(r"status of (409|422|404)|WebSocket connection")


@dataclass
class Clock:
    """A clock that goes on by a minute whenever somebody looks."""

    minutes: int = 0

    def now(self) -> Moment:
        """The time that it is."""
        self.minutes += 1
        return Moment.parse(f"2026-11-23T{10 + self.minutes // 60:02}:{self.minutes % 60:02}:00Z")


@dataclass
class Person:
    """Somebody with a browser; `faults` is what went wrong on their pages."""

    page: Page
    served: Served
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch the page."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"threw: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _REFUSAL.search(message.text):
            self.faults.append(message.text)

    def open(self, path: str = "") -> Page:
        """Open a page and wait until it hears of what happens."""
        self.page.goto(f"{self.served.origin}/{path}")
        self.is_live()
        return self.page

    def is_live(self) -> None:
        """Wait until the page hears of what happens."""
        if self.page.evaluate("Boolean(window.farmPreview)"):
            expect(self.page.locator(".pv-badge")).to_have_attribute("data-state", "connected", timeout=PATIENCE)

    def unfold(self, button: str) -> Locator:
        """Unfold the form behind a button of the page."""
        act = self.page.locator(f"#pv-{button}")
        act.locator("> summary").click()
        return act

    def send(self, within: Locator | None = None) -> None:
        """Press the button that sends the form, and wait for the page that follows."""
        with self.page.expect_navigation():
            (within or self.page.locator(".pv-page")).locator(".pv-go").click()
        self.is_live()

    def toast(self, words: str) -> Locator:
        """Wait for a toast that says something."""
        toast = self.page.locator(".toast", has_text=words)
        expect(toast).to_have_count(1, timeout=PATIENCE)
        return toast

    @property
    def main(self) -> Locator:
        """What the page shows."""
        return self.page.locator("main")

    @property
    def timeline(self) -> Locator:
        """What the page tells of the incident; its forms offer the same words, and know them sooner."""
        return self.page.locator("#updates")


class Room(NamedTuple):
    """A preview with people around it, and the work tree that it shows."""

    served: Served
    browser: Browser
    root: Path
    people: list[Person]

    def person(self, **options: Any) -> Person:
        """One more, with a browser of their own."""
        context: BrowserContext = self.browser.new_context(**options)
        self.people.append(Person(context.new_page(), self.served))
        return self.people[-1]

    def save(self, path: str, text: str) -> None:
        """Save a file as text editors do: written beside it, then put in its place."""
        write_bytes(self.root / path, text.encode())

    def read(self, path: str) -> str:
        """A file's text."""
        return (self.root / path).read_text()


@contextmanager
def room(root: Path, browser: Browser, limits: Limits = NO_LIMITS) -> Iterator[Room]:
    """A preview of a work tree with its real forms; at the end nobody's page may have had a fault."""
    clock, project = Clock(), find_project(root)
    forms = Forms(lambda: Desk(project, clock.now()), limits)
    with serving(root, forms=forms, read_only=limits.is_read_only) as served:
        served.until_built()
        found = Room(served, browser, root, [])
        yield found
        for person in found.people:
            person.page.context.close()
        assert served.terminal.errors == []
    assert [fault for person in found.people for fault in person.faults] == []


def founded(top: Path, files: Mapping[str, str]) -> Path:
    """A repository with these files, committed by Alice."""
    GitWorld.new(top).commit(files)
    return top


class Line:
    """The line between a page and the preview, which can be cut."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/ws"), self._begin)

    def cut(self) -> None:
        """Nothing goes through any more."""
        self.is_cut = True
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def mend(self) -> None:
        """It can be used again."""
        self.is_cut = False

    def _begin(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        self._sockets.append(socket)
        socket.connect_to_server()
