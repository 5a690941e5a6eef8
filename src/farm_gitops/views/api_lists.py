"""The lists of `/api/v1/`: all incidents and all post-mortems in pages, and those that have one thing in common.

A cut holds its newest incidents and counts all: whole it would be the list over again, once for each thing that
incidents have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.views import address
from farm_gitops.views.level import SEVERITIES, STATUSES
from farm_gitops.views.parts import parts
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

A_PAGE: Final = 100
"""So many incidents are in a page of a list, or in a cut."""


class Document(NamedTuple):
    """A page of a list: where it lies, whose texts are in it, how many the list has and how many come before these."""

    path: str
    incidents: Sequence[IncidentId]
    total: int
    skip: int = 0


def documents(world: World) -> Iterator[Document]:
    """Every list of incidents; the values of scales and of the catalog have one, also where nothing is in it."""
    rows = world.newest_first
    yield from _pages(address.API_INCIDENTS, [row.id for row in rows])
    cuts = _Cuts(world)
    for by, names in cuts.names.items():
        found = cuts.incidents(by, rows)
        for name in names:
            whole = found.get(name, [])
            yield Document(address.api_cut(by, name), whole[:A_PAGE], len(whole))


def post_mortem_documents(world: World) -> Iterator[Document]:
    """The list of post-mortems, by the day of the incident."""
    written = [row.id for row in world.newest_first if row.post_mortem != "none"]
    yield from _pages(address.API_POST_MORTEMS, written)


def _pages(path: str, incidents: Sequence[IncidentId]) -> Iterator[Document]:
    for part, shown in parts(incidents, A_PAGE, partial(address.api_page, path)):
        yield Document(part.path, shown, len(incidents), (part.number - 1) * A_PAGE)


class _Cuts:
    """What incidents can have in common, and the file names of its values."""

    def __init__(self, world: World) -> None:
        organizations = [world.organization] if world.organization else world.snapshot.configuration.organizations
        rows = world.rows
        self.names: Final[Mapping[str, list[str]]] = {
            "severity": [level.key for level in SEVERITIES.values()],
            "status": [level.key for level in STATUSES.values()],
            "component": [address.slug(named.href) for named in world.components],
            "environment": sorted({address.slug(named.href) for row in rows for named in row.environments}),
            "organization": sorted({*organizations, *(row.id.organization for row in rows)}),
        }

    def incidents(self, by: str, rows: Iterable[Row]) -> Mapping[str, list[IncidentId]]:
        """The incidents of each value, in the order of the rows."""
        found: dict[str, list[IncidentId]] = {}
        for row in rows:
            for name in _values(by, row):
                found.setdefault(name, []).append(row.id)
        return found


def _values(by: str, row: Row) -> Iterable[str]:
    match by:
        case "severity":
            return (row.severity.key,)
        case "status":
            return (row.status.key,)
        case "component":
            return (address.slug(named.href) for named in row.components)
        case "environment":
            return (address.slug(named.href) for named in row.environments)
        case _:
            return (row.id.organization,)
