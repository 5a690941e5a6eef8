"""`docs/events.md`: every type of event with its payload, and one of each as the demo's history tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from farm_gitops.actions.demo import make_demo
from farm_gitops.git.runner import run_in
from farm_gitops.model.events import EventType
from farm_gitops.store.events import landed_events
from farm_gitops.store.project import find_history
from farm_gitops.views.events import EventJson, event_json
from reference.tables import json_block, table

_OPENING: Final = """\
# The events

This page is made from the code (`python3 dev.py docs`). `farm-gitops events --since REF` tells what happened between
two commits, the site's `events.json` the last 200 of history: both the same, because one function of two states tells
it. To have them sent, see [notifying](notify.md).

An event is a [CloudEvent 1.0](https://cloudevents.io/) in JSON. Its `id` says what happened to which incident, so it is
the same before and after the commit, and whoever hears it twice can tell. `source` is `site.url`, else
`urn:farm-gitops:<organization>`. `data` is the payload. Text that was redacted since is not told, nor is anything of an
incident that is gone.
"""

_TYPES: Final[Mapping[EventType, str]] = {
    EventType.CREATED: "An incident was declared. It counts as open, so one that arrives resolved has a second event.",
    EventType.STATUS_CHANGED: "An incident moved to a later status; one event a transition that its timeline tells.",
    EventType.UPDATED: "Facts of an incident changed: `changed` names the keys of `incident.yaml`.",
    EventType.ENTRY_ADDED: "An update was posted.",
    EventType.POST_MORTEM_CREATED: "A post-mortem was begun.",
    EventType.POST_MORTEM_APPROVED: "A post-mortem was approved; from then on its words are frozen.",
}
_KEYS: Final[Mapping[str, str]] = {
    "id": "the incident",
    "organization": "whose it is",
    "title": "its title",
    "timestamp": "when it happened, RFC 3339 in UTC",
    "actor": "who did it: a person of `farm.yaml`, or `null` for somebody whom it does not know",
    "statedBy": "only where `actor` is `null`: the name that git has, which anybody can type",
    "severity": "`P1` to `P4`, as it is now",
    "status": "always `open`",
    "previousStatus": "where it stood",
    "newStatus": "where it stands",
    "changed": "the keys that changed",
    "commander": "who coordinates now, or `null`",
    "entry": "the file of the update",
    "message": "its text in Markdown, empty where it was redacted",
    "corrects": "the file of the entry that it corrects, or `null`",
    "isRedacted": "whether its text was taken out",
}
_COMMON: Final = ("id", "organization", "title", "timestamp", "actor", "statedBy")


def events_page() -> str:
    """The whole page."""
    common = table(("in every payload", "meaning"), ((f"`{key}`", _KEYS[key]) for key in _COMMON))
    samples = _samples()
    return "\n".join((_OPENING, common, *(_section(type_, samples[type_]) for type_ in EventType)))


def _section(type_: EventType, sample: EventJson) -> str:
    own = [(f"`{key}`", _KEYS[key]) for key in sample["data"] if key not in _COMMON]
    keys = [table(("further", "meaning"), own)] if own else []
    return "\n".join((f"## `{type_}`\n", f"{_TYPES[type_]}\n", *keys, json_block(sample)))


def _samples() -> Mapping[EventType, EventJson]:
    """The first event of each type in the demo."""
    found: dict[EventType, EventJson] = {}
    for event, envelope in _demo():
        found.setdefault(event, envelope)
    return found


def _demo() -> Iterator[tuple[EventType, EventJson]]:
    with TemporaryDirectory() as folder:
        place = Path(folder, "demo")
        make_demo(place)
        founding = run_in(place, "rev-list", "--max-parents=0", "HEAD").output.decode().strip()
        told = landed_events(find_history(place), founding)
        for event in told.events:
            yield event.type, event_json(event, told.configuration)
