"""The description of all that programs can fetch, for client generators and for people.

Source of the format: OpenAPI 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from farm_gitops.model import lifecycle, severity
from farm_gitops.records.schema import KINDS
from farm_gitops.views import statuspage
from farm_gitops.views.api import (
    IncidentJson,
    IncidentListJson,
    PostMortemJson,
    PostMortemListJson,
    incident_json,
    incident_list,
    post_mortem_json,
    post_mortem_list,
)
from farm_gitops.views.api_budgets import SloBudgetListJson, budget_list
from farm_gitops.views.api_lists import A_PAGE
from farm_gitops.views.events import EventJson, event_json
from farm_gitops.views.openapi_example import EXAMPLE, EXAMPLE_WORLD
from farm_gitops.views.recent import recent_events
from farm_gitops.views.shape_schema import Schema, name_of, reference, schemas
from farm_gitops.views.statuspage_shape import ComponentJson, PageJson, StatusJson, StatuspageIncidentJson

_DESCRIPTION: Final = (
    "Static files, as old as the last build (`/events.json` is too). Lists come in pages, newest incident first: "
    f"`total` counts all, of which `take` (up to {A_PAGE}) follow after `skip`. The page after the first is `page-2`, "
    "and the last one is that with which `skip` + `take` reaches `total`. A cut is its first page alone: what is older "
    "is in the pages of all, where each incident says what it could be cut by."
)
_CUTS: Final = ("severity", "status", "component", "environment", "organization")
_PLAIN: Final[Mapping[str, str]] = {
    "/feeds/all.xml": "application/atom+xml",
    "/feeds/all.json": "application/feed+json",
    "/calendar.ics": "text/calendar",
    "/metrics": "application/openmetrics-text",
}
_STATUSPAGE: Final[Mapping[str, type]] = {
    "status": StatusJson,
    "components": ComponentJson,
    "incidents": StatuspageIncidentJson,
}
"""What stands under each key of Statuspage's documents; all but `status` are lists."""


class _Answer(NamedTuple):
    """What a path answers: in a sentence, its schema and an example."""

    summary: str
    schema: Schema
    example: object


def openapi() -> dict[str, object]:
    """The whole description; it does not depend on the records."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "farm-gitops",
            "version": "1",
            "description": _DESCRIPTION,
        },
        "servers": [{"url": "..", "description": "The site, seen from this file"}],
        "paths": {**{path: _path(path, answer) for path, answer in _answers()}, **dict(_plain_paths())},
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Schema]:
    found = schemas(IncidentListJson, PostMortemListJson, SloBudgetListJson, EventJson, PageJson, *_STATUSPAGE.values())
    for name, words in (("severity", severity.MEANING), ("status", lifecycle.MEANING)):
        properties = found[name_of(IncidentJson)]["properties"]
        assert isinstance(properties, dict)
        properties[name] = {"type": "string", "enum": [value.value for value in words]}
    return found


def _answers() -> Iterator[tuple[str, _Answer]]:
    people = EXAMPLE_WORLD.people
    incidents = _Answer("The newest incidents", reference(IncidentListJson), incident_list([EXAMPLE], people))
    yield "/api/v1/incidents.json", incidents
    yield "/api/v1/incidents/page-{page}.json", incidents._replace(summary="Older incidents, from page 2 on")
    for cut in _CUTS:
        answer = incidents._replace(summary=f"The newest incidents of one {cut}")
        yield f"/api/v1/incidents/by-{cut}/{{{cut}}}.json", answer
    one = _Answer("One incident", reference(IncidentJson), incident_json(EXAMPLE, people))
    yield "/api/v1/incidents/{organization}/{name}.json", one
    learned = _Answer("The newest post-mortems", reference(PostMortemListJson), post_mortem_list([EXAMPLE]))
    yield "/api/v1/post-mortems.json", learned
    yield "/api/v1/post-mortems/page-{page}.json", learned._replace(summary="Older post-mortems, from page 2 on")
    of_one = _Answer("The post-mortem of an incident", reference(PostMortemJson), post_mortem_json(EXAMPLE))
    yield "/api/v1/post-mortems/{organization}/{name}.json", of_one
    left = _Answer("Error budgets", reference(SloBudgetListJson), budget_list(EXAMPLE_WORLD))
    yield "/api/v1/slo-budgets.json", left
    schema: Schema = {"type": "object"}
    yield "/api/v1/schema/{kind}.json", _Answer(f"JSON Schema of {', '.join(KINDS)}", schema, {"type": "object"})
    yield from _events()
    yield from _statuspage()


def _events() -> Iterator[tuple[str, _Answer]]:
    schema: Schema = {"type": "array", "items": reference(EventJson)}
    configuration = EXAMPLE_WORLD.snapshot.configuration
    example = [event_json(event, configuration) for event in islice(recent_events(EXAMPLE_WORLD), 2)]
    yield "/events.json", _Answer("The newest events, oldest first", schema, example)


def _statuspage() -> Iterator[tuple[str, _Answer]]:
    for name, document in statuspage.documents(EXAMPLE_WORLD).items():
        properties = {key: _statuspage_part(key) for key in document}
        schema: Schema = {"type": "object", "properties": properties, "required": sorted(properties)}
        yield f"/api/v2/{name}.json", _Answer(f"Statuspage's {name}", schema, document)


def _statuspage_part(key: str) -> Schema:
    if key == "page":
        return reference(PageJson)
    shape = _STATUSPAGE.get(key)
    if shape is StatusJson:
        return reference(shape)
    return {"type": "array", "items": reference(shape) if shape else {"type": "object"}}


def _path(path: str, answer: _Answer) -> dict[str, object]:
    content = {"application/json": {"schema": answer.schema, "example": answer.example}}
    operation: dict[str, object] = {
        "summary": answer.summary,
        "operationId": _operation(path),
        "responses": {"200": {"description": answer.summary, "content": content}},
    }
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {"get": {**operation, **({"parameters": parameters} if parameters else {})}}


def _plain_paths() -> Iterator[tuple[str, object]]:
    for path, media in _PLAIN.items():
        content = {media: {"schema": {"type": "string"}}}
        answer = {"summary": path[1:], "operationId": _operation(path)}
        yield path, {"get": {**answer, "responses": {"200": {"description": path[1:], "content": content}}}}


def _operation(path: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in path.removeprefix("/api")).split()
    return "_".join(words)
