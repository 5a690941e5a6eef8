"""Incidents as events of a calendar, from when the impact began until it was over.

Source of the format: RFC 5545 (iCalendar).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from farm_gitops.documents.markdown import plain_text
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views import address
from farm_gitops.views.row import Row
from farm_gitops.views.updates import updates
from farm_gitops.views.world import World

if TYPE_CHECKING:
    from icalendar import Event

NEWEST: Final = 500
"""So many incidents are in the calendar; those without a date are not."""


def calendar(world: World, texts: Iterable[bytes] | None = None) -> bytes:
    """The newest incidents; one that still runs ends as of the moment of the site.

    `texts` are those of its events, where somebody has them.
    """
    from icalendar import Calendar  # noqa: PLC0415 - takes long to load, and most builds leave the calendar as it is

    found = Calendar()
    found.add("prodid", "-//farm-gitops//incidents//EN")
    found.add("version", "2.0")
    found.add("name", world.snapshot.configuration.site.title)
    found.add("x-wr-calname", world.snapshot.configuration.site.title)  # what most programs look at
    head, end, rest = bytes(found.to_ical()).partition(b"END:VCALENDAR")
    events = (event(row, world) for row in in_calendar(world)) if texts is None else texts
    return b"".join([head, *events, end, rest])


def in_calendar(world: World) -> tuple[Row, ...]:
    """The incidents that are in it: the newest, if their beginning is known."""
    return tuple(row for row in world.newest_first[:NEWEST] if row.began_at)


def event(row: Row, world: World) -> bytes:
    """An incident that is in the calendar."""
    record, began = world.record(row.id), world.briefs[row.id].began
    assert began, "it is not in the calendar"
    return bytes(_event(record, row, began, world).to_ical())


def _event(record: IncidentRecord, row: Row, began: Moment, world: World) -> Event:
    from icalendar import Event  # noqa: PLC0415 - see above

    changed = max(update.at for update in updates(record, world.as_of)).instant.replace(microsecond=0)
    base = address.absolute_base(world.snapshot.configuration.site.url)
    found = Event()
    found.add("uid", f"urn:farm-gitops:{record.id}")
    found.add("dtstamp", changed)
    found.add("last-modified", changed)
    found.add("dtstart", began.instant.replace(microsecond=0))
    found.add("duration", _duration(record, began, world.as_of))
    found.add("summary", f"{row.severity.key} {row.title} ({row.status.label})")
    found.add("description", plain_text(record.facts.description, limit=500))
    found.add("categories", [row.severity.key, row.status.key, *(named.label for named in row.components)])
    found.add("transp", "TRANSPARENT")  # nobody is busy because something is broken
    if base:
        found.add("url", urljoin(base, address.href(row.href)))
    return found


def _duration(record: IncidentRecord, began: Moment, as_of: Moment) -> timedelta:
    """Whole seconds, never negative."""
    seconds = int(((record.resolved or as_of).instant - began.instant).total_seconds())
    return timedelta(seconds=max(seconds, 0))
