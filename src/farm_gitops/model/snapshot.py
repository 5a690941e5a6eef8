"""The state of everything at one moment, of the working tree or of a commit: what the whole program is functions of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from farm_gitops.model.catalog import Catalog
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.provenance import Origin
from farm_gitops.model.timeline import Entry, Item, Story, fold


@dataclass(frozen=True)
class IncidentRecord:
    """An incident with all that its folder holds."""

    id: IncidentId
    facts: Incident
    entries: tuple[Entry, ...] = ()
    post_mortem: PostMortem | None = None
    attachments: tuple[str, ...] = ()
    origin: Origin | None = None
    post_mortem_origin: Origin | None = None

    @property
    def created(self) -> Moment | None:
        """When it was reported: `created_at`, else the author date of the commit that added the file."""
        return self.facts.created_at or (self.origin.authored if self.origin else None)

    @property
    def began(self) -> Moment | None:
        """When the impact began: `started_at`, else when it was reported."""
        return self.facts.started_at or self.created

    def timeline(self) -> tuple[Item, ...]:
        """All that happened, oldest first."""
        return fold(Story(self.created, self.facts.reported_by, self.origin, self.facts.status, self.entries))

    def reached(self) -> dict[Status, Moment | None]:
        """When each status was reached; those that were jumped over are left out, None is a time nobody recorded."""
        times = {Status.OPEN: self.created}
        times.update({item.after: item.happened for item in self.timeline() if item.after})
        return times

    @property
    def resolved(self) -> Moment | None:
        """When it was resolved, or None."""
        return self.reached().get(Status.RESOLVED)


class Snapshot(Protocol):
    """Every record at one moment, read when it is asked for."""

    @property
    def configuration(self) -> Configuration:
        """`farm.yaml`; raises Refused where it cannot be read."""

    @property
    def catalog(self) -> Catalog:
        """Components from `farm.yaml` and from the descriptors that it names."""

    def ids(self) -> tuple[IncidentId, ...]:
        """Every incident folder, sorted, also one whose files are broken."""

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """One incident with what of its folder can be read; None where there is none or its facts are broken."""

    def records(self) -> Iterator[IncidentRecord]:
        """Every incident that can be read, in the order of `ids`."""
