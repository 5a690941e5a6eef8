"""Which incidents somebody asks for: several values of one kind mean any of them, several kinds mean all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from farm_gitops.model.catalog import Catalog
from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.model.snapshot import IncidentRecord

_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


class Selection(NamedTuple):
    """The values asked for, each as the files write it; an empty tuple asks for all."""

    severity: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    component: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    commander: tuple[str, ...] = ()

    def holds(self, record: IncidentRecord, catalog: Catalog) -> bool:
        """Whether an incident is asked for; components match by any of their references."""
        facts = record.facts
        return (
            _any(self.severity, [facts.severity])
            and _any(self.status, [facts.status])
            and _any(self.organization, [record.id.organization])
            and _any(_canonical(self.component, catalog), _canonical(facts.affected_components, catalog))
            and _any(self.environment, facts.affected_environments)
            and _any(self.commander, [facts.commander])
        )


def active_first(records: Iterable[IncidentRecord]) -> list[IncidentRecord]:
    """What still runs before what is over, the newest first in each."""
    newest_first = sorted(records, key=lambda record: (_created(record), record.id), reverse=True)
    return sorted(newest_first, key=lambda record: is_terminal(record.facts.status))


def _created(record: IncidentRecord) -> datetime:
    return record.created.instant if record.created else _LONG_AGO


def _any(wanted: Iterable[str], found: Iterable[str | None]) -> bool:
    wanted = set(wanted)
    return not wanted or not wanted.isdisjoint(found)


def _canonical(references: Iterable[str], catalog: Catalog) -> list[str]:
    return [entity.reference if (entity := catalog.find(reference)) else reference for reference in references]
