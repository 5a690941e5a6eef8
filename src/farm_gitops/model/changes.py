"""What happened to an incident between two states of it.

The validator (was it allowed?), the timeline (what happened when?) and events (what just happened?) all ask `changes`,
so they cannot disagree. Values are compared as parsed: a comment or another way of quoting is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from farm_gitops.model.incident import Incident
from farm_gitops.model.lifecycle import FIRST, Status
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry


class Declared(NamedTuple):
    """A new incident."""

    record: IncidentRecord


class Deleted(NamedTuple):
    """An incident that is gone."""

    record: IncidentRecord


class StatusChanged(NamedTuple):
    """The status went from one to another; a new incident counts as open before."""

    before: Status
    after: Status


class FactChanged(NamedTuple):
    """Another key of `incident.yaml` changed, by its name."""

    key: str
    before: object
    after: object


class EntryAdded(NamedTuple):
    """A new update in the timeline."""

    entry: Entry


class EntryRemoved(NamedTuple):
    """An update that is gone, or goes by another name."""

    entry: Entry


class EntryChanged(NamedTuple):
    """An update that says something else than before."""

    before: Entry
    after: Entry


class PostMortemChanged(NamedTuple):
    """A post-mortem began (`before` is None), changed, or is gone (`after` is None)."""

    before: PostMortem | None
    after: PostMortem | None

    @property
    def was_approved(self) -> bool:
        """Whether its words were frozen."""
        return self.before is not None and self.before.is_approved

    @property
    def is_approved(self) -> bool:
        """Whether its words are frozen by now."""
        return self.after is not None and self.after.is_approved


Change = Declared | Deleted | StatusChanged | FactChanged | EntryAdded | EntryRemoved | EntryChanged | PostMortemChanged


def changes(before: IncidentRecord | None, after: IncidentRecord | None) -> tuple[Change, ...]:
    """Everything that differs, in the order in which it would be told."""
    if after is None:
        return (Deleted(before),) if before else ()
    return tuple(_changes(before, after))


def _changes(before: IncidentRecord | None, after: IncidentRecord) -> Iterator[Change]:
    if before is None:
        yield Declared(after)
    else:
        yield from _facts(before.facts, after.facts)
    status = before.facts.status if before else FIRST
    if status is not after.facts.status:
        yield StatusChanged(status, after.facts.status)
    yield from _entries(_by_name(before), _by_name(after))
    told = before.post_mortem if before else None
    if told != after.post_mortem:
        yield PostMortemChanged(told, after.post_mortem)


def _facts(before: Incident, after: Incident) -> Iterator[FactChanged]:
    for key in Incident.model_fields:
        old, new = getattr(before, key), getattr(after, key)
        if key != "status" and old != new:
            yield FactChanged(key, old, new)


def _by_name(record: IncidentRecord | None) -> Mapping[str, Entry]:
    return {entry.name: entry for entry in record.entries} if record else {}


def _entries(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Change]:
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            yield EntryRemoved(old)
        elif old is not new and (old.facts, old.message) != (new.facts, new.message):
            yield EntryChanged(old, new)
    yield from (EntryAdded(entry) for name, entry in after.items() if name not in before)
