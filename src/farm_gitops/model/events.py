"""What just happened, for chat, CI and open pages: told from two states, so that whoever asks is told the same.

An event is named by what it says and not by the commit that says it, so it has one name before and after the commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from farm_gitops.model.changes import Declared, EntryAdded, FactChanged, PostMortemChanged, changes
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, Transition, in_order, transitions


class EventType(StrEnum):
    """What can happen to an incident."""

    CREATED = "incident.created"
    STATUS_CHANGED = "incident.status-changed"
    UPDATED = "incident.updated"
    ENTRY_ADDED = "incident.timeline-entry-added"
    POST_MORTEM_CREATED = "post-mortem.created"
    POST_MORTEM_APPROVED = "post-mortem.approved"


_TEXTS: Final = frozenset({"title", "description", "links"})
_REDACTED: Final = "redacted"


class Teller(NamedTuple):
    """Who brought a change and when: a person of farm.yaml (None where it knows nobody) and the name that git has."""

    person: str | None
    name: str
    at: Moment

    def unless(self, person: str | None, at: Moment | None) -> Teller:
        """The same, except for what a file says itself."""
        return Teller(person or self.person, self.name, at or self.at)


class Tellers(NamedTuple):
    """Who brought which file of an incident; an entry is asked for by its file name."""

    facts: Teller
    post_mortem: Teller
    entry: Callable[[str], Teller]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an incident; `what` tells it from others of its type, and is empty for the only one.

    `details` are values as JSON has them, by the names of the payload.
    """

    type: EventType
    incident: IncidentId
    what: str
    title: str
    teller: Teller
    details: Mapping[str, object]

    @property
    def id(self) -> str:
        """`type:org/name:what`, the same before and after the commit."""
        return ":".join(filter(None, (self.type, str(self.incident), self.what)))

    @property
    def payload(self) -> dict[str, object]:
        """What it says, as JSON has it; `actor` is None for somebody whom farm.yaml does not know.

        `statedBy` then has the name that git has, so that what anybody can type is never taken for a known person.
        """
        teller = self.teller
        return {
            "id": str(self.incident),
            "organization": self.incident.organization,
            "title": self.title,
            **self.details,
            "timestamp": teller.at.utc,
            "actor": teller.person,
            **({} if teller.person else {"statedBy": teller.name}),
        }


def events(before: IncidentRecord | None, after: IncidentRecord | None, tellers: Tellers) -> tuple[Event, ...]:
    """What happened to an incident between two states, in the order in which it would be told.

    A new incident counts as open before, so one that arrives resolved is created and then resolved. Nothing is told of
    one that is gone, nor of what a valid history does not hold.
    """
    return tuple(_events(before, after, tellers)) if after else ()


def as_it_stands(event: Event, last: IncidentRecord | None) -> Event | None:
    """An event without the text that was taken out since; None where nothing of it may be told.

    `last` is the newest state of its incident, None where that is gone: then nothing that was said of it is repeated.
    """
    if last is None:
        return None
    if event.type is EventType.ENTRY_ADDED and _is_withheld(last, event.what):
        event = replace(event, details={**event.details, "message": "", "isRedacted": True})
    if last.facts.redacted is None:
        return event
    return None if _tells_old_text(event) else replace(event, title=last.facts.title)


def _events(before: IncidentRecord | None, after: IncidentRecord, tellers: Tellers) -> Iterator[Event]:
    found = changes(before, after)
    if any(isinstance(change, Declared) for change in found):
        yield _created(after, tellers.facts)
    facts = [change for change in found if isinstance(change, FactChanged)]
    if before and facts:
        yield _updated(before, after, facts, tellers.facts)
    added = [change.entry for change in found if isinstance(change, EntryAdded)]
    yield from _timeline(before, after, added, tellers)
    for change in found:
        if isinstance(change, PostMortemChanged):
            yield from _post_mortem(after, change, tellers.post_mortem)


def _created(record: IncidentRecord, teller: Teller) -> Event:
    facts = record.facts
    details = {"severity": facts.severity.value, "status": FIRST.value}
    return _event(EventType.CREATED, record, "", teller.unless(facts.reported_by, record.created), details)


def _updated(before: IncidentRecord, after: IncidentRecord, facts: list[FactChanged], teller: Teller) -> Event:
    keys = [change.key for change in facts]
    now_redacted = before.facts.redacted is None and after.facts.redacted is not None
    details = {"changed": keys, "severity": after.facts.severity.value, "commander": after.facts.commander}
    what = _REDACTED if now_redacted else _digest(before, after, keys)
    return _event(EventType.UPDATED, after, what, teller, details)


def _digest(before: IncidentRecord, after: IncidentRecord, keys: list[str]) -> str:
    """The old and the new values, and the entries before: a severity that was raised twice is raised two times."""
    values = [record.facts.model_dump(mode="json", include=set(keys)) for record in (before, after)]
    text = json.dumps([*values, sorted(entry.name for entry in before.entries)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _timeline(
    before: IncidentRecord | None, after: IncidentRecord, added: list[Entry], tellers: Tellers
) -> Iterator[Event]:
    """Each entry, and behind it the transition that it tells; then the one that none tells."""
    steps = transitions(before.facts.status if before else FIRST, after.facts.status, added)
    by_entry = {step.entry.name: step for step in steps if step.entry}
    for entry in in_order(added):
        teller = tellers.entry(entry.name).unless(entry.facts.author, entry.happened)
        yield _entry_added(after, entry, teller)
        if entry.name in by_entry:
            yield _status_changed(after, by_entry[entry.name], teller)
    for step in steps:
        if step.entry is None:
            yield _status_changed(after, step, tellers.facts)


def _entry_added(record: IncidentRecord, entry: Entry, teller: Teller) -> Event:
    told = {"message": entry.message, "corrects": entry.facts.corrects}
    details = {"entry": entry.name, **told, "isRedacted": entry.facts.redacted is not None}
    return _event(EventType.ENTRY_ADDED, record, entry.name, teller, details)


def _status_changed(record: IncidentRecord, step: Transition, teller: Teller) -> Event:
    details = {"previousStatus": step.before.value, "newStatus": step.after.value}
    return _event(EventType.STATUS_CHANGED, record, step.after.value, teller, details)


def _post_mortem(record: IncidentRecord, change: PostMortemChanged, teller: Teller) -> Iterator[Event]:
    if change.before is None:
        yield _event(EventType.POST_MORTEM_CREATED, record, "", teller, {})
    if change.after and change.is_approved and not change.was_approved:
        by = teller.unless(change.after.approved_by, change.after.approved_at)
        yield _event(EventType.POST_MORTEM_APPROVED, record, "", by, {})


def _event(type_: EventType, record: IncidentRecord, what: str, teller: Teller, details: Mapping[str, object]) -> Event:
    return Event(type_, record.id, what, record.facts.title, teller, details)


def _is_withheld(last: IncidentRecord, name: str) -> bool:
    entry = next((entry for entry in last.entries if entry.name == name), None)
    return entry is None or entry.facts.redacted is not None


def _tells_old_text(event: Event) -> bool:
    """Whether even the name of an event holds a digest of text that is taken out."""
    changed = event.details.get("changed")
    is_update = event.type is EventType.UPDATED and event.what != _REDACTED
    return is_update and isinstance(changed, list) and not _TEXTS.isdisjoint(changed)
