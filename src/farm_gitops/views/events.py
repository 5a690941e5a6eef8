"""Events in the envelope that the world agreed on: CloudEvents 1.0 as JSON.

Source of the format: CloudEvents 1.0.2, "JSON Event Format".
"""

from __future__ import annotations

from typing import TypedDict

from farm_gitops.model.events import Event
from farm_gitops.model.organization import Configuration


class EventJson(TypedDict):
    """An event as a CloudEvent; `time` is RFC 3339 in UTC, `data` the payload."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    data: dict[str, object]


def event_json(event: Event, configuration: Configuration) -> EventJson:
    """The envelope; `source` is where the site lies, or a name made of the organization's where it lies nowhere."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": configuration.site.url or f"urn:farm-gitops:{event.incident.organization}",
        "type": event.type.value,
        "subject": str(event.incident),
        "time": event.teller.at.utc,
        "datacontenttype": "application/json",
        "data": event.payload,
    }
