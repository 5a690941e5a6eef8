"""What the pages of one incident depend on, as a digest: as long as it stays, so do their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
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
        self._world: Final = world
        self._common: Final = f"{common} {around} {world.organization} {world.forge}"
        self._contents: Final = contents
        self._found: Final[dict[IncidentId, str]] = {}

    def of(self, record: IncidentRecord) -> str | None:
        """Of the pages of an incident."""
        contents = self._contents.get(record.id)
        if contents is not None and record.id not in self._found:
            told = "\n".join([self._common, contents, *self._past(record), *self._around(record)])
            self._found[record.id] = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
        return self._found.get(record.id)

    def of_all(self) -> str | None:
        """Of a page that may speak of everything; None where of some incident nothing is known."""
        world = self._world
        each = [self.of(record) for record in world.records]
        if None in each:
            return None
        told = repr((self._common, each, world.built_from, world.as_of.text, world.uncommitted_here, world.broken_here))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    def _past(self, record: IncidentRecord) -> Iterator[str]:
        """What git knows of it; of a commit all is known by its id, but when it landed depends on how."""
        yield from map(_origin, (record.origin, record.post_mortem_origin, *(each.origin for each in record.entries)))
        yield from map(_step, record.history or ())

    def _around(self, record: IncidentRecord) -> Iterator[str]:
        """What other incidents, the work tree and the time say of it."""
        world, folder = self._world, layout.folder(record.id)
        yield repr((world.row_of[record.id], world.relatives.get(record.id), world.broken_by_incident.get(folder)))
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
        return hashlib.sha256("\n".join(map(str, self._world.row_of)).encode()).hexdigest()


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
