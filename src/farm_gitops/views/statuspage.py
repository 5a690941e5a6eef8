"""The site in the shape of Atlassian Statuspage's public API, so that programs made for that read this unchanged.

Source of the shape: https://www.githubstatus.com/api/v2 as served in 2026. Where programs call methods of a text there
is always a text, and every time has milliseconds, since both are so there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urljoin

from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views import address
from farm_gitops.views.dashboard import unreadable
from farm_gitops.views.row import Named, Row
from farm_gitops.views.statuspage_shape import (
    AffectedJson,
    ComponentJson,
    PageJson,
    StatusJson,
    StatuspageIncidentJson,
    StatuspageUpdateJson,
)
from farm_gitops.views.updates import Update, updates, words
from farm_gitops.views.world import World

NEWEST: Final = 50
"""So many incidents are in `incidents.json`, as at Statuspage; all of them are in `/api/v1/`."""

_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_STATUSES: Final = {
    Status.OPEN: "investigating",  # Statuspage begins there
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.RESOLVED: "resolved",
}


class Effect(NamedTuple):
    """What a severity is called there: of an incident, and of a component that it hits."""

    impact: str
    component: str


EFFECTS: Final[Mapping[Severity, Effect]] = {
    Severity.P1: Effect("critical", "major_outage"),
    Severity.P2: Effect("major", "partial_outage"),
    Severity.P3: Effect("minor", "degraded_performance"),
    Severity.P4: Effect("none", "operational"),
}
OPERATIONAL: Final = "operational"
_OVERALL: Final = {
    "critical": "Major System Outage",
    "major": "Partial System Outage",
    "minor": "Minor Service Outage",
    "none": "All Systems Operational",
}


def documents(world: World) -> Mapping[str, dict[str, object]]:
    """Every document by its name; planned maintenance is nothing that this knows, so there never is any."""
    page = _Page(world)
    rows = world.newest_first
    unresolved = [page.incident(row) for row in rows if row.is_active]
    incidents = [page.incident(row) for row in rows[:NEWEST]]
    maintenances: dict[str, object] = {"scheduled_maintenances": []}
    rest = {"components": page.components, "status": page.status}
    found: Mapping[str, dict[str, object]] = {
        "summary": {**rest, "incidents": unresolved, **maintenances},
        "status": {"status": page.status},
        "components": {"components": page.components},
        "incidents": {"incidents": incidents},
        "incidents/unresolved": {"incidents": unresolved},
        "scheduled-maintenances": maintenances,
        "scheduled-maintenances/upcoming": maintenances,
        "scheduled-maintenances/active": maintenances,
    }
    return {name: {"page": page.page, **document} for name, document in found.items()}


def short_id(text: str) -> str:
    """Twelve letters and digits, as Statuspage's ids are: always the same for the same text."""
    number, letters = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"), ""
    for _ in range(12):
        number, digit = divmod(number, 36)
        letters += _ALPHABET[digit]
    return letters


def component_status(severities: Iterable[Severity]) -> str:
    """How a component stands of which these are the active incidents."""
    return EFFECTS[min(severities, default=Severity.P4)].component


def active_severities(rows: Iterable[Row]) -> Mapping[str, list[Severity]]:
    """The severities of active incidents, by the component that they name."""
    found: dict[str, list[Severity]] = {}
    for row in rows:
        for named in row.components if row.is_active else ():
            found.setdefault(named.key, []).append(Severity(row.severity.key))
    return found


class _Page:
    """What all documents share."""

    def __init__(self, world: World) -> None:
        self._world: Final = world
        site = world.snapshot.configuration.site
        self._base: Final = address.absolute_base(site.url)
        self._id: Final = short_id(self._base or site.title)
        self.page: Final[PageJson] = {
            "id": self._id,
            "name": site.title,
            "url": self._base,
            "time_zone": "Etc/UTC",
            "updated_at": _time(world.as_of),
        }
        self.components: Final = self._components()
        self._by_key: Final = {each["id"]: each for each in self.components}

    @property
    def status(self) -> StatusJson:
        """The worst of what is active."""
        active = [Severity(row.severity.key) for row in self._world.rows if row.is_active]
        impact = EFFECTS[min(active, default=Severity.P4)].impact
        unknown = unreadable(self._world)
        unsure = impact == "none" and unknown
        return {"indicator": impact, "description": f"{unknown} records cannot be read" if unsure else _OVERALL[impact]}

    def incident(self, row: Row) -> StatuspageIncidentJson:
        """An incident."""
        record = self._world.record(row.id)
        lines = updates(record, self._world.as_of)
        began, created = record.began or lines[0].at, record.created or lines[0].at
        return {
            "id": short_id(str(row.id)),
            "name": row.title,
            "status": _STATUSES[record.facts.status],
            "created_at": _time(created),
            "updated_at": _time(max(line.at for line in lines)),
            "monitoring_at": None,
            "resolved_at": None if row.is_active else _time(record.resolved or lines[-1].at),
            "impact": EFFECTS[record.facts.severity].impact,
            "shortlink": urljoin(self._base, address.href(row.href)) if self._base else "",
            "started_at": _time(began),
            "page_id": self._id,
            "incident_updates": self._updates(record, row, lines),
            "components": [self._by_key[_component_id(named)] for named in row.components],
            "reminder_intervals": None,
        }

    def _updates(self, record: IncidentRecord, row: Row, lines: Sequence[Update]) -> list[StatuspageUpdateJson]:
        found, status, hit = [], Status.OPEN, OPERATIONAL
        for line in lines:
            status, before = line.item.after or status, hit
            hit = OPERATIONAL if status is Status.RESOLVED else EFFECTS[record.facts.severity].component
            found.append(self._update(line, status, _affected(row.components, before, hit)))
        return found[::-1]

    def _update(self, line: Update, status: Status, affected: list[AffectedJson]) -> StatuspageUpdateJson:
        at = _time(line.at)
        return {
            "id": short_id(line.id),
            "status": _STATUSES[status],
            "body": words(line, self._world.people),
            "incident_id": short_id(str(line.record.id)),
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": affected,
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _components(self) -> list[ComponentJson]:
        severities, spans = active_severities(self._world.rows), _spans(self._world.rows)
        shown = [named for named in self._world.components if named.key in spans or not self._is_retired(named)]
        return [
            self._component(named, place, component_status(severities.get(named.key, ())), spans.get(named.key, ()))
            for place, named in enumerate(shown, 1)
        ]

    def _component(self, named: Named, place: int, status: str, span: Sequence[Moment]) -> ComponentJson:
        entity = self._world.snapshot.catalog.find(named.key)
        return {
            "id": _component_id(named),
            "name": named.label,
            "status": status,
            "created_at": _time(min(span, default=self._world.as_of)),
            "updated_at": _time(max(span, default=self._world.as_of)),
            "position": place,
            "description": entity.description if entity else None,
            "showcase": True,
            "start_date": None,
            "group_id": None,
            "page_id": self._id,
            "group": False,
            "only_show_if_degraded": False,
        }

    def _is_retired(self, named: Named) -> bool:
        entity = self._world.snapshot.catalog.find(named.key)
        return entity is not None and entity.retired


def _component_id(named: Named) -> str:
    return short_id(f"component:{named.key}")


def _affected(components: Iterable[Named], before: str, after: str) -> list[AffectedJson]:
    return [
        {"code": _component_id(named), "name": named.label, "old_status": before, "new_status": after}
        for named in components
    ]


def _spans(rows: Iterable[Row]) -> Mapping[str, list[Moment]]:
    """When incidents that name a component were reported: the first and the last."""
    found: dict[str, list[Moment]] = {}
    for row in rows:
        for named in row.components:
            known = found.get(named.key, [])
            times = [*known, row.moment] if row.moment else known
            found[named.key] = [min(times), max(times)] if times else []
    return found


def _time(moment: Moment) -> str:
    return f"{moment.utc[:-1]}.000Z"
