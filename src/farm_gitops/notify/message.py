"""Events as the bodies of HTTP requests: one CloudEvent each, or all of them as a batch.

Source: CloudEvents 1.0.2, "HTTP Protocol Binding", structured and batched content modes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from farm_gitops.views.events import EventJson

_ONE: Final = "application/cloudevents+json; charset=utf-8"
_BATCH: Final = "application/cloudevents-batch+json; charset=utf-8"


class Message(NamedTuple):
    """A request to come: `id` is the same whenever the same events are sent again, `events` are the ids of these."""

    id: str
    content_type: str
    body: bytes
    events: tuple[str, ...]


def one_by_one(events: Sequence[EventJson]) -> tuple[Message, ...]:
    """A message for each event."""
    return tuple(Message(_id([event]), _ONE, _json(event), (event["id"],)) for event in events)


def as_batch(events: Sequence[EventJson]) -> tuple[Message, ...]:
    """One message for all of them; none for none."""
    ids = tuple(event["id"] for event in events)
    return (Message(_id(events), _BATCH, _json(events), ids),) if events else ()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _id(events: Sequence[EventJson]) -> str:
    """A name without dots, which end it in what is signed; an event is told from others by its id and its source."""
    names = "\n".join(f"{event['source']} {event['id']}" for event in events)
    return f"msg_{hashlib.sha256(names.encode()).hexdigest()[:32]}"
