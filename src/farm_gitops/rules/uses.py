"""Where an incident's files name people, components, environments and other incidents, and say when something was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from farm_gitops.documents.tree import Route
from farm_gitops.model.incident import Redaction
from farm_gitops.model.moment import Moment, moment_in_name
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.records import layout

Stated = TypeVar("Stated", str, Moment)


class Use(NamedTuple, Generic[Stated]):
    """A name (or a moment) and where it stands; the route is empty where the file's own name says it."""

    path: str
    route: Route
    value: Stated

    @property
    def purpose(self) -> tuple[str, Route, Stated]:
        """The same for the same name under the same key of the same file, whatever its place in a list."""
        return self.path, tuple(step for step in self.route if isinstance(step, str)), self.value


def posters(record: IncidentRecord) -> Iterator[Use[str]]:
    """Everybody who acts for the organization: who coordinates, reports, writes entries or approves."""
    facts = layout.facts_path(record.id)
    yield from _given(facts, ("commander",), record.facts.commander)
    yield from _given(facts, ("reported_by",), record.facts.reported_by)
    yield from authors(record)
    if record.post_mortem:
        yield from _given(layout.post_mortem_path(record.id), ("approved_by",), record.post_mortem.approved_by)


def authors(record: IncidentRecord) -> Iterator[Use[str]]:
    """Everybody in whose name an entry stands."""
    for entry in record.entries:
        if entry.facts.author:  # most paths need not even be put together
            yield Use(layout.entry_path(record.id, entry.name), ("author",), entry.facts.author)


def people(record: IncidentRecord) -> Iterator[Use[str]]:
    """Everybody whom the files name."""
    yield from posters(record)
    for path, redaction in _redactions(record):
        yield Use(path, ("redacted", "by"), redaction.by)
    for rank, item in enumerate(record.post_mortem.action_items if record.post_mortem else ()):
        yield from _given(layout.post_mortem_path(record.id), ("action_items", rank, "assignee"), item.assignee)


def people_of_policy(configuration: Configuration) -> Iterator[Use[str]]:
    """Everybody to whom `farm.yaml` gives a role."""
    yield from _list(layout.CONFIGURATION, ("maintainers",), configuration.maintainers)
    for key, organization in configuration.organizations.items():
        yield from _list(layout.CONFIGURATION, ("organizations", key, "admins"), organization.admins)
        yield from _list(layout.CONFIGURATION, ("organizations", key, "members"), organization.members)


def components(record: IncidentRecord) -> Iterator[Use[str]]:
    """Every component that the incident affected."""
    return _list(layout.facts_path(record.id), ("affected_components",), record.facts.affected_components)


def environments(record: IncidentRecord) -> Iterator[Use[str]]:
    """Every environment that the incident affected."""
    return _list(layout.facts_path(record.id), ("affected_environments",), record.facts.affected_environments)


def incidents(record: IncidentRecord) -> Iterator[Use[str]]:
    """Every other incident that this one refers to."""
    path = layout.facts_path(record.id)
    yield from _given(path, ("follows",), record.facts.follows)
    yield from _given(path, ("duplicate_of",), record.facts.duplicate_of)
    yield from _list(path, ("related",), record.facts.related)


def moments(record: IncidentRecord) -> Iterator[Use[Moment]]:
    """Every moment that the files state, an entry's file name included."""
    facts = layout.facts_path(record.id)
    yield from _given(facts, ("started_at",), record.facts.started_at)
    yield from _given(facts, ("created_at",), record.facts.created_at)
    for entry in record.entries:
        path = layout.entry_path(record.id, entry.name)
        yield from _given(path, ("at",), entry.facts.at)
        yield from _given(path, (), moment_in_name(entry.name))
    if record.post_mortem:
        yield from _given(layout.post_mortem_path(record.id), ("approved_at",), record.post_mortem.approved_at)
    for path, redaction in _redactions(record):
        yield Use(path, ("redacted", "at"), redaction.at)


def is_known_person(snapshot: Snapshot, key: str) -> bool:
    """Whether `people:` or a Backstage user has this key."""
    return key in snapshot.configuration.people or key in snapshot.catalog.users


def _redactions(record: IncidentRecord) -> Iterator[tuple[str, Redaction]]:
    if record.facts.redacted:
        yield layout.facts_path(record.id), record.facts.redacted
    for entry in record.entries:
        if entry.facts.redacted:
            yield layout.entry_path(record.id, entry.name), entry.facts.redacted


def _given(path: str, route: Route, value: Stated | None) -> Iterator[Use[Stated]]:
    if value is not None:
        yield Use(path, route, value)


def _list(path: str, route: Route, names: tuple[str, ...]) -> Iterator[Use[str]]:
    for rank, name in enumerate(names):
        yield Use(path, (*route, rank), name)
