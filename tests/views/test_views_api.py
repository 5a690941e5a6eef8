"""Farm's shapes, key for key."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from views_world import CONFIGURATION, entry, origin, record

from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.views.api import incident_json, incident_list, post_mortem_json
from farm_gitops.views.people import People

PEOPLE = People(CONFIGURATION, {})


def test_an_incident_has_exactly_farms_keys() -> None:
    told = record(
        "a",
        entry("20261124T100400Z-x.md", "Looking.", origin("Bob", "bob@acme.example"), status="investigating"),
        status="resolved",
        commander="alice",
        affected_components=["checkout"],
        created_at="2026-11-24T11:00:00+01:00",
    )
    assert incident_json(told, PEOPLE) == {
        "id": "acme/a",
        "title": "Checkout is slow",
        "description": "Slow.",
        "severity": "P2",
        "status": "resolved",
        "commanderUserId": "alice",
        "organizationId": "acme",
        "resolvedAt": None,
        "affectedComponents": ["checkout"],
        "affectedEnvironments": [],
        "updates": [
            {
                "id": "acme/a:20261124T100400Z-x",
                "incidentId": "acme/a",
                "authorId": "bob",
                "message": "Looking.",
                "previousStatus": "open",
                "newStatus": "investigating",
                "createdAt": "2026-11-24T10:04:00Z",
            },
            {
                "id": "acme/a:derived-resolved",
                "incidentId": "acme/a",
                "authorId": None,
                "message": "",
                "previousStatus": "investigating",
                "newStatus": "resolved",
                "createdAt": None,
            },
        ],
        "createdAt": "2026-11-24T10:00:00Z",
        "updatedAt": "2026-11-24T10:04:00Z",
    }


def test_a_list_is_one_page_of_everything() -> None:
    found = incident_list([record("a"), record("b")], PEOPLE)
    assert (found["total"], found["skip"], found["take"], len(found["data"])) == (2, 0, 2, 2)
    assert "@" not in json.dumps(found)


def test_a_post_mortem_has_exactly_farms_keys() -> None:
    written = PostMortem.model_validate(
        {
            "status": "approved",
            "root_cause": "Why.",
            "contributing_factors": ["One, two"],
            "action_items": [{"title": "Do", "assignee": "bob", "done": True, "due": date(2026, 12, 1)}],
            "approved_by": "alice",
            "approved_at": Moment.parse("2026-11-25T09:00:00+01:00"),
            "body": "Body.\n",
        }
    )
    kept = replace(record("a"), post_mortem=written, post_mortem_origin=origin("Bob", "b@x", "2026-11-24T09:00:00Z"))
    assert post_mortem_json(kept) == {
        "id": "acme/a:post-mortem",
        "incidentId": "acme/a",
        "rootCause": "Why.",
        "contributingFactors": ["One, two"],
        "actionItems": [{"title": "Do", "assignee": "bob", "done": True}],
        "body": "Body.\n",
        "approvedBy": "alice",
        "approvedAt": "2026-11-25T08:00:00Z",
        "createdAt": "2026-11-24T09:00:00Z",
        "updatedAt": "2026-11-25T08:00:00Z",
    }
    assert post_mortem_json(record("b")) is None
