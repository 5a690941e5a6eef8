"""The JSON of a Statuspage, read into plain values; what is odd about them is judged later, what is none is refused.

Source of the format: Atlassian Statuspage, "Status API v2", `/api/v2/incidents.json` and `/api/v2/summary.json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.importers.json_values import (
    Json,
    WrongShape,
    if_text,
    kind_of,
    names_at,
    objects_at,
    parsed,
    text_at,
)
from farm_gitops.importers.source_incident import (
    PLANNED,
    STATUSPAGE,
    Page,
    SourceIncident,
    SourceUpdate,
    Unusable,
    identifier,
    page_name,
    page_of,
)
from farm_gitops.importers.status_words import MAINTENANCE, status_word


def read_document(data: bytes) -> tuple[SourceIncident | Unusable, ...]:
    """All incidents and maintenances in the document's order; WrongShape where it is no Statuspage document."""
    root = _object_of(data)
    page, incidents = root.get("page"), root.get("incidents")
    maintenances = root.get("scheduled_maintenances") or []
    if not isinstance(page, dict) or not isinstance(incidents, list) or not isinstance(maintenances, list):
        raise WrongShape("this is JSON, but no document of a Statuspage")
    whose = _page(page)
    planned = [_as_maintenance(value, whose) for value in maintenances]
    return (*(_incident_or_reason(value, whose) for value in incidents), *planned)


def _object_of(data: bytes) -> dict[str, Json]:
    try:
        root = parsed(data)
    except WrongShape as wrong:
        raise WrongShape(f"this is no JSON: {wrong}") from wrong
    if not isinstance(root, dict):
        raise WrongShape(f"this is JSON, but {kind_of(root)} rather than a Statuspage document")
    return root


def _page(page: dict[str, Json]) -> Page:
    try:
        key, name = text_at(page, "id"), text_at(page, "name")
    except WrongShape as wrong:
        raise WrongShape(f"the page of this document is not usable: {wrong}") from wrong
    if not key.strip():
        raise WrongShape("the page of this document has no id")
    return page_of(STATUSPAGE, key, page_name(name))


def _incident_or_reason(value: Json, page: Page) -> SourceIncident | Unusable:
    if not isinstance(value, dict):
        return Unusable("", "", f"it is {kind_of(value)} rather than an incident")
    try:
        incident = _incident(value, page)
    except WrongShape as wrong:
        return Unusable(if_text(value.get("id")), if_text(value.get("name")), str(wrong))
    if not incident.id:
        return Unusable("", incident.name, "it has no id, by which a second import could know it again")
    return incident


def _as_maintenance(value: Json, page: Page) -> SourceIncident | Unusable:
    found = _incident_or_reason(value, page)
    return found._replace(skip=PLANNED) if isinstance(found, SourceIncident) else found


def _incident(value: dict[str, Json], page: Page) -> SourceIncident:
    status, impact = status_word(text_at(value, "status")), text_at(value, "impact")
    planned = impact == "maintenance" or status in MAINTENANCE or bool(value.get("scheduled_for"))
    return SourceIncident(
        page=page,
        id=identifier(text_at(value, "id")),
        name=text_at(value, "name"),
        status=status,
        impact=impact,
        created_at=text_at(value, "created_at"),
        started_at=text_at(value, "started_at"),
        resolved_at=text_at(value, "resolved_at"),
        link=text_at(value, "shortlink"),
        skip=PLANNED if planned else "",
        components=tuple(names_at(value, "components")),
        updates=tuple(_updates(value)),
    )


def _updates(value: dict[str, Json]) -> Iterator[SourceUpdate]:
    for update in reversed([*objects_at(value, "incident_updates", "an update")]):
        yield SourceUpdate(
            id=text_at(update, "id"),
            status=status_word(text_at(update, "status")),
            body=text_at(update, "body"),
            times=tuple(text_at(update, key) for key in ("display_at", "created_at", "updated_at")),
            components=tuple(names_at(update, "affected_components")),
        )
