"""What is no Statuspage document is refused in one clear sentence; what is no incident, alone."""

from __future__ import annotations

from typing import Any

import pytest
from status_page import CONFIGURATION, House, document, incident, update

from farm_gitops.errors import Refused, UsageError

GOOD = incident(update("investigating", 1), id="good")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<!DOCTYPE html>", "this is no JSON: Expecting value"),
        (b"", "this is no JSON: Expecting value"),
        (b"\xff\xfe\x00", "this is no JSON"),
        (b"[" * 100_000, "this is no JSON"),
        (b"[]", "this is JSON, but a list rather than a Statuspage document"),
        (b"null", "this is JSON, but nothing rather than a Statuspage document"),
        (b'{"page": {"id": "gh"}}', "this is JSON, but no document of a Statuspage"),
        (b'{"page": 7, "incidents": []}', "this is JSON, but no document of a Statuspage"),
        (b'{"page": {"id": []}, "incidents": []}', "the page of this document is not usable"),
        (b'{"page": {"name": "X"}, "incidents": []}', "the page of this document has no id"),
    ],
)
def test_what_is_no_statuspage_document_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        House().take_in(data)
    assert refusal.value.message.startswith(message)
    assert "/api/v2/incidents.json" in refusal.value.cure


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (7, "it is a number rather than an incident"),
        (incident(id=None), "it has no id, by which a second import could know it again"),
        (incident(name=["a"]), "its `name` is a list rather than a text"),
        (incident(incident_updates={}), "its `incident_updates` is an object rather than a list"),
        (incident(incident_updates=["resolved"]), "one of its `incident_updates` is a text rather than an update"),
        (incident(components=[None]), "one of its `components` is nothing rather than a component"),
        (incident(created_at="soon"), "it has no time that can be read"),
    ],
)
def test_one_wrong_incident_hides_no_other(wrong: Any, why: str) -> None:
    result = House().take_in(document(wrong, GOOD))
    assert [refused.why for refused in result.refused] == [why]
    assert len(result.added) == 1


def test_an_unknown_organization_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="no organization `umbrella`"):
        House().take_in(document(GOOD), organization="umbrella")


def test_a_page_that_may_no_longer_post_is_refused_before_anything_is_written() -> None:
    configuration = CONFIGURATION + "  github-status-page: {name: GitHub status page, active: false}\n"
    with pytest.raises(Refused, match="is `active: false`"):
        House(configuration).take_in(document(GOOD))


def test_a_configuration_that_would_grow_too_large_is_refused() -> None:
    many = [{"name": f"{'x' * 180} {number}"} for number in range(999)]
    crowd = [incident(update("investigating", 1), id=f"i{n}", components=_renamed(many, n)) for n in range(5)]
    with pytest.raises(Refused, match="larger than 1 MiB"):
        House().take_in(document(*crowd))


def _renamed(components: list[dict[str, str]], number: int) -> list[dict[str, str]]:
    return [{"name": f"{number} {component['name']}"} for component in components]
