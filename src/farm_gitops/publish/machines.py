"""What programs read: APIs, feeds, calendar, events, metrics, badges and Markdown; the same data as the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from farm_gitops.publish.page import InputsOf, Page
from farm_gitops.records.schema import KINDS, schema_text
from farm_gitops.views import address, api_lists, statuspage
from farm_gitops.views.api import incident_json, post_mortem_json
from farm_gitops.views.api_budgets import budget_list
from farm_gitops.views.api_lists import Document, Texts, encoded
from farm_gitops.views.atom import atom, json_feed
from farm_gitops.views.badges import badges, svg
from farm_gitops.views.calendar import calendar
from farm_gitops.views.events import EventJson, event_json
from farm_gitops.views.feeds import feeds
from farm_gitops.views.llms import llms
from farm_gitops.views.metrics import metrics
from farm_gitops.views.openapi import openapi
from farm_gitops.views.recent import recent_events
from farm_gitops.views.twin import post_mortem_twin, twin
from farm_gitops.views.updates import newest_first
from farm_gitops.views.world import World


def machines(world: World, inputs: InputsOf) -> Iterator[Page]:
    """Every file that is no page for people."""
    for make_some in _OF_INCIDENTS:
        yield from make_some(world, inputs)
    for make_pages in _GROUPS:
        yield from make_pages(world)


def _incidents(world: World, inputs: InputsOf) -> Iterator[Page]:
    texts = Texts(world, lambda record: incident_json(record, world.people))
    for record in world.records:
        yield Page(address.api_incident(record.id), partial(texts.one, record.id), inputs.of(record))
    for document in api_lists.documents(world):
        yield _list(texts, document, inputs)


def _post_mortems(world: World, inputs: InputsOf) -> Iterator[Page]:
    texts = Texts(world, post_mortem_json)
    for record in world.records:
        if record.post_mortem:
            yield Page(address.api_post_mortem(record.id), partial(texts.one, record.id), inputs.of(record))
    for document in api_lists.post_mortem_documents(world):
        yield _list(texts, document, inputs)


def _list(texts: Texts, document: Document, inputs: InputsOf) -> Page:
    """A list depends on the incidents in it, and on how many there are."""
    known = inputs.of_list(map(texts.records.__getitem__, document.incidents), (document.total, document.skip))
    return Page(document.path, partial(texts.page, document), known)


def _markdown(world: World, inputs: InputsOf) -> Iterator[Page]:
    for record in world.records:
        yield Page(address.twin(record.id), partial(_text, partial(twin, record, world)), inputs.of(record))
        if record.post_mortem:
            make = partial(post_mortem_twin, record, record.post_mortem, world)
            yield Page(address.post_mortem_twin(record.id), partial(_text, make), inputs.of(record))


def _budgets(world: World) -> Iterator[Page]:
    yield Page(address.API_BUDGETS, partial(_json, partial(budget_list, world)))


def _descriptions(_: World) -> Iterator[Page]:
    for kind in KINDS:
        yield Page(address.api_schema(kind), partial(_text, partial(schema_text, kind)))
    yield Page(address.OPENAPI, partial(_json, openapi))


def _statuspage(world: World) -> Iterator[Page]:
    for name, document in statuspage.documents(world).items():
        yield Page(address.statuspage(name), partial(encoded, document))


def _feeds(world: World) -> Iterator[Page]:
    for feed in feeds(world, newest_first(world.records, world.as_of)):
        yield Page(address.atom(feed.name), partial(atom, feed, world.as_of))
        yield Page(address.json_feed(feed.name), partial(_json, partial(json_feed, feed)))


def _moments(world: World) -> Iterator[Page]:
    configuration = world.snapshot.configuration

    def told() -> list[EventJson]:
        return [event_json(event, configuration) for event in recent_events(world)]

    yield Page(address.EVENTS, partial(_json, told))
    yield Page(address.CALENDAR, partial(calendar, world))


def _figures(world: World) -> Iterator[Page]:
    for path in (address.METRICS, address.METRICS_TEXT):
        yield Page(path, partial(_text, partial(metrics, world)))
    for badge in badges(world):
        yield Page(badge.path, partial(_text, partial(svg, badge)))


def _for_models(world: World) -> Iterator[Page]:
    yield Page(address.LLMS, partial(_text, partial(llms, world)))


def _json(make: Callable[[], object]) -> bytes:
    return encoded(make())


def _text(make: Callable[[], str]) -> bytes:
    return make().encode()


_OF_INCIDENTS: Final[tuple[Callable[[World, InputsOf], Iterator[Page]], ...]] = (_incidents, _post_mortems, _markdown)
"""What follows from single incidents, and need not be made as long as they stay as they are."""

_GROUPS: Final[tuple[Callable[[World], Iterator[Page]], ...]] = (
    _budgets,
    _descriptions,
    _statuspage,
    _feeds,
    _moments,
    _figures,
    _for_models,
)
