"""What the site consists of: every kind of page, in the order in which they are written, leaves before indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.machines import machines
from farm_gitops.publish.page import InputsOf, Page, nothing_known
from farm_gitops.publish.render import Templates
from farm_gitops.records import layout
from farm_gitops.records.layout import File
from farm_gitops.views import address
from farm_gitops.views.about import about
from farm_gitops.views.action_items import action_lists
from farm_gitops.views.archive import archive, archive_pages
from farm_gitops.views.dashboard import dashboard
from farm_gitops.views.frame import Frame, frame, frame_of_incident
from farm_gitops.views.health import window_lists
from farm_gitops.views.incident import attachments, incident_page
from farm_gitops.views.index import index_json, index_parts, index_script
from farm_gitops.views.insights import insights
from farm_gitops.views.listing import listings
from farm_gitops.views.post_mortem_lists import post_mortem_lists
from farm_gitops.views.post_mortem_page import post_mortem_page
from farm_gitops.views.world import World

SCRIPTS: Final = (
    "assets/site.js",
    "assets/toasts.js",
    "assets/keyboard.js",
    "assets/search.js",
    "assets/rows.js",
    "assets/dashboard.js",
    "assets/parts.js",
    "assets/worker.js",
    "assets/export.js",
    "assets/forms.js",
    "assets/incident.js",
)
ASSETS: Final = ("assets/site.css", "assets/icon.svg", address.PROMETHEUS_RULES, *SCRIPTS)

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every page; nothing inline, nothing from elsewhere."""

Read = Callable[[File], bytes]


class Site:
    """The pages of a world: views shown through templates."""

    def __init__(
        self,
        world: World,
        templates: Templates,
        read: Read,
        own_assets: Sequence[str] = (),
        inputs_of: InputsOf = nothing_known,
    ) -> None:
        self.world: Final = world
        self.inputs_of: Final = inputs_of
        self.read: Final = read
        self.own_assets: Final = own_assets
        self._templates: Final = templates
        self.frame: Final[Frame] = frame(world)

    def pages(self) -> Iterator[Page]:
        """Every file of the site."""
        for make_pages in PAGES:
            yield from make_pages(self)

    def html(
        self, path: str, template: str, view: object, *, root: str | None = None, of: IncidentRecord | None = None
    ) -> bytes:
        """A page through its template, which sees `view`, the `frame`, its own `path` and the way to the `root`.

        What a page that is `of` an incident shows must follow from the `inputs_of` it.
        """
        back = address.root_from(path) if root is None else root
        around = frame_of_incident(self.frame, of, self.world) if of else self.frame
        values = {"view": view, "frame": around, "path": path, "root": back, "policy": POLICY}
        return self._templates.page(template, values)

    def asset(self, name: str) -> bytes:
        """A file that is copied as it is."""
        return self._templates.asset(name)


def _assets(site: Site) -> Iterator[Page]:
    for name in sorted({*ASSETS, *site.own_assets}):
        yield Page(name, partial(site.asset, name))


def _attachments(site: Site) -> Iterator[Page]:
    for record in site.world.records:
        for name in attachments(record):
            file = File(layout.attachment_path(record.id, name))
            yield Page(address.attachment(record.id, name), partial(site.read, file), site.inputs_of(record))


def _incidents(site: Site) -> Iterator[Page]:
    def make(record: IncidentRecord, path: str) -> bytes:
        return site.html(path, "pages/incident.html", incident_page(record, site.world), of=record)

    for record in site.world.records:
        path = address.incident(record.id)
        yield Page(path, partial(make, record, path), site.inputs_of(record))


def _listings(site: Site) -> Iterator[Page]:
    for listing in listings(site.world):
        path = listing.subject.named.href
        yield Page(path, partial(site.html, path, "pages/listing.html", listing))
    for page in window_lists(site.world):
        yield Page(page.part.path, partial(site.html, page.part.path, "pages/archive_page.html", page))


def _archive(site: Site) -> Iterator[Page]:
    for page in archive_pages(site.world):
        yield Page(page.part.path, partial(site.html, page.part.path, "pages/archive_page.html", page))
    path = address.ARCHIVE
    yield Page(path, lambda: site.html(path, "pages/archive.html", archive(site.world)))


def _post_mortems(site: Site) -> Iterator[Page]:
    def make(record: IncidentRecord, path: str) -> bytes:
        return site.html(path, "pages/post_mortem.html", post_mortem_page(record, site.world), of=record)

    for record in site.world.records:
        if record.post_mortem:
            path = address.post_mortem(record.id)
            yield Page(path, partial(make, record, path), site.inputs_of(record))
    for page in post_mortem_lists(site.world):
        yield Page(page.part.path, partial(site.html, page.part.path, "pages/post_mortems.html", page))


def _action_items(site: Site) -> Iterator[Page]:
    for page in action_lists(site.world):
        yield Page(page.part.path, partial(site.html, page.part.path, "pages/action_items.html", page))


def _insights(site: Site) -> Iterator[Page]:
    view, lists = insights(site.world)
    for page in lists:
        yield Page(page.part.path, partial(site.html, page.part.path, "pages/archive_page.html", page))
    path = address.INSIGHTS
    yield Page(path, lambda: site.html(path, "pages/insights.html", view))


def _about(site: Site) -> Iterator[Page]:
    path = address.ABOUT
    yield Page(path, lambda: site.html(path, "pages/about.html", about(site.world)))


def _for_hosts(site: Site) -> Iterator[Page]:
    path = address.NOT_FOUND
    yield Page(path, lambda: site.html(path, "pages/not_found.html", None, root=site.frame.base))
    headers = (
        f"/*\n  Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n"
        "  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n"
    )
    yield Page("_headers", headers.encode)
    yield Page(".nojekyll", bytes)


def _machines(site: Site) -> Iterator[Page]:
    yield from machines(site.world, site.inputs_of)


def _index(site: Site) -> Iterator[Page]:
    def script(text: str) -> bytes:
        return index_script(text).encode()

    for part in index_parts(site.world.rows, site.world.facets):
        text = index_json(part.data)
        yield Page(address.data(part.name, "json"), text.encode)
        yield Page(address.data(part.name, "js"), partial(script, text))


def _dashboard(site: Site) -> Iterator[Page]:
    path = address.DASHBOARD
    yield Page(path, lambda: site.html(path, "pages/dashboard.html", dashboard(site.world)))


PAGES: Final[tuple[Callable[[Site], Iterator[Page]], ...]] = (
    _assets,
    _attachments,
    _incidents,
    _listings,
    _archive,
    _post_mortems,
    _action_items,
    _insights,
    _about,
    _for_hosts,
    _machines,
    _index,
    _dashboard,
)
"""The registry: adding a page is a function above and a line here."""
