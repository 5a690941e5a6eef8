"""Statuspage's shape: the keys of a real document, and what programs that read it rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from views_world import CONFIGURATION, entry, record, world

from farm_gitops.model.organization import Configuration
from farm_gitops.views.statuspage import documents, short_id
from farm_gitops.views.world import World

NAMES = {
    *("summary", "status", "components", "incidents", "incidents/unresolved", "scheduled-maintenances"),
    *("scheduled-maintenances/upcoming", "scheduled-maintenances/active"),
}


def at(url: str) -> Configuration:
    """The usual configuration of a site that lies somewhere."""
    return CONFIGURATION.model_copy(update={"site": CONFIGURATION.site.model_copy(update={"url": url})})


def running(name: str = "a", **given: Any) -> Any:
    """An incident with one update."""
    usual = {"status": "investigating", "created_at": "2026-11-24T10:00:00Z", "affected_components": ["checkout"]}
    look = entry("20261124T100400Z-x.md", "We *look*.", status="investigating")
    return record(name, look, **{**usual, **given})


def told(of: World, name: str = "summary") -> Any:
    """A document as a program gets it."""
    return json.loads(json.dumps(documents(of)[name]))


def keys_of(value: Any, path: str = "") -> set[str]:
    """Every key of a document with the keys that lead to it; those of list items once."""
    if isinstance(value, list):
        return set().union(*(keys_of(each, path) for each in value)) if value else set()
    if isinstance(value, dict):
        below = (keys_of(each, f"{path}.{key}") for key, each in value.items())
        return {f"{path}.{key}" for key in value}.union(*below)
    return set()


def test_the_keys_are_those_of_a_real_document(shared_data: Path) -> None:
    real = json.loads((shared_data / "statuspage/github-2026-08-17-summary.json").read_text())
    assert keys_of(told(world(running()))) == keys_of(real)


def test_a_key_is_null_only_where_it_is_null_in_a_real_document(shared_data: Path) -> None:
    real = json.loads((shared_data / "statuspage/github-2026-08-17-summary.json").read_text())
    assert nulls(told(world(running()))) <= nulls(real)


def nulls(value: Any, path: str = "") -> set[str]:
    """The keys that are null somewhere."""
    if isinstance(value, list):
        return set().union(*(nulls(each, path) for each in value)) if value else set()
    if isinstance(value, dict):
        return set().union(*(nulls(each, f"{path}.{key}") for key, each in value.items()))
    return {path} if value is None else set()


def test_every_document_has_the_page_and_there_is_never_maintenance() -> None:
    found = documents(world(running()))
    assert set(found) == NAMES
    assert all(document["page"] == found["summary"]["page"] for document in found.values())
    assert found["scheduled-maintenances/active"]["scheduled_maintenances"] == []


def test_our_words_become_theirs() -> None:
    of = world(running("a", severity="P1"), running("b", severity="P4", status="open", affected_components=[]))
    summary = told(of)
    assert summary["status"] == {"indicator": "critical", "description": "Major System Outage"}
    incidents = {each["id"]: (each["status"], each["impact"]) for each in summary["incidents"]}
    expected = {"acme/a": ("investigating", "critical"), "acme/b": ("investigating", "none")}
    assert incidents == {short_id(name): words for name, words in expected.items()}
    assert {each["name"]: each["status"] for each in summary["components"]} == {
        "Checkout": "major_outage",
        "Payments database": "operational",
    }


def test_what_is_over_hits_no_component_and_is_in_the_list_of_all_alone() -> None:
    over = running(status="resolved")
    assert told(world(over))["status"]["indicator"] == "none"
    assert {each["status"] for each in told(world(over))["components"]} == {"operational"}
    assert told(world(over))["incidents"] == []
    assert [each["status"] for each in told(world(over), "incidents")["incidents"]] == ["resolved"]


def test_updates_are_newest_first_and_each_has_words() -> None:
    [incident] = told(world(running(status="resolved", description="Slow since noon.")), "incidents")["incidents"]
    assert [(each["status"], each["body"]) for each in incident["incident_updates"]] == [
        ("resolved", "Status changed from investigating to resolved."),
        ("investigating", "We *look*."),
        ("investigating", "Slow since noon."),
    ]
    last, *_, first = incident["incident_updates"]
    [hit] = first["affected_components"]
    assert (hit["old_status"], hit["new_status"]) == ("operational", "partial_outage")
    assert last["affected_components"][0]["new_status"] == "operational"


def test_times_have_milliseconds_and_are_texts_even_where_nobody_recorded_any() -> None:
    [incident] = told(world(record("a")), "incidents")["incidents"]
    assert incident["created_at"] == incident["updated_at"] == incident["started_at"] == "2026-11-24T12:00:00.000Z"


def test_links_are_absolute_where_the_site_lies_somewhere_and_empty_elsewhere() -> None:
    assert told(world(running()))["incidents"][0]["shortlink"] == ""
    placed = told(world(running(), configuration=at("https://x.example/status")))
    assert placed["incidents"][0]["shortlink"] == "https://x.example/status/incidents/acme/a/index.html"
    assert placed["page"]["url"] == "https://x.example/status/"


def test_the_newest_fifty_are_listed() -> None:
    many = [running(f"n{number}", created_at=f"2026-10-01T00:{number:02}:00Z") for number in range(60)]
    listed = told(world(*many), "incidents")["incidents"]
    assert [each["id"] for each in listed] == [short_id(f"acme/n{number}") for number in range(59, 9, -1)]
    assert len(told(world(*many), "incidents/unresolved")["incidents"]) == 60


def test_ids_are_twelve_letters_and_digits_and_do_not_change() -> None:
    assert short_id("acme/a") == "x2n5r4es1uk2"
    assert len({short_id(str(number)) for number in range(10_000)}) == 10_000
