"""What happened last, as the site tells it to whoever has it open: the newest events of all incidents.

They are what `events` says of the steps in which an incident landed, so their ids are those of `farm-gitops events`.
`incident.updated` is left out: its id speaks of every fact that a step changed, which only git knows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from farm_gitops.model.events import Event, EventType, Teller, Tellers, as_it_stands, events
from farm_gitops.model.history import Standing
from farm_gitops.model.post_mortem import PostMortemStatus
from farm_gitops.model.provenance import Origin
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.landings import APPROVED, DRAFTED, Landing
from farm_gitops.views.newest import newest_landings
from farm_gitops.views.people import without_address
from farm_gitops.views.world import World

NEWEST: Final = 200
"""So many events are told."""


def recent_events(world: World) -> tuple[Event, ...]:
    """The newest events, oldest first, in the light of how things stand now."""
    found: list[Event] = []
    for landing in newest_landings(world):
        found[:0] = _told(landing, world)
        if len(found) >= NEWEST:
            break
    return tuple(found[-NEWEST:])


def _told(landing: Landing, world: World) -> list[Event]:
    """The events of a landing as they may be told today."""
    record = landing.record
    told = events(*_states(landing), _tellers(landing, world))
    kept = (as_it_stands(event, record) for event in told if event.type is not EventType.UPDATED)
    return [event for event in kept if event]


def _states(landing: Landing) -> tuple[IncidentRecord | None, IncidentRecord]:
    """The incident before and after, as far as events speak of it."""
    record, place = landing.record, landing.place
    if place in {DRAFTED, APPROVED}:
        assert record.post_mortem
        draft = record.post_mortem.model_copy(update={"status": PostMortemStatus.DRAFT})
        drafted = replace(record, post_mortem=draft)
        return (replace(record, post_mortem=None), drafted) if place == DRAFTED else (drafted, record)
    step = record.landings[place]
    before = _as_of_step(record, place - 1, step.before) if step.before else None
    return before, _as_of_step(record, place, step.after)


def _as_of_step(record: IncidentRecord, place: int, standing: Standing) -> IncidentRecord:
    names = {name for step in record.landings[: place + 1] for name in step.entries}
    entries = tuple(entry for entry in record.entries if entry.name in names)
    return replace(record, facts=record.facts.model_copy(update=standing._asdict()), entries=entries, post_mortem=None)


def _tellers(landing: Landing, world: World) -> Tellers:
    record, origins = landing.record, {entry.name: entry.origin for entry in landing.record.entries}
    brought = record.landings[landing.place].origin if landing.place >= 0 else None
    teller = partial(_teller, world, record.id.organization)
    return Tellers(
        teller(brought or record.origin), teller(record.post_mortem_origin), lambda name: teller(origins[name])
    )


def _teller(world: World, organization: str, origin: Origin | None) -> Teller:
    """Who brought something; for what no commit holds somebody, as of the moment of the site."""
    found = world.people.attribution(organization, None, origin)
    if origin is None or found is None:
        return Teller(None, "somebody", world.as_of)
    return Teller(found.person, without_address(found.stated), origin.authored)
