"""Which incidents somebody asks for: several values of one kind mean any of them, several kinds mean all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from farm_gitops.model.catalog import Catalog
from farm_gitops.views.brief import Brief

_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


class Selection(NamedTuple):
    """The values asked for, each as the files write it; an empty tuple asks for all."""

    severity: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    component: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    commander: tuple[str, ...] = ()

    def holds(self, of: Brief, catalog: Catalog) -> bool:
        """Whether an incident is asked for; components match by any of their references."""
        return (
            _any(self.severity, [of.severity])
            and _any(self.status, [of.status])
            and _any(self.organization, [of.id.organization])
            and _any(_canonical(self.component, catalog), _canonical(of.components, catalog))
            and _any(self.environment, of.environments)
            and _any(self.commander, [of.commander])
        )


def active_first(briefs: Iterable[Brief]) -> list[Brief]:
    """What still runs before what is over, the newest first in each."""
    newest_first = sorted(briefs, key=lambda of: (_created(of), of.id), reverse=True)
    return sorted(newest_first, key=lambda of: not of.is_active)


def _created(of: Brief) -> datetime:
    return of.created.instant if of.created else _LONG_AGO


def _any(wanted: Iterable[str], found: Iterable[str | None]) -> bool:
    wanted = set(wanted)
    return not wanted or not wanted.isdisjoint(found)


def _canonical(references: Iterable[str], catalog: Catalog) -> list[str]:
    return [entity.reference if (entity := catalog.find(reference)) else reference for reference in references]
