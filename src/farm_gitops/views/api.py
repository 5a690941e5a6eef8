"""Incidents in the shapes of the Farm platform's API: what `list --json` and `show --json` print.

Source of the shapes: Farm's `Incident`, `IncidentUpdate` and `PostMortem`; times are RFC 3339 in UTC or null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Item
from farm_gitops.views.line import line_names, message
from farm_gitops.views.people import People


class IncidentUpdateJson(TypedDict):
    """One line of the timeline."""

    id: str
    incidentId: str
    authorId: str | None
    message: str
    previousStatus: str | None
    newStatus: str | None
    createdAt: str | None


class IncidentJson(TypedDict):
    """An incident with its timeline, oldest update first."""

    id: str
    title: str
    description: str
    severity: str
    status: str
    commanderUserId: str | None
    organizationId: str
    resolvedAt: str | None
    affectedComponents: list[str]
    affectedEnvironments: list[str]
    updates: list[IncidentUpdateJson]
    createdAt: str | None
    updatedAt: str | None


class ActionItemJson(TypedDict):
    """An action item of a post-mortem."""

    title: str
    assignee: str | None
    done: bool


class PostMortemJson(TypedDict):
    """The post-mortem of an incident."""

    id: str
    incidentId: str
    rootCause: str
    contributingFactors: list[str]
    actionItems: list[ActionItemJson]
    body: str
    approvedBy: str | None
    approvedAt: str | None
    createdAt: str | None
    updatedAt: str | None


class IncidentListJson(TypedDict):
    """A list of incidents; `total` counts all that match, of which `take` follow after `skip`."""

    data: list[IncidentJson]
    total: int
    skip: int
    take: int


class PostMortemListJson(TypedDict):
    """A list of post-mortems; its numbers mean the same."""

    data: list[PostMortemJson]
    total: int
    skip: int
    take: int


def incident_json(record: IncidentRecord, people: People) -> IncidentJson:
    """An incident; `people` finds the author behind a commit."""
    facts, items = record.facts, record.timeline()
    times = [moment for moment in (record.created, *(item.happened for item in items)) if moment]
    return {
        "id": str(record.id),
        "title": facts.title,
        "description": facts.description,
        "severity": facts.severity.value,
        "status": facts.status.value,
        "commanderUserId": facts.commander,
        "organizationId": record.id.organization,
        "resolvedAt": _utc(record.resolved),
        "affectedComponents": list(facts.affected_components),
        "affectedEnvironments": list(facts.affected_environments),
        "updates": _updates(record, items, people),
        "createdAt": _utc(record.created),
        "updatedAt": _utc(max(times, default=None)),
    }


def incident_list(records: Sequence[IncidentRecord], people: People) -> IncidentListJson:
    """All of these incidents on one page."""
    data = [incident_json(record, people) for record in records]
    return {"data": data, "total": len(data), "skip": 0, "take": len(data)}


def post_mortem_json(record: IncidentRecord) -> PostMortemJson | None:
    """The post-mortem of an incident, or None."""
    found = record.post_mortem
    if found is None:
        return None
    created = record.post_mortem_origin.authored if record.post_mortem_origin else None
    return {
        "id": f"{record.id}:post-mortem",
        "incidentId": str(record.id),
        "rootCause": found.root_cause,
        "contributingFactors": list(found.contributing_factors),
        "actionItems": _action_items(found),
        "body": found.body,
        "approvedBy": found.approved_by,
        "approvedAt": _utc(found.approved_at),
        "createdAt": _utc(created),
        "updatedAt": _utc(found.approved_at or created),
    }


def post_mortem_list(records: Iterable[IncidentRecord]) -> PostMortemListJson:
    """The post-mortems of those incidents that have one."""
    data = [found for found in map(post_mortem_json, records) if found]
    return {"data": data, "total": len(data), "skip": 0, "take": len(data)}


def _action_items(found: PostMortem) -> list[ActionItemJson]:
    return [{"title": item.title, "assignee": item.assignee, "done": item.done} for item in found.action_items]


def _updates(record: IncidentRecord, items: Sequence[Item], people: People) -> list[IncidentUpdateJson]:
    named = zip(line_names(items), items, strict=True)
    return [_update(record, name, item, people) for name, item in named if item.kind != "reported"]


def _update(record: IncidentRecord, name: str, item: Item, people: People) -> IncidentUpdateJson:
    author = people.attribution(record.id.organization, item.author, item.origin)
    return {
        "id": f"{record.id}:{name}",
        "incidentId": str(record.id),
        "authorId": author.person if author else None,
        "message": message(item, people),
        "previousStatus": item.before.value if item.before else None,
        "newStatus": item.after.value if item.after else None,
        "createdAt": _utc(item.happened),
    }


def _utc(moment: Moment | None) -> str | None:
    return moment.utc if moment else None
