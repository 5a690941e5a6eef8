"""The state of everything at one moment, of the working tree or of a commit: what the whole program is functions of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from farm_gitops.model.catalog import Catalog
from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.lifecycle import Status, rank
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.provenance import Origin
from farm_gitops.model.timeline import Entry, Item, Story, fold, landings


@dataclass(frozen=True)
class IncidentRecord:
    """An incident with all that its folder holds; `attachments` are SHA-256 (hexadecimal) by name."""

    id: IncidentId
    facts: Incident
    entries: tuple[Entry, ...] = ()
    post_mortem: PostMortem | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    post_mortem_origin: Origin | None = None
    history: tuple[HistoryStep, ...] | None = None

    @property
    def created(self) -> Moment | None:
        """When it was reported: `created_at`, else the author date of the commit that added the file."""
        return self.facts.created_at or (self.origin.authored if self.origin else None)

    @property
    def began(self) -> Moment | None:
        """When the impact began: `started_at`, else when it was reported."""
        return self.facts.started_at or self.created

    @cached_property
    def newest(self) -> Moment | None:
        """The latest moment of which its files, or what git knows of them, speak."""
        approved = self.post_mortem.approved_at if self.post_mortem else None
        times = (self.created, self.began, approved, *(entry.happened for entry in self.entries))
        return max(filter(None, times), key=attrgetter("instant"), default=None)

    def timeline(self) -> tuple[Item, ...]:
        """All that happened, oldest first."""
        return self._timeline

    @cached_property
    def _timeline(self) -> tuple[Item, ...]:
        """Folded once: rows, pages, feeds and documents all ask for it."""
        return fold(self._story)

    @property
    def landings(self) -> tuple[HistoryStep, ...]:
        """The steps in which it landed, and as one more what no commit holds yet (without history: everything)."""
        return landings(self._story)

    @property
    def _story(self) -> Story:
        facts = self.facts
        return Story(self.created, facts.reported_by, self.origin, Standing.of(facts), self.entries, self.history)

    def reached(self) -> dict[Status, Moment | None]:
        """When each status was reached; those that were jumped over are left out, None is a time nobody recorded."""
        return dict(self._reached)

    @cached_property
    def _reached(self) -> Mapping[Status, Moment | None]:
        """Found once: rows, measures and charts ask for it."""
        now = rank(self.facts.status)  # a history that was rewritten may know of more
        told = {item.after: item.happened for item in self.timeline() if item.after and 0 < rank(item.after) <= now}
        return {Status.OPEN: self.created, **told}

    @property
    def resolved(self) -> Moment | None:
        """When it was resolved, or None."""
        return self.reached().get(Status.RESOLVED)


class Snapshot(Protocol):
    """Every record at one moment, read when it is asked for."""

    @property
    def has_configuration(self) -> bool:
        """Whether there is a `farm.yaml` at all."""

    @property
    def configuration(self) -> Configuration:
        """`farm.yaml`; raises Refused where it cannot be read."""

    @property
    def catalog(self) -> Catalog:
        """Components from `farm.yaml` and from the descriptors that it names."""

    def ids(self) -> tuple[IncidentId, ...]:
        """Every incident folder, sorted, also one whose files are broken."""

    def has(self, incident: IncidentId) -> bool:
        """Whether there is such an incident folder; cheap, however many there are."""

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """One incident with what of its folder can be read; None where there is none or its facts are broken."""

    def records(self) -> Iterator[IncidentRecord]:
        """Every incident that can be read, in the order of `ids`."""
