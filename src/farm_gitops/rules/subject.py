"""What rules look at, besides a single document: the tree of files, an incident among its neighbours, all of it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from farm_gitops.model.incident import Resolution
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.records import layout
from farm_gitops.records.layout import File


@dataclass(frozen=True)
class Listing:
    """Every file under `incidents/`, sorted by path.

    Where the others were judged before, `fresh` are the paths of those that were not.
    """

    files: tuple[File, ...]
    fresh: Container[str] | None = None

    @property
    def unjudged(self) -> tuple[File, ...]:
        """The files to look at, one by one."""
        fresh = self.fresh
        return self.files if fresh is None else tuple(file for file in self.files if file.path in fresh)


@dataclass(frozen=True)
class Case:
    """An incident among its neighbours; `landed` is the last landed state of everything.

    Without it nobody asks what is new, and all that there is counts as landed.
    """

    record: IncidentRecord
    snapshot: Snapshot
    landed: Snapshot | None = None

    @property
    def earlier(self) -> IncidentRecord | None:
        """The incident as it landed last; None where it is new. Read only when it is asked for."""
        return self.landed.record(self.record.id) if self.landed else self.record

    @property
    def facts_path(self) -> str:
        """The path of `incident.yaml`."""
        return layout.facts_path(self.record.id)

    @property
    def post_mortem_path(self) -> str:
        """The path of `postmortem.md`."""
        return layout.post_mortem_path(self.record.id)

    @property
    def is_real(self) -> bool:
        """Whether something broke, and here: a false alarm and a duplicate need no analysis, nor does redacted text."""
        facts = self.record.facts
        return facts.resolution not in {Resolution.FALSE_ALARM, Resolution.DUPLICATE} and facts.redacted is None

    def entry_path(self, name: str) -> str:
        """The path of a timeline entry."""
        return layout.entry_path(self.record.id, name)


@dataclass(frozen=True)
class CaseNow:
    """An incident and the time that it is, for rules about what is late."""

    case: Case
    now: Moment


@dataclass(frozen=True)
class Whole:
    """The configuration and the catalog together."""

    configuration: Configuration
    snapshot: Snapshot
