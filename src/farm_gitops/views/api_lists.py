"""The lists of `/api/v1/`: all incidents, and those that have one thing in common.

An incident stands in several lists, so its text is made once and the lists are put together from texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views import address
from farm_gitops.views.api import incident_json
from farm_gitops.views.level import SEVERITIES, STATUSES
from farm_gitops.views.row import Row
from farm_gitops.views.world import World


class Document(NamedTuple):
    """A document of the API: where it lies, and the incidents in it, newest first."""

    path: str
    incidents: Sequence[IncidentId]


class Texts:
    """Every incident of a world as JSON in UTF-8."""

    def __init__(self, world: World) -> None:
        self._world: Final = world
        self._made: Final[dict[IncidentId, bytes]] = {}

    def incident(self, incident: IncidentId) -> bytes:
        """One incident."""
        if incident not in self._made:
            self._made[incident] = encoded(incident_json(self._records[incident], self._world.people))
        return self._made[incident]

    def list_of(self, incidents: Iterable[IncidentId]) -> bytes:
        """A list of incidents."""
        texts = list(map(self.incident, incidents))
        total = b"%d" % len(texts)
        return b'{"data":[%b],"total":%b,"skip":0,"take":%b}' % (b",".join(texts), total, total)

    @cached_property
    def _records(self) -> Mapping[IncidentId, IncidentRecord]:
        return {record.id: record for record in self._world.records}


def encoded(value: object) -> bytes:
    """A value as JSON in UTF-8, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def documents(world: World) -> Iterator[Document]:
    """Every list of incidents; the values of scales and of the catalog have one, also where nothing is in it."""
    rows = world.newest_first
    yield Document(address.API_INCIDENTS, [row.id for row in rows])
    cuts = _Cuts(world)
    for by, names in cuts.names.items():
        found = cuts.incidents(by, rows)
        for name in names:
            yield Document(address.api_cut(by, name), found.get(name, ()))


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
