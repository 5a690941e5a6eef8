"""What the site consists of: every kind of page, in the order in which they are written, leaves before indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from itertools import chain
from typing import Final, NamedTuple

from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish import machines
from farm_gitops.publish.machines import Machines
from farm_gitops.publish.page import Bundle, Known, Page, alone
from farm_gitops.publish.render import Templates
from farm_gitops.records import layout
from farm_gitops.records.layout import File
from farm_gitops.views import action_items, address, post_mortem_lists
from farm_gitops.views.about import about
from farm_gitops.views.archive import ArchivePage, archive, archive_pages
from farm_gitops.views.brief import Brief
from farm_gitops.views.dashboard import dashboard
from farm_gitops.views.frame import Frame, frame, frame_of_incident, frame_of_list
from farm_gitops.views.health import window_lists
from farm_gitops.views.incident import incident_page
from farm_gitops.views.index import index_json, index_parts, index_script
from farm_gitops.views.insights import insights
from farm_gitops.views.listing import listings
from farm_gitops.views.post_mortem_page import post_mortem_page
from farm_gitops.views.row import Row
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

ViewOf = Callable[[IncidentRecord, World], object]
"""What a page of an incident shows."""

_NOTHING_KNOWN: Final = Known()


class Site:
    """The pages of a world: views shown through templates."""

    def __init__(
        self,
        world: World,
        templates: Templates,
        read: Read,
        own_assets: Sequence[str] = (),
        known: Known = _NOTHING_KNOWN,
    ) -> None:
        self.world: Final = world
        self.inputs: Final = known.inputs
        self.known: Final = known
        self.read: Final = read
        self.own_assets: Final = own_assets
        self.templates: Final = templates
        self.frame: Final[Frame] = frame(world)
        self._prepared: Final = cache(self._prepare)

    def pages(self) -> Iterator[Page]:
        """Every file of the site."""
        return chain.from_iterable(bundle.pages() for bundle in self.bundles())

    def bundles(self) -> Iterator[Bundle]:
        """The same, together what depends on the same."""
        for incident, brief in self.world.briefs.items():
            pages = partial(_of_incident, self, brief)
            yield Bundle(layout.folder(incident), self.inputs.of(incident), pages, spans=False)
        for group in GROUPS:
            yield from map(alone, group.pages(self))

    def find(self, path: str) -> Page | None:
        """The page at a path, or None; no other is prepared but those of its incident, or those before it in its group.

        For one thread at a time.
        """
        incident = address.incident_at(path)
        brief = self.world.briefs.get(incident) if incident else None
        if brief:
            return next((page for page in _of_incident(self, brief) if page.path == path), None)
        groups = (self._prepared(group) for group in GROUPS if path.startswith(group.places))
        return next(filter(None, (group.find(path) for group in groups)), None)

    def _prepare(self, group: Group) -> _Prepared:
        return _Prepared(group.pages(self))

    @cached_property
    def machines(self) -> Machines:
        """What programs read."""
        return Machines(self.world, self.known)

    def html(
        self, path: str, template: str, view: object, *, root: str | None = None, around: Frame | None = None
    ) -> bytes:
        """A page through its template, which sees `view`, the `frame`, its own `path` and the way to the `root`.

        What a page with a frame of its own shows must follow from its inputs.
        """
        back = address.root_from(path) if root is None else root
        values = {"view": view, "frame": around or self.frame, "path": path, "root": back, "policy": POLICY}
        return self.templates.page(template, values)

    def page_of(self, brief: Brief, path: str, template: str, view: ViewOf) -> Page:
        """A page that follows from one incident."""

        def make() -> bytes:
            around = frame_of_incident(self.frame, brief, self.world)
            return self.html(path, template, view(self.world.record(brief.id), self.world), around=around)

        return Page(path, make, self.inputs.of(brief.id))

    def list_of(self, rows: Iterable[Row], path: str, template: str, view: Callable[[], object], told: object) -> Page:
        """A page that follows from the incidents that it lists, and from what else is `told` there."""
        listed = [row.id for row in rows]

        def make() -> bytes:
            briefs = [self.world.briefs[each] for each in listed]
            return self.html(path, template, view(), around=frame_of_list(self.frame, briefs, self.world))

        return Page(path, make, self.inputs.of_list(listed, told))

    def asset(self, name: str) -> bytes:
        """A file that is copied as it is."""
        return self.templates.asset(name)


class _Prepared:
    """Pages that are prepared together, each once, as far as somebody asks for them."""

    def __init__(self, pages: Iterator[Page]) -> None:
        self._coming: Final = pages
        self._come: Final[dict[str, Page]] = {}

    def find(self, path: str) -> Page | None:
        """The page at a path, or None."""
        while path not in self._come and (page := next(self._coming, None)):
            self._come[page.path] = page
        return self._come.get(path)


def _assets(site: Site) -> Iterator[Page]:
    for name in sorted({*ASSETS, *site.own_assets}):
        yield Page(name, partial(site.asset, name))


def _of_incident(site: Site, brief: Brief) -> Iterator[Page]:
    """Every page that follows from one incident."""
    for name in brief.attachments:
        file = File(layout.attachment_path(brief.id, name))
        yield Page(address.attachment(brief.id, name), partial(site.read, file), site.inputs.of(brief.id))
    yield site.page_of(brief, address.incident(brief.id), "pages/incident.html", incident_page)
    if brief.has_post_mortem:
        yield site.page_of(brief, address.post_mortem(brief.id), "pages/post_mortem.html", post_mortem_page)
    yield from site.machines.of(brief)


def _listings(site: Site) -> Iterator[Page]:
    for listing in listings(site.world):
        path = listing.subject.named.href
        yield Page(path, partial(site.html, path, "pages/listing.html", listing))
    yield from map(partial(_list, site), window_lists(site.world))


def _list(site: Site, page: ArchivePage) -> Page:
    """A list of incidents; where its chart ends bars at the moment of the site, it speaks as of that."""
    path, template = page.part.path, "pages/archive_page.html"
    if page.running and any(row.is_active for row in page.rows):
        return Page(path, partial(site.html, path, template, page))
    return site.list_of(page.rows, path, template, partial(_itself, page), replace(page, rows=()))


def _archive(site: Site) -> Iterator[Page]:
    yield from map(partial(_list, site), archive_pages(site.world))
    path = address.ARCHIVE
    yield Page(path, lambda: site.html(path, "pages/archive.html", archive(site.world)))


def _post_mortems(site: Site) -> Iterator[Page]:
    for outline in post_mortem_lists.outlines(site.world):
        view = partial(post_mortem_lists.post_mortem_list, outline, site.world)
        told = outline.part, outline.sums
        yield site.list_of(outline.written, outline.part.path, "pages/post_mortems.html", view, told)


def _action_items(site: Site) -> Iterator[Page]:
    for outline in action_items.outlines(site.world):
        path, template = outline.page.part.path, "pages/action_items.html"
        view = partial(action_items.action_list, outline, site.world)
        if outline.page.as_of:
            yield Page(path, partial(_shown, site, path, template, view))
        else:
            rows, told = [each.row for each in outline.mentions], [each.href for each in outline.mentions]
            yield site.list_of(rows, path, template, view, (outline.page, told))


def _shown(site: Site, path: str, template: str, view: Callable[[], object]) -> bytes:
    return site.html(path, template, view())


def _itself(page: object) -> object:
    return page


def _insights(site: Site) -> Iterator[Page]:
    view, lists = insights(site.world)
    yield from map(partial(_list, site), lists)
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


class Group(NamedTuple):
    """Pages that are prepared together, and the places at or below which all of them lie."""

    places: tuple[str, ...]
    pages: Callable[[Site], Iterator[Page]]


def _of_world(group: machines.Group) -> Group:
    places, make_pages = group
    return Group(places, lambda site: make_pages(site.machines))


GROUPS: Final[tuple[Group, ...]] = (
    Group(("assets/",), _assets),
    Group(("components/", "environments/", "organizations/"), _listings),
    Group(("archive/",), _archive),
    Group(("post-mortems/",), _post_mortems),
    Group(("action-items/",), _action_items),
    Group(("insights/",), _insights),
    Group((address.ABOUT,), _about),
    Group((address.NOT_FOUND, "_headers", ".nojekyll"), _for_hosts),
    Group(("api/v1/incidents",), lambda site: site.machines.incident_lists()),
    Group(("api/v1/post-mortems",), lambda site: site.machines.post_mortem_lists()),
    *map(_of_world, machines.GROUPS),
    Group(("data/",), _index),
    Group((address.DASHBOARD,), _dashboard),
)
"""The registry: adding a page is a function above and a line here."""
