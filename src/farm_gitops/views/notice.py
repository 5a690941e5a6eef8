"""What happened as short messages for people, one for each incident: a chat that rings for every line is muted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple
from urllib.parse import urljoin

from farm_gitops.model.events import Event, EventType
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.severity import GRAVE
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.event_words import said, teller

_MOST_NOTICES: Final = 20
_MOST_LINES: Final = 10
_LONGEST: Final = 280
_CALL: Final = re.compile(r"(?<=@)(?=[\w&!])|(?<=<)(?=[@!#])")
_SEPARATOR: Final = "\u2060"

Mood = Literal["failure", "warning", "success", "info"]


class Notice(NamedTuple):
    """A message in plain text; `mood` is the colour that a service gives it, `events` are the ids that it tells."""

    title: str
    text: str
    mood: Mood
    events: tuple[str, ...]


def notices(events: Sequence[Event], incidents: Mapping[IncidentId, Incident], site: str | None) -> tuple[Notice, ...]:
    """A notice for each incident that something happened to, in the order in which it began.

    What goes beyond twenty is one more that says so. `site` is the address of the site, for links.
    """
    by_incident: dict[IncidentId, list[Event]] = {}
    for event in events:
        by_incident.setdefault(event.incident, []).append(event)
    found = [*by_incident.items()]
    first = [_notice(happened, incidents[incident], site) for incident, happened in found[:_MOST_NOTICES]]
    rest = [event for _, happened in found[_MOST_NOTICES:] for event in happened]
    return (*first, _rest(rest, len(found) - _MOST_NOTICES, site)) if rest else tuple(first)


def calm(text: str) -> str:
    """A line that rings for nobody: whoever may post an update could else call everyone in the channel."""
    line = layout.shown(" ".join(text.split()))
    return _CALL.sub(_SEPARATOR, line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")


def _notice(happened: Sequence[Event], facts: Incident, site: str | None) -> Notice:
    lines = [calm(f"{said(event)} ({teller(event)})") for event in happened[:_MOST_LINES]]
    if len(happened) > _MOST_LINES:
        lines.append(f"… and {len(happened) - _MOST_LINES} more")
    incident = happened[0].incident
    lines.append(urljoin(site, address.href(address.incident(incident))) if site else str(incident))
    title = calm(f"{facts.severity} {facts.title}")
    return Notice(title, "\n".join(lines), _mood(happened, facts), _ids(happened))


def _mood(happened: Sequence[Event], facts: Incident) -> Mood:
    if not any(event.type in {EventType.CREATED, EventType.STATUS_CHANGED, EventType.UPDATED} for event in happened):
        return "info"
    if facts.status is Status.RESOLVED:
        return "success"
    return "failure" if facts.severity in GRAVE else "warning"


def _rest(events: Sequence[Event], incidents: int, site: str | None) -> Notice:
    text = f"{len(events)} events"
    return Notice(f"{incidents} more incidents", f"{text}\n{site}" if site else text, "info", _ids(events))


def _ids(events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(event.id for event in events)
