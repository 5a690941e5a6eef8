"""What stands around every page: the site's title, its places, and which state of the records it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.views import address
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
    Place("Insights", address.INSIGHTS),
    Place("Archive", address.ARCHIVE),
    Place("About", address.ABOUT),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows; `base` is the path of the site's address, for the page that is served at any depth.

    `has_several` organizations, so that lists must say of each incident whose it is.
    """

    title: str
    scope: str
    places: tuple[Place, ...]
    repository: str
    commit: CommitLink | None
    committed: Stamp | None
    as_of: Stamp
    uncommitted: int
    base: str
    has_several: bool


def frame(world: World) -> Frame:
    """The frame of every page of a world."""
    configuration, built = world.snapshot.configuration, world.built_from
    site = configuration.site
    return Frame(
        title=site.title,
        scope=configuration.organization_name(world.organization) if world.organization else "",
        places=PLACES,
        repository=site.repository or "",
        commit=commit_link(site.repository, built.id) if built else None,
        committed=maybe_stamp(built.committed) if built else None,
        as_of=stamp(world.as_of),
        uncommitted=len(world.uncommitted_here),
        base=address.base_path(site.url),
        has_several=len({row.organization for row in world.rows}) > 1,
    )
