"""What stands around every page: the site's title, its places, and which state of the records it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.brief import Brief, Change
from farm_gitops.views.stamp import Stamp, maybe_stamp, stamp
from farm_gitops.views.timeline import CommitLink, commit_link
from farm_gitops.views.world import World


class Place(NamedTuple):
    """An entry of the navigation."""

    label: str
    href: str


PLACES: Final = (
    Place("Incidents", address.DASHBOARD),
    Place("Post-mortems", address.POST_MORTEMS),
    Place("Action items", address.ACTION_ITEMS),
    Place("Insights", address.INSIGHTS),
    Place("Archive", address.ARCHIVE),
    Place("About", address.ABOUT),
)


class Alternate(NamedTuple):
    """The same data for programs: `type` is its media type, `label` stands in the footer, `title` in feed readers."""

    type: str
    href: str
    label: str
    title: str


ALTERNATES: Final = (
    Alternate("application/atom+xml", address.atom("all"), "Atom", "All updates (Atom)"),
    Alternate("application/feed+json", address.json_feed("all"), "JSON Feed", "All updates (JSON Feed)"),
    Alternate("text/calendar", address.CALENDAR, "Calendar", "Incidents as a calendar"),
    Alternate("application/json", address.API_INCIDENTS, "JSON", "All incidents (JSON)"),
    Alternate("application/openmetrics-text", address.METRICS_TEXT, "Metrics", "Figures for Prometheus"),
    Alternate("application/openapi+json", address.OPENAPI, "API", "Description of the API (OpenAPI)"),
    Alternate("text/markdown", address.LLMS, "llms.txt", "For language models"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows; `base` is the path of the site's address, for the page that is served at any depth.

    The `commit` is the one that the site was built from, unless the page is `of_incident`: then it is the last that
    changed that incident, and the page stays the same, whatever is committed elsewhere and `as_of` when. A list that
    follows from its incidents alone (`of_list`) names the newest commit that changed one of them.

    `has_several` organizations, so that lists must say of each incident whose it is.
    """

    title: str
    scope: str
    places: tuple[Place, ...]
    alternates: tuple[Alternate, ...]
    repository: str
    commit: CommitLink | None
    committed: Stamp | None
    as_of: Stamp | None
    uncommitted: int
    base: str
    has_several: bool
    of_incident: bool = False
    of_list: bool = False


def frame(world: World) -> Frame:
    """The frame of every page of a world."""
    configuration, built = world.snapshot.configuration, world.built_from
    site = configuration.site
    return Frame(
        title=site.title,
        scope=configuration.organization_name(world.organization) if world.organization else "",
        places=PLACES,
        alternates=ALTERNATES,
        repository=site.repository or "",
        commit=commit_link(site.repository, built.id) if built else None,
        committed=maybe_stamp(built.committed) if built else None,
        as_of=stamp(world.as_of),
        uncommitted=len(world.uncommitted_here),
        base=address.base_path(site.url),
        has_several=len({row.organization for row in world.rows}) > 1,
    )


def frame_of_incident(whole: Frame, of: Brief, world: World) -> Frame:
    """The frame of an incident's own pages; that of the `whole` site where nobody knows what changed it."""
    return replace(_changed_by(whole, of.changed, [of], world), of_incident=True) if of.changed else whole


def frame_of_list(whole: Frame, briefs: Sequence[Brief], world: World) -> Frame:
    """The frame of a list of incidents; that of the `whole` site where of one of them nobody knows what changed it."""
    changes = [each.changed for each in briefs if each.changed]
    if not briefs or len(changes) < len(briefs):
        return whole
    newest = max(changes, key=lambda change: (change.committed, change.commit))
    return replace(_changed_by(whole, newest, briefs, world), of_list=True)


def _changed_by(whole: Frame, change: Change, briefs: Iterable[Brief], world: World) -> Frame:
    pending = (world.uncommitted_by_incident.get(layout.folder(each.id), ()) for each in briefs)
    return replace(
        whole,
        commit=commit_link(whole.repository or None, change.commit),
        committed=stamp(change.committed),
        as_of=None,
        uncommitted=sum(map(len, pending)),
    )
