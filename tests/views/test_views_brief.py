"""Incidents in brief: they say the same whoever holds them, and what many of them name is held once."""

from __future__ import annotations

import pickle

from views_world import entry, record

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.brief import Brief, Pool, brief

LEARNED = PostMortem.model_validate(
    {
        "status": "draft",
        "root_cause": "Why.",
        "action_items": [{"title": "Watch it", "assignee": "bob", "done": False}],
        "body": "",
    }
)


def read(name: str) -> Brief:
    """An incident as it comes from a file or from another process: nothing of it is another one's."""
    done = entry("done.md", at="2026-03-01T13:00:00Z", status="resolved")
    facts = record(
        name,
        done,
        created_at="2026-03-01T12:00:00Z",
        status="resolved",
        affected_components=["checkout", "search"],
        affected_environments=["production"],
        commander="bob",
    )
    told: Brief = pickle.loads(pickle.dumps(brief(IncidentRecord(facts.id, facts.facts, facts.entries, LEARNED))))
    return told


def test_a_pool_changes_nothing_of_what_is_said() -> None:
    pool, found = Pool(), read("one")
    assert pool.of(found) == found
    assert pool.of(read("two")) == read("two")


def test_what_many_incidents_name_is_held_once() -> None:
    pool = Pool()
    first, second = pool.of(read("one")), pool.of(read("two"))
    assert first.life
    assert second.life
    assert first.components is second.components is first.life.components is second.life.components
    assert first.environments is second.environments
    assert first.commander is second.commander is first.learned.items[0].assignee
    assert first.id.organization is second.id.organization
    assert first.id is first.life.incident is first.learned.incident
