"""What happened last in many incidents, of which few are looked into: those that may have the next to tell."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.views.brief import Brief
from farm_gitops.views.landings import Landing, landings
from farm_gitops.views.updates import Update, updates
from farm_gitops.views.world import World

_END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)

Thing = TypeVar("Thing")
Place = tuple[datetime, IncidentId, int]
"""By what things are put in order: when, in which incident, and which of those that it tells."""


def newest_landings(world: World) -> Iterator[Landing]:
    """What landed in all incidents, the newest first."""

    def told(brief: Brief) -> Iterable[Landing]:
        return landings(world.record(brief.id), world.as_of)

    briefs = sorted(world.briefs.values(), key=_last_landing, reverse=True)
    return _merged(briefs, _last_landing, told, lambda landing: landing[:3])


def newest_updates(world: World, briefs: Iterable[Brief]) -> Iterator[Update]:
    """The lines of some incidents (in the order of `by_last_update`), the newest first.

    Of two at the same moment the one told later comes first.
    """

    def told(brief: Brief) -> Iterable[Update]:
        return updates(world.record(brief.id), world.as_of)

    return _merged(briefs, lambda brief: _last_update(brief, world.as_of), told, _place_of_update)


def by_last_update(world: World) -> list[Brief]:
    """All incidents, the one first whose timeline has the newest line."""
    return sorted(world.briefs.values(), key=lambda brief: (_last_update(brief, world.as_of), brief.id), reverse=True)


def _last_landing(brief: Brief) -> datetime:
    return brief.last_landing or _END_OF_TIME


def _last_update(brief: Brief, as_of: Moment) -> datetime:
    """When its newest line happened; one that nobody dated, in an incident that nobody dated, did as of the site."""
    known = [brief.last_update] if brief.last_update else []
    return max([*known, *([] if brief.created else [as_of])]).instant


def _place_of_update(update: Update) -> Place:
    return update.at.instant, update.record.id, update.place


def _merged(
    briefs: Iterable[Brief],
    last: Callable[[Brief], datetime],
    told: Callable[[Brief], Iterable[Thing]],
    place: Callable[[Thing], Place],
) -> Iterator[Thing]:
    """What incidents tell, the newest first; they come by when the `last` of it happened, the newest first."""
    ready: list[Thing] = []
    for brief in briefs:
        while ready and place(ready[-1])[0] > last(brief):
            yield ready.pop()
        for thing in told(brief):
            insort(ready, thing, key=place)
    yield from reversed(ready)
