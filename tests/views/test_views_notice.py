"""Messages for people: few, short, with a link, and none that rings for everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.events import Event, EventType, Teller
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity
from farm_gitops.views.notice import calm, notices

NOON = Moment.parse("2026-11-23T12:00:00Z")


def facts(severity: str = "P1", status: str = "open") -> Incident:
    return Incident(title="Down", severity=Severity(severity), status=Status(status), description="x")


def event(name: str, type_: EventType = EventType.CREATED, **details: object) -> Event:
    stated = {"severity": "P1", "message": "m", "isRedacted": False, "previousStatus": "open", "newStatus": "resolved"}
    teller, incident = Teller("bob", "Bob", NOON), IncidentId("acme", name)
    return Event(type_, incident, str(details), "Down", teller, {**stated, **details})


def test_one_message_an_incident_in_the_order_in_which_it_began() -> None:
    told = notices([event("b"), event("a"), event("b", EventType.STATUS_CHANGED)], dict.fromkeys(
        (IncidentId("acme", "a"), IncidentId("acme", "b")), facts()), None)  # fmt: skip
    assert [each.text.splitlines()[-1] for each in told] == ["acme/b", "acme/a"]
    assert [len(each.events) for each in told] == [2, 1]


@pytest.mark.parametrize(
    ("severity", "status", "type_", "mood"),
    [
        ("P1", "open", EventType.CREATED, "failure"),
        ("P3", "open", EventType.CREATED, "warning"),
        ("P1", "resolved", EventType.STATUS_CHANGED, "success"),
        ("P1", "resolved", EventType.POST_MORTEM_CREATED, "info"),
        ("P1", "open", EventType.ENTRY_ADDED, "info"),
    ],
)
def test_the_colour_says_how_bad_it_is(severity: str, status: str, type_: EventType, mood: str) -> None:
    (told,) = notices([event("a", type_)], {IncidentId("acme", "a"): facts(severity, status)}, None)
    assert told.mood == mood


def test_an_import_of_a_hundred_incidents_is_twenty_messages_and_one() -> None:
    happened = [event(f"i{number}") for number in range(100)]
    told = notices(happened, dict.fromkeys((each.incident for each in happened), facts()), "https://incidents.example/")
    assert (len(told), told[-1].title) == (21, "80 more incidents")
    assert told[-1].text == "80 events\nhttps://incidents.example/"
    assert {id_ for notice in told for id_ in notice.events} == {each.id for each in happened}


def test_a_long_story_is_cut() -> None:
    happened = [event("a", EventType.ENTRY_ADDED, message=f"m{number}") for number in range(30)]
    (told,) = notices(happened, {IncidentId("acme", "a"): facts()}, None)
    assert told.text.splitlines()[-2:] == ["… and 20 more", "acme/a"]


@pytest.mark.parametrize("call", ["@here", "@everyone", "<!channel>", "<@U123>", "<#C123>", "<@&42>", "@channel"])
def test_nothing_calls_everybody(call: str) -> None:
    assert call not in calm(f"See {call}.")
    assert calm(f"See {call}.").replace("\u2060", "") == f"See {call}."


@given(st.text())
def test_a_line_is_one_short_line(text: str) -> None:
    assert len(calm(text).replace("\u2060", "")) <= 280
    assert calm(text).replace("\u2060", "").isprintable()
