"""The JSON of a Statuspage, read into plain values; what is odd about them is judged later, what is none is refused.

Source of the format: Atlassian Statuspage, "Status API v2", `/api/v2/incidents.json` and `/api/v2/summary.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from farm_gitops.errors import UsageError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_EXPECTED: Final = (
    "give the JSON of https://YOUR-STATUS-PAGE/api/v2/incidents.json or …/api/v2/summary.json, "
    "an object with `page` and `incidents`"
)
_MAINTENANCE_STATUSES: Final = frozenset({"scheduled", "in_progress", "verifying", "completed"})


class Page(NamedTuple):
    """Whose status page it is."""

    id: str
    name: str


class SourceUpdate(NamedTuple):
    """One update as it is written there; `times` in the order in which they are to be believed."""

    id: str
    status: str
    body: str
    times: tuple[str, ...]
    components: tuple[str, ...]


class SourceIncident(NamedTuple):
    """One incident as it is written there; `updates` oldest first, texts empty where there are none."""

    id: str
    name: str
    status: str
    impact: str
    created_at: str
    started_at: str
    resolved_at: str
    shortlink: str
    is_maintenance: bool
    components: tuple[str, ...]
    updates: tuple[SourceUpdate, ...]


class Unusable(NamedTuple):
    """Something among the incidents that is none, and why."""

    id: str
    name: str
    why: str


class StatuspageDocument(NamedTuple):
    """All that a document holds, in its order."""

    page: Page
    incidents: tuple[SourceIncident | Unusable, ...]


class _WrongShape(Exception):  # noqa: N818 - it carries a reason up to the incident, no further
    pass


def read_document(data: bytes) -> StatuspageDocument:
    """The values of a document; UsageError where it is no JSON or no Statuspage document."""
    root = _object_of(data)
    page, incidents = root.get("page"), root.get("incidents")
    maintenances = root.get("scheduled_maintenances") or []
    if not isinstance(page, dict) or not isinstance(incidents, list) or not isinstance(maintenances, list):
        raise UsageError("this is JSON, but no document of a Statuspage", _EXPECTED)
    whole = [*map(_incident_or_reason, incidents), *map(_as_maintenance, maintenances)]
    return StatuspageDocument(_page(page), tuple(whole))


def _object_of(data: bytes) -> dict[str, Json]:
    try:
        root: Json = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this is no JSON: {_first_line(error)}", _EXPECTED) from error
    if not isinstance(root, dict):
        raise UsageError(f"this is JSON, but {_kind(root)} rather than a Statuspage document", _EXPECTED)
    return root


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]


def _page(page: dict[str, Json]) -> Page:
    try:
        found = Page(_text(page, "id"), _text(page, "name"))
    except _WrongShape as wrong:
        raise UsageError(f"the page of this document is not usable: {wrong}", _EXPECTED) from wrong
    if not found.id.strip():
        raise UsageError("the page of this document has no id", _EXPECTED)
    return found


def _incident_or_reason(value: Json) -> SourceIncident | Unusable:
    if not isinstance(value, dict):
        return Unusable("", "", f"it is {_kind(value)} rather than an incident")
    try:
        incident = _incident(value)
    except _WrongShape as wrong:
        return Unusable(_if_text(value.get("id")), _if_text(value.get("name")), str(wrong))
    if not incident.id.strip():
        return Unusable("", incident.name, "it has no id, by which a second import could know it again")
    return incident


def _as_maintenance(value: Json) -> SourceIncident | Unusable:
    found = _incident_or_reason(value)
    return found._replace(is_maintenance=True) if isinstance(found, SourceIncident) else found


def _incident(value: dict[str, Json]) -> SourceIncident:
    status, impact = _text(value, "status"), _text(value, "impact")
    planned = impact == "maintenance" or status in _MAINTENANCE_STATUSES or bool(value.get("scheduled_for"))
    return SourceIncident(
        id=_text(value, "id"),
        name=_text(value, "name"),
        status=status,
        impact=impact,
        created_at=_text(value, "created_at"),
        started_at=_text(value, "started_at"),
        resolved_at=_text(value, "resolved_at"),
        shortlink=_text(value, "shortlink"),
        is_maintenance=planned,
        components=tuple(_names(value, "components")),
        updates=tuple(_updates(value)),
    )


def _updates(value: dict[str, Json]) -> Iterator[SourceUpdate]:
    for update in reversed(_list(value, "incident_updates")):
        if not isinstance(update, dict):
            raise _WrongShape(f"one of its `incident_updates` is {_kind(update)} rather than an update")
        yield SourceUpdate(
            id=_text(update, "id"),
            status=_text(update, "status"),
            body=_text(update, "body"),
            times=tuple(_text(update, key) for key in ("display_at", "created_at", "updated_at")),
            components=tuple(_names(update, "affected_components")),
        )


def _names(value: dict[str, Json], key: str) -> Iterator[str]:
    for component in _list(value, key):
        if isinstance(component, dict):
            yield _text(component, "name")
        elif isinstance(component, str):
            yield component
        else:
            raise _WrongShape(f"one of its `{key}` is {_kind(component)} rather than a component")


def _list(value: dict[str, Json], key: str) -> list[Json]:
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _WrongShape(f"its `{key}` is {_kind(found)} rather than a list")
    return found


def _text(value: dict[str, Json], key: str) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, bool | list | dict):
        raise _WrongShape(f"its `{key}` is {_kind(found)} rather than a text")
    return str(found)


def _if_text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    words = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return words.get(type(value), "a number")
