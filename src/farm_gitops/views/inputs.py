"""What the pages of one incident depend on, as a digest: as long as it stays, so do their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from typing import Final

from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.views.brief import Brief
from farm_gitops.views.frame import frame
from farm_gitops.views.world import World

MadeOf = Callable[[IncidentId], str | None]


def nobody_looked(incident: IncidentId) -> None:
    """For who makes every page."""


class Inputs:
    """The inputs of a world's incidents.

    `common` is a digest of what all pages depend on: the program, the templates, farm.yaml and the catalog. `made_of`
    tells the files of an incident, and what git knows of them, from all others; None where nothing is known of it.
    """

    def __init__(self, world: World, common: str, made_of: MadeOf) -> None:
        around = replace(frame(world), commit=None, committed=None, as_of=None, uncommitted=0)
        self.common: Final = common
        self._world: Final = world
        self._common: Final = f"{common} {around} {world.organization} {world.forge}"
        self._made_of: Final = made_of
        self.of: Final = cache(self._of)

    def _of(self, incident: IncidentId) -> str | None:
        """Of the pages of an incident."""
        made_of = self._made_of(incident)
        if made_of is None:
            return None
        # Named, since the files of two incidents can be the very same, and have come with one commit.
        return _digest("\n".join([self._common, str(incident), made_of, *self._around(self._world.briefs[incident])]))

    def of_list(self, incidents: Iterable[IncidentId], told: object) -> str | None:
        """Of a page that follows from some incidents, and from what else is told there; None as `of`."""
        each = _all_known(map(self.of, incidents))
        # A list of nothing names the built commit.
        around = () if each else (self._world.built_from, self._world.as_of.text, self._world.uncommitted_here)
        return None if each is None else _digest("\n".join([self._common, *each, repr((told, around))]))

    def of_all(self) -> str | None:
        """Of a page that may speak of everything; None where of some incident nothing is known."""
        world = self._world
        each = _all_known(map(self.of, world.briefs))
        around = world.built_from, world.as_of.text, world.uncommitted_here, world.broken_here
        return None if each is None else _digest("\n".join([self._common, *each, repr(around)]))

    def _around(self, brief: Brief) -> Iterator[str]:
        """What other incidents, the work tree and the time say of it."""
        world, folder = self._world, layout.folder(brief.id)
        # Of its line all but the addresses follows from its files, its past and what is common.
        row = world.row_of[brief.id]
        yield " ".join(named.href for named in (*row.components, *row.environments))
        yield repr((world.relatives.get(brief.id), world.broken_by_incident.get(folder)))
        yield repr(world.uncommitted_by_incident.get(folder))
        if brief.changed is None or brief.created is None:
            yield repr((brief.has_history, world.built_from, world.as_of.text, world.uncommitted_here))
        if brief.has_post_mortem:
            yield repr([item.is_overdue(world.as_of) for item in brief.learned.items])
        if brief.may_link:
            yield self._known

    @cached_property
    def _known(self) -> str:
        """Which incidents there are, for texts that may lead to one."""
        return _digest("\n".join(map(str, self._world.row_of)))


def _all_known(digests: Iterable[str | None]) -> list[str] | None:
    """All of them; None where one is not known."""
    found = list(digests)
    known = list(filter(None, found))
    return known if len(known) == len(found) else None


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
