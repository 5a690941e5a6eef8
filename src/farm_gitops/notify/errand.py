"""Something to deliver to one place, so that a webhook and people are sent to, rehearsed and reported in one way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from farm_gitops.notify.delivery import Clock, Delivery, Progress
from farm_gitops.notify.message import as_batch, one_by_one
from farm_gitops.notify.people import Service, tell
from farm_gitops.notify.webhook import Hook, deliver
from farm_gitops.views.events import EventJson
from farm_gitops.views.notice import Notice


class Part(NamedTuple):
    """A message to come, as a person would read it, and the ids of the events that it holds."""

    text: str
    events: tuple[str, ...]


class Errand(NamedTuple):
    """What would be sent to which place, and the way to do it."""

    target: str
    parts: tuple[Part, ...]
    run: Callable[[Clock, Progress], Delivery]


def to_webhook(events: Sequence[EventJson], hook: Hook, *, batch: bool) -> Errand:
    """Events as they are, each by itself or all in one request."""
    messages = as_batch(events) if batch else one_by_one(events)
    parts = tuple(Part(message.body.decode(), message.events) for message in messages)
    return Errand(hook.address.shown, parts, partial(deliver, messages, hook))


def to_people(notices: Sequence[Notice], service: Service) -> Errand:
    """Events in words."""
    parts = tuple(Part(f"{notice.title}\n{notice.text}", notice.events) for notice in notices)
    return Errand(service.name, parts, partial(tell, notices, service))
