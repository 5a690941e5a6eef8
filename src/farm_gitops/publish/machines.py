"""What programs read: APIs, feeds, calendar, events, metrics, badges and Markdown; the same data as the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.page import Known, Page
from farm_gitops.publish.texts import Texts, encoded
from farm_gitops.records.schema import KINDS, schema_text
from farm_gitops.views import address, api_lists, statuspage
from farm_gitops.views.api import IncidentJson, PostMortemJson, incident_json, post_mortem_json
from farm_gitops.views.api_budgets import budget_list
from farm_gitops.views.api_lists import Document
from farm_gitops.views.atom import atom, json_feed
from farm_gitops.views.badges import badges, svg
from farm_gitops.views.brief import Brief
from farm_gitops.views.calendar import calendar, event, in_calendar
from farm_gitops.views.events import EventJson, event_json
from farm_gitops.views.feeds import feeds
from farm_gitops.views.llms import llms
from farm_gitops.views.metrics import metrics
from farm_gitops.views.openapi import openapi
from farm_gitops.views.recent import recent_events
from farm_gitops.views.row import Row
from farm_gitops.views.twin import post_mortem_twin, twin
from farm_gitops.views.world import World

_EVENT: Final = "event"


class Machines:
    """Every file of a world that is no page for people; the text of an incident is made once for all lists."""

    def __init__(self, world: World, known: Known) -> None:
        self.world: Final = world
        self.inputs, self.memory = known
        self._incidents: Final = Texts("incident text", self._incident, known)
        self._post_mortems: Final = Texts("post-mortem text", self._post_mortem, known)

    def of(self, brief: Brief) -> Iterator[Page]:
        """The files that follow from one incident."""
        incident, inputs = brief.id, self.inputs.of(brief.id)
        yield Page(address.api_incident(incident), partial(self._incidents.one, incident), inputs)
        yield Page(address.twin(incident), partial(self._twin, twin, incident), inputs)
        if brief.has_post_mortem:
            yield Page(address.api_post_mortem(incident), partial(self._post_mortems.one, incident), inputs)
            yield Page(address.post_mortem_twin(incident), partial(self._twin, post_mortem_twin, incident), inputs)

    def _incident(self, incident: IncidentId) -> IncidentJson:
        return incident_json(self.world.record(incident), self.world.people)

    def _post_mortem(self, incident: IncidentId) -> PostMortemJson | None:
        return post_mortem_json(self.world.record(incident))

    def _twin(self, made: Callable[[IncidentRecord, World], str], incident: IncidentId) -> bytes:
        return made(self.world.record(incident), self.world).encode()

    def incident_lists(self) -> Iterator[Page]:
        """The lists of `api/v1/incidents`."""
        return map(partial(self._list, self._incidents), api_lists.documents(self.world))

    def post_mortem_lists(self) -> Iterator[Page]:
        """The lists of `api/v1/post-mortems`."""
        return map(partial(self._list, self._post_mortems), api_lists.post_mortem_documents(self.world))

    def _list(self, texts: Texts, document: Document) -> Page:
        """A list depends on the incidents in it, and on how many there are."""
        known = self.inputs.of_list(document.incidents, (document.total, document.skip))
        return Page(document.path, partial(texts.page, document), known)


def _budgets(all_of: Machines) -> Iterator[Page]:
    yield Page(address.API_BUDGETS, partial(_json, partial(budget_list, all_of.world)))


def _descriptions(_: Machines) -> Iterator[Page]:
    for kind in KINDS:
        yield Page(address.api_schema(kind), partial(_text, partial(schema_text, kind)))
    yield Page(address.OPENAPI, partial(_json, openapi))


def _statuspage(all_of: Machines) -> Iterator[Page]:
    for name, document in statuspage.documents(all_of.world).items():
        yield Page(address.statuspage(name), partial(encoded, document))


def _feeds(all_of: Machines) -> Iterator[Page]:
    world = all_of.world
    for feed in feeds(world):
        # One without updates says of which moment it speaks.
        known = all_of.inputs.of_list((brief.id for brief in feed.briefs), (feed.name, feed.title))
        yield Page(address.atom(feed.name), partial(atom, feed, world.as_of), known)
        yield Page(address.json_feed(feed.name), partial(_json, partial(json_feed, feed)), known)


def _moments(all_of: Machines) -> Iterator[Page]:
    world, configuration = all_of.world, all_of.world.snapshot.configuration

    def told() -> list[EventJson]:
        return [event_json(event, configuration) for event in recent_events(world)]

    yield Page(address.EVENTS, partial(_json, told))
    shown = in_calendar(world)
    # What still runs ends as of the moment of the site.
    as_of = world.as_of.text if any(map(_still_runs, shown)) else ""
    known = all_of.inputs.of_list((row.id for row in shown), as_of)
    yield Page(address.CALENDAR, partial(_calendar, all_of), known)


def _still_runs(row: Row) -> bool:
    return row.is_active or row.resolved_at is None


def _calendar(all_of: Machines) -> bytes:
    """The calendar, of whose events most are as they were: to make one of them takes as long as to make a page."""
    world, shown = all_of.world, in_calendar(all_of.world)
    inputs = {row.id: (all_of.inputs.of(row.id), world.as_of.text if _still_runs(row) else "") for row in shown}
    keys = {incident: " ".join((known, as_of)) for incident, (known, as_of) in inputs.items() if known}
    texts = all_of.memory.get_many(_EVENT, keys.values())
    made = {row.id: event(row, world) for row in shown if keys.get(row.id) not in texts}
    all_of.memory.put_many(_EVENT, {keys[incident]: text for incident, text in made.items() if incident in keys})
    return calendar(world, [made[row.id] if row.id in made else texts[keys[row.id]] for row in shown])


def _figures(all_of: Machines) -> Iterator[Page]:
    for path in (address.METRICS, address.METRICS_TEXT):
        yield Page(path, partial(_text, partial(metrics, all_of.world)))
    for badge in badges(all_of.world):
        yield Page(badge.path, partial(_text, partial(svg, badge)))


def _for_models(all_of: Machines) -> Iterator[Page]:
    yield Page(address.LLMS, partial(_text, partial(llms, all_of.world)))


def _json(make: Callable[[], object]) -> bytes:
    return encoded(make())


def _text(make: Callable[[], str]) -> bytes:
    return make().encode()


Group = tuple[tuple[str, ...], Callable[[Machines], Iterator[Page]]]
"""The places at or below which pages lie that are prepared together, and what prepares them."""

GROUPS: Final[tuple[Group, ...]] = (
    ((address.API_BUDGETS,), _budgets),
    (("api/v1/schema/", address.OPENAPI), _descriptions),
    (("api/v2/",), _statuspage),
    (("feeds/",), _feeds),
    ((address.EVENTS, address.CALENDAR), _moments),
    ((address.METRICS, "badges/"), _figures),
    ((address.LLMS,), _for_models),
)
