"""A preview that really serves, on a free port of loopback and in a thread of its own, and who asks it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from farm_gitops.actions.build import SiteOf, build_site
from farm_gitops.model.moment import Moment
from farm_gitops.preview.bind import bound
from farm_gitops.preview.contract import FindingJson, FormRequest, FormResponse, Forms, Viewer
from farm_gitops.preview.guard import Address
from farm_gitops.preview.server import Preview, Setting, serve
from farm_gitops.preview.session import Session
from farm_gitops.publish.manifest import MANIFEST
from farm_gitops.store.project import find_project

NOON = Moment.parse("2026-11-23T12:00:00Z")
PATIENCE = 20.0
"""Seconds that a test waits for what must come; a loaded machine is slow, and a test that hangs says nothing."""


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Heard:
    """What the person at the terminal was told."""

    said: list[str] = field(default_factory=list)
    findings: list[tuple[FindingJson, ...]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def serving(self, url: str) -> None:
        """See `Terminal`."""

    def say(self, text: str) -> None:
        """See `Terminal`."""
        self.said.append(text)

    def wrong(self, findings: tuple[FindingJson, ...]) -> None:
        """See `Terminal`."""
        self.findings.append(findings)

    def crashed(self, error: Exception) -> None:
        """See `Terminal`."""
        self.errors.append(error)

    def progress(self, what: str, done: int, total: int) -> None:
        """See `Terminal`."""

    def looked(self) -> None:
        """See `Terminal`."""


class OneForm:
    """A form that says what it was sent, and writes where it is told to; the real ones have tests of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[FormRequest] = []

    def panel(self, page_path: str, viewer: Viewer) -> str:
        """See `Forms`."""
        if viewer.is_read_only:
            return ""
        return f'<form method="post" action="/_preview/forms/note"><!-- on {page_path} --></form>'

    def answer(self, request: FormRequest) -> FormResponse:
        """See `Forms`."""
        self.asked.append(request)
        match request.path:
            case "crash":
                raise ZeroDivisionError("a bug of a form")
            case "away":
                return FormResponse(303, location="https://elsewhere.example/")
            case "json":
                return FormResponse(200, json=json.dumps({"fields": {**request.fields}}))
            case "write":
                (self.root / request.fields["path"][0]).write_text(request.fields["text"][0])
                return FormResponse(303, location="/")
        return FormResponse(422, html="<html><head></head><body><main>Not so.</main></body></html>")


@dataclass
class Served:
    """A preview that serves, what its terminal heard, and its address."""

    preview: Preview
    terminal: Heard
    address: Address
    session: Session

    @property
    def origin(self) -> str:
        """As browsers send it."""
        return f"http://{self.address.shown}"

    def ask(
        self, path: str = "/", method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request with these headers beside `Host`, which they may replace."""
        connection = HTTPConnection(self.address.host, self.address.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Host": self.address.shown, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def cookie(self) -> str:
        """What a browser that has seen a page sends from then on."""
        return self.ask("/").headers["set-cookie"].partition(";")[0]

    def meta(self, path: str = "/") -> dict[str, Any]:
        """What the client script of a page is told."""
        found = self.ask(path).text.partition('<meta name="farm-preview" content="')[2].partition('"')[0]
        told: dict[str, Any] = json.loads(found.replace("&quot;", '"'))
        return told

    def send(self, form: str, fields: bytes, **headers: str) -> Answer:
        """Send a form as the browser does that shows it."""
        token = str(self.meta()["csrf"]).encode()
        own = {"Origin": self.origin, "Cookie": self.cookie(), "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(f"/_preview/forms/{form}", "POST", b"csrf=" + token + b"&" + fields, {**own, **headers})

    @contextmanager
    def listening(self, query: str = "") -> Iterator[Ear]:
        """A browser that listens."""
        address = f"ws://{self.address.shown}/ws{query}"
        headers = {"Cookie": self.cookie()}
        with connect(address, origin=Origin(self.origin), additional_headers=headers, max_size=None) as socket:
            yield Ear(socket)

    def until_built(self) -> None:
        """Wait for the first site."""
        with self.listening() as ear:
            while not self.session.is_there:
                ear.next()


class Ear:
    """Hears messages, one after the other."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def next(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        told: dict[str, Any] = json.loads(self.socket.recv(PATIENCE))
        return told

    def until(self, kind: str) -> list[dict[str, Any]]:
        """All messages up to the first of a type, without those about progress."""
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1]["type"] != kind:
            message = self.next()
            heard += [message] if message["type"] != "preview.progress" else []
        return heard


@contextmanager
def serving(
    root: Path, *, forms: Forms | None = None, read_only: bool = False, organization: str | None = None
) -> Iterator[Served]:
    """A preview of a work tree, whose clock stands at noon; at its end it ends within a moment."""
    listening, address = bound(Address("127.0.0.1", 0))
    terminal = Heard()
    session = Session(find_project(root), organization, lambda: NOON)
    preview = Preview(session, Setting(address, lambda: NOON, terminal, forms, read_only))
    thread = Thread(target=serve, args=(preview, listening))
    thread.start()
    try:
        yield Served(preview, terminal, address, session)
    finally:
        preview.stop()
        thread.join(PATIENCE)
        listening.close()
        assert not thread.is_alive()


def pages_of(session: Session) -> dict[str, bytes]:
    """Every page that is shown, by its path."""
    return {path: session.page(path) or b"" for path in session.paths()}


def clean_build(root: Path, output: Path, organization: str | None = None) -> dict[str, bytes]:
    """What a build from nothing makes of the same work tree."""
    shutil.rmtree(output, ignore_errors=True)
    build_site(find_project(root), SiteOf(output, organization=organization, remembers=False), lambda *_: None)
    files = (file for file in output.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {str(file.relative_to(output)): file.read_bytes() for file in files}
