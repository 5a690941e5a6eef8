"""What the pages of one incident depend on, as a digest: as long as it stays, so do their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

from farm_gitops.documents.markdown_links import may_link
from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.provenance import Origin
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.views.frame import frame, last_change
from farm_gitops.views.world import World


class Inputs:
    """The inputs of a world's incidents.

    `common` is a digest of what all pages depend on: the program, the templates, farm.yaml and the catalog. `contents`
    tells the files of an incident from all others; of one that is not in it nothing is known.
    """

    def __init__(self, world: World, common: str, contents: Mapping[IncidentId, str]) -> None:
        around = replace(frame(world), commit=None, committed=None, as_of=None, uncommitted=0)
        self.common: Final = common
        self._world: Final = world
        self._common: Final = f"{common} {around} {world.organization} {world.forge}"
        self._contents: Final = contents
        self._found: Final[dict[IncidentId, str]] = {}

    def of(self, record: IncidentRecord) -> str | None:
        """Of the pages of an incident."""
        contents = self._contents.get(record.id)
        if contents is not None and record.id not in self._found:
            self._found[record.id] = _digest(
                "\n".join([self._common, contents, *self._past(record), *self._around(record)])
            )
        return self._found.get(record.id)

    def of_list(self, records: Iterable[IncidentRecord], told: object) -> str | None:
        """Of a page that follows from some incidents, and from what else is told there; None as `of`."""
        each = [self.of(record) for record in records]
        # A list of nothing names the built commit.
        around = () if each else (self._world.built_from, self._world.as_of.text, self._world.uncommitted_here)
        return None if None in each else _digest(repr((self._common, each, told, around)))

    def of_all(self) -> str | None:
        """Of a page that may speak of everything; None where of some incident nothing is known."""
        world = self._world
        each = [self.of(record) for record in world.records]
        if None in each:
            return None
        around = world.built_from, world.as_of.text, world.uncommitted_here, world.broken_here
        return _digest(repr((self._common, each, around)))

    def _past(self, record: IncidentRecord) -> Iterator[str]:
        """What git knows of it; of a commit all is known by its id, but when it landed depends on how."""
        yield from map(_origin, (record.origin, record.post_mortem_origin, *(each.origin for each in record.entries)))
        yield from map(_step, record.history or ())

    def _around(self, record: IncidentRecord) -> Iterator[str]:
        """What other incidents, the work tree and the time say of it."""
        world, folder = self._world, layout.folder(record.id)
        # Of its line all but the addresses follows from its files, its past and what is common.
        row = world.row_of[record.id]
        yield " ".join(named.href for named in (*row.components, *row.environments))
        yield repr((world.relatives.get(record.id), world.broken_by_incident.get(folder)))
        yield repr(world.uncommitted_by_incident.get(folder))
        if last_change(record) is None or record.created is None:
            yield repr((record.history is None, world.built_from, world.as_of.text, world.uncommitted_here))
        if record.post_mortem:
            yield repr([item.is_overdue(world.as_of) for item in record.post_mortem.action_items])
        if any(map(may_link, _texts(record))):
            yield self._known

    @cached_property
    def _known(self) -> str:
        """Which incidents there are, for texts that may lead to one."""
        return _digest("\n".join(map(str, self._world.row_of)))


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def _texts(record: IncidentRecord) -> Iterator[str]:
    yield record.facts.description
    yield from (entry.message for entry in record.entries)
    if record.post_mortem:
        yield from (record.post_mortem.root_cause, record.post_mortem.body, *record.post_mortem.contributing_factors)


def _origin(origin: Origin | None) -> str:
    return f"{origin.commit} {origin.committed.text}" if origin else "-"


def _standing(standing: Standing | None) -> str:
    return f"{standing.status} {standing.severity} {standing.commander}" if standing else "-"


def _step(step: HistoryStep) -> str:
    return " ".join([_standing(step.before), _standing(step.after), _origin(step.origin), *step.entries])
