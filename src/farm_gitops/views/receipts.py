"""The incidents behind a figure: a filter of the dashboard where one tells it, else a list of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.grouping import Month
from farm_gitops.model.measures.life import Life
from farm_gitops.views import address
from farm_gitops.views.archive import ArchivePage, list_pages
from farm_gitops.views.facet import COUNTED, has_outcomes
from farm_gitops.views.figures import NO_COUNT, Count
from farm_gitops.views.world import World, age


class Receipts:
    """Gives every figure its link, and keeps the lists that have to be written for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counted = {"outcome": COUNTED} if has_outcomes(world.rows) else {}
        self._lists: dict[str, tuple[str, tuple[IncidentId, ...]]] = {}

    def filtered(self, lives: Sequence[Life] | Sequence[IncidentId], **values: str | Sequence[str]) -> Count:
        """How many, linked to the dashboard with these filters; those must leave exactly these incidents."""
        return Count(len(lives), address.filtered(**{**values, **self._counted}) if lives else "")

    def listed(self, key: str, heading: str, incidents: Iterable[IncidentId]) -> Count:
        """How many, linked to a list of their own; `key` is its folder, `heading` what stands above it."""
        behind = tuple(dict.fromkeys(incidents))
        if not behind:
            return NO_COUNT
        self._lists[key] = heading, behind
        return Count(len(behind), address.receipt(key))

    def pages(self) -> Iterator[ArchivePage]:
        """Every list that a figure leads to, newest incident first."""
        for key, (heading, incidents) in self._lists.items():
            rows = sorted((self._world.row_of[incident] for incident in incidents), key=age)
            yield from list_pages(rows, heading, partial(address.receipt, key), ("Insights", address.INSIGHTS))


def days_of(month: Month) -> dict[str, str]:
    """The filters that leave what was reported in a month: its first day and its last."""
    first = date(month.year, month.number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"from": first.isoformat(), "to": last.isoformat()}
