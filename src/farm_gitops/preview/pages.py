"""Pages of the site, each as it is at the moment, and the few files that the preview itself brings."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.resources.abc import Traversable
from typing import Final, Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from farm_gitops.errors import FarmError
from farm_gitops.preview.contract import Forms, PageMeta, Viewer
from farm_gitops.preview.inject import injected
from farm_gitops.store.shipped import shipped_templates
from farm_gitops.views import address

_TYPES: Final = {
    "css": "text/css",
    "gif": "image/gif",
    "html": "text/html",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "xml": "application/xml",
}
_SHIPPED: Final = frozenset({"js", "css", "svg"})
_INDEX: Final = "index.html"


class Site(Protocol):
    """A site that may change at any moment."""

    @property
    def is_there(self) -> bool:
        """See `Session`."""

    def page(self, path: str) -> bytes | None:
        """See `Session`."""


class Pages:
    """Answers for pages; `cursor` is asked before a page is made, so that no message is missed in between."""

    def __init__(self, site: Site, forms: Forms | None, viewer: Viewer, cursor: Callable[[], str]) -> None:
        self._site: Final = site
        self._forms: Final = forms
        self._viewer: Final = viewer
        self._cursor: Final = cursor

    async def page(self, request: Request) -> Response:
        """A file of the site: what a build would write to exactly this path, and nothing else that lies anywhere."""
        asked = request.path_params["path"]
        path = f"{asked}{_INDEX}" if not asked or asked.endswith("/") else asked
        if not self._site.is_there:
            return self._not_yet()
        cursor = self._cursor()
        try:
            data = await run_in_threadpool(self._site.page, path)
            if data is not None:
                return await self._file(path, data, cursor)
            is_folder = await run_in_threadpool(self._site.page, f"{asked}/{_INDEX}") is not None
        except FarmError as error:  # a template that was mended and broken again, for a page that nobody looked at yet
            return PlainTextResponse(f"{error.message}\n{error.cure}\n", 500)
        return RedirectResponse(f"/{quote(asked)}/", 307) if is_folder else self._nowhere(path)

    async def shipped(self, request: Request) -> Response:
        """A script or style of the preview itself."""
        name = request.path_params["name"]
        found = {file.name: file for file in _shipped()}
        if name not in found:
            return PlainTextResponse("there is no such file\n", 404)
        return Response(found[name].read_bytes(), headers=_headers(name))

    def with_client(self, path: str, page: bytes, panel: str = "", cursor: str | None = None) -> bytes:
        """A page with what the browser needs to hear of changes."""
        meta: PageMeta = {
            "page": path,
            "csrf": self._viewer.csrf,
            "readOnly": self._viewer.is_read_only,
            "cursor": self._cursor() if cursor is None else cursor,
        }
        return injected(page, meta, panel)

    async def _file(self, path: str, data: bytes, cursor: str) -> Response:
        if path.endswith(".html"):
            panel = await run_in_threadpool(self._forms.panel, path, self._viewer) if self._forms else ""
            data = self.with_client(path, data, panel, cursor)
        return Response(data, headers=_headers(path))

    def _nowhere(self, path: str) -> Response:
        """There is no such page; if it comes to be, as after a form when the machine is slow, the client shows it."""
        page = _document("There is no such page", '<p><a href="/">All incidents</a></p>').encode()
        return HTMLResponse(self.with_client(path, page) if address.incident_of(path) else page, 404)

    def _not_yet(self) -> Response:
        """While the first site is being built, or where it cannot be; asks again by itself."""
        page = _document(
            "The site is being built",
            "<p>It is shown as soon as it is there.</p>",
            '<meta http-equiv="refresh" content="1">',
        )
        return Response(self.with_client("", page.encode()), 503, headers={**_headers(_INDEX), "retry-after": "1"})


def _shipped() -> list[Traversable]:
    """What the browser may have of what the preview brings: its templates stay here."""
    folder = shipped_templates().joinpath("preview")
    return [file for file in folder.iterdir() if file.name.rpartition(".")[2] in _SHIPPED] if folder.is_dir() else []


def _headers(path: str) -> dict[str, str]:
    """Nothing is kept by the browser without asking, since it may have changed a moment ago."""
    kind = _TYPES.get(path.rpartition(".")[2].lower(), "text/plain")
    charset = "" if kind.startswith("image/") or kind == "application/pdf" else "; charset=utf-8"
    return {"content-type": f"{kind}{charset}", "cache-control": "no-cache"}


def _document(title: str, content: str, head: str = "") -> str:
    title = escape(title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{head}<title>{title}</title>\n</head>\n'
        f'<body>\n<main id="content">\n<h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n'
    )
