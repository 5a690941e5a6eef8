"""Events: one fold of two states, whichever steps lie between, and the same name before and after the commit."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.events import Event, EventType, Teller, Tellers, as_it_stands, events
from farm_gitops.model.incident import WITHHELD, Incident, IncidentId
from farm_gitops.model.lifecycle import Status, may_follow, rank
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, EntryFrontMatter

NOON = Moment.parse("2026-11-23T12:00:00Z")
LATER = Moment.parse("2026-11-23T18:30:00+01:00")
BOB = Teller("bob", "Bob Roth", NOON)
EVE = Teller(None, "alice", LATER)
ID = IncidentId("acme", "outage")
REDACTION = {"by": "alice", "at": "2026-11-24T10:00:00Z", "reason": "a customer's name"}
SECRET = "Mallory called from 555 0100"


def tellers(who: Teller) -> Tellers:
    return Tellers(who, who, lambda _: who)


def record(*entries: Entry, post_mortem: PostMortem | None = None, **given: object) -> IncidentRecord:
    facts = {"title": "Down", "severity": "P2", "status": "open", "description": "x", **given}
    return IncidentRecord(ID, Incident.model_validate(facts), entries, post_mortem)


def entry(name: str, message: str = "Said.", **given: object) -> Entry:
    return Entry(name, EntryFrontMatter.model_validate(given), message)


def post_mortem(**given: object) -> PostMortem:
    return PostMortem.model_validate({"status": "draft", "root_cause": "A full disk", "body": "", **given})


def told(before: IncidentRecord | None, after: IncidentRecord | None, who: Teller = BOB) -> list[str]:
    return [event.id.replace(":acme/outage", "") for event in events(before, after, tellers(who))]


def only(before: IncidentRecord | None, after: IncidentRecord, who: Teller = BOB) -> Event:
    (event,) = events(before, after, tellers(who))
    return event


def test_a_new_incident_is_created_open_and_whoever_reported_it_did_so_when_the_file_says() -> None:
    event = only(None, record(reported_by="carol", created_at="2026-11-23T10:00:00+01:00"))
    assert event.payload == {
        "id": "acme/outage",
        "organization": "acme",
        "title": "Down",
        "severity": "P2",
        "status": "open",
        "timestamp": "2026-11-23T09:00:00Z",
        "actor": "carol",
    }


def test_what_the_file_does_not_say_the_teller_says() -> None:
    event = only(None, record())
    assert (event.payload["actor"], event.payload["timestamp"]) == ("bob", NOON.text)


def test_a_name_typed_into_git_is_not_taken_for_a_person() -> None:
    payload = only(None, record(), EVE).payload
    assert (payload["actor"], payload["statedBy"]) == (None, "alice")
    assert "statedBy" not in only(None, record(reported_by="carol"), EVE).payload


def test_an_incident_that_arrives_resolved_is_created_and_then_resolved() -> None:
    assert told(None, record(status="resolved")) == ["incident.created", "incident.status-changed:resolved"]


def test_an_entry_tells_its_transition_and_one_derived_event_tells_the_rest() -> None:
    look = entry("20261123T100000Z-bob.md", status="investigating", author="carol")
    after = record(look, status="resolved")
    added, first, second = events(record(), after, tellers(BOB))
    assert added.payload["entry"] == look.name
    assert first.payload == {
        "id": "acme/outage",
        "organization": "acme",
        "title": "Down",
        "previousStatus": "open",
        "newStatus": "investigating",
        "timestamp": "2026-11-23T10:00:00Z",
        "actor": "carol",
    }
    assert (second.payload["previousStatus"], second.payload["newStatus"]) == ("investigating", "resolved")
    assert (second.payload["actor"], second.payload["timestamp"]) == ("bob", NOON.text)


def test_facts_that_change_together_are_one_event_that_names_the_keys() -> None:
    event = only(record(), record(severity="P1", commander="bob"))
    assert event.payload["changed"] == ["severity", "commander"]
    assert (event.payload["severity"], event.payload["commander"]) == ("P1", "bob")


def test_an_incident_that_is_raised_twice_is_raised_in_two_events() -> None:
    low, high, middle = record(), record(severity="P1"), record(severity="P3")
    path = [low, high, middle, high]
    ids = [only(before, after).id for before, after in pairwise(path)]
    assert len({*ids}) == 3
    update = entry("a.md")
    assert only(low, high).id != only(record(update), record(update, severity="P1")).id


def test_a_post_mortem_is_created_once_and_approved_by_whom_it_says() -> None:
    draft = post_mortem()
    approved = post_mortem(status="approved", approved_by="alice", approved_at="2026-11-25T09:00:00Z")
    done = post_mortem(**approved.model_dump() | {"action_items": [{"title": "Alert", "done": True}]})
    assert told(record(), record(post_mortem=draft)) == ["post-mortem.created"]
    assert told(record(post_mortem=draft), record(post_mortem=post_mortem(root_cause="Rust"))) == []
    event = only(record(post_mortem=draft), record(post_mortem=approved))
    assert (event.type, event.payload["actor"]) == (EventType.POST_MORTEM_APPROVED, "alice")
    assert event.payload["timestamp"] == "2026-11-25T09:00:00Z"
    assert told(record(post_mortem=approved), record(post_mortem=done)) == []
    assert told(record(), record(post_mortem=approved)) == ["post-mortem.created", "post-mortem.approved"]


def test_nothing_is_told_of_what_is_gone_or_was_rewritten() -> None:
    kept = entry("a.md")
    assert told(record(kept), None) == []
    assert told(record(kept), record()) == []
    assert told(record(kept), record(entry("a.md", "Something else."))) == []


def test_of_a_redacted_incident_no_event_has_the_old_title_nor_a_digest_of_old_text() -> None:
    bad, worse = record(title=SECRET), record(title=SECRET, description=SECRET, severity="P1")
    last = record(title="A call", description=WITHHELD, severity="P1", redacted=REDACTION)
    steps = [None, bad, worse, last]
    history = [event for step in pairwise(steps) for event in events(*step, tellers(BOB))]
    left = [event for event in (as_it_stands(each, last) for each in history) if event]
    assert [event.id for event in left] == ["incident.created:acme/outage", "incident.updated:acme/outage:redacted"]
    assert {event.title for event in left} == {"A call"}


def test_of_a_redacted_entry_everything_is_told_but_its_message() -> None:
    event = only(record(), record(entry("a.md", SECRET)))
    last = record(entry("a.md", "", redacted=REDACTION))
    without = as_it_stands(event, last)
    assert without
    assert (without.id, without.payload["message"]) == (event.id, "")
    assert as_it_stands(event, record(entry("a.md", SECRET))) == event
    assert as_it_stands(event, None) is None
    lost = as_it_stands(event, record())
    assert lost
    assert lost.payload["message"] == ""


class Turn(NamedTuple):
    """What one step of a history does; each brings an entry."""

    status: Status | None
    is_told: bool
    severity: str


TURNS = st.lists(
    st.builds(Turn, st.none() | st.sampled_from(Status), st.booleans(), st.sampled_from(["P1", "P2", "P3"])),
    min_size=1,
    max_size=12,
)


def states(turns: list[Turn]) -> list[IncidentRecord | None]:
    """Nothing, then a state after each step; the status only goes forward."""
    made: list[IncidentRecord | None] = [None]
    entries: list[Entry] = []
    now = Status.OPEN
    for number, turn in enumerate(turns):
        moves = turn.status is not None and rank(turn.status) > rank(now)
        now = turn.status if moves and turn.status else now
        entries.append(
            entry(f"20261123T10{number:02}00Z-bob.md", **({"status": now} if moves and turn.is_told else {}))
        )
        made.append(record(*entries, status=now, severity=turn.severity))
    return made


def chained(path: list[IncidentRecord | None]) -> list[Event]:
    return [event for before, after in pairwise(path) for event in events(before, after, tellers(BOB))]


def lifecycle(found: list[Event]) -> list[tuple[str, object]]:
    return [
        (event.id, event.payload.get("previousStatus"))
        for event in found
        if event.type in {EventType.CREATED, EventType.STATUS_CHANGED}
    ]


@given(TURNS)
def test_step_by_step_tells_the_same_life_as_the_net_step_where_entries_tell_it(turns: list[Turn]) -> None:
    path = states([turn._replace(is_told=True) for turn in turns])
    assert lifecycle(chained(path)) == lifecycle(chained([None, path[-1]]))


@given(TURNS)
def test_status_events_lead_strictly_forward_from_open_to_where_the_incident_stands(turns: list[Turn]) -> None:
    path = states(turns)
    for way in (path, [None, path[-1]]):
        found = [event.payload for event in chained(way) if event.type is EventType.STATUS_CHANGED]
        steps = [(Status(str(each["previousStatus"])), Status(str(each["newStatus"]))) for each in found]
        assert all(may_follow(before, after) for before, after in steps)
        reached = [Status.OPEN, *(after for _, after in steps)]
        assert [before for before, _ in steps] == reached[:-1]
        assert path[-1]
        assert reached[-1] is path[-1].facts.status


@given(TURNS)
def test_no_two_events_of_a_history_have_the_same_id(turns: list[Turn]) -> None:
    ids = [event.id for event in chained(states(turns))]
    assert len(ids) == len({*ids})


@given(TURNS, st.builds(Teller, st.none() | st.just("carol"), st.just("Carol"), st.just(LATER)))
def test_an_event_is_named_by_what_it_says_whoever_tells_it_and_when(turns: list[Turn], other: Teller) -> None:
    for before, after in pairwise(states(turns)):
        assert told(before, after, BOB) == told(before, after, other)
