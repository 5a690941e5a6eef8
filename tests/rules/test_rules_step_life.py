"""What a step may do to the status of an incident and to the facts of its beginning."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import SEARCH
from step_world import ALICE_ENTRY, SEARCH_ENTRY, SEARCH_FACTS, History, Made, check, found, search, step, told

from farm_gitops.model.lifecycle import Status, may_follow
from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import Origin

BACK: Final = {"illegal-transition"}
MISMATCH: Final = {"status-mismatch"}
BEGINNING: Final = {"created-at-changed"}
LATER_ENTRY: Final = f"{SEARCH}/timeline/20261123T094500Z-bob.md"
BROKEN: Final = "title: [\n"


def origin(email: str = "bob@acme.example", at: str = "2026-11-23T09:00:00Z") -> Origin:
    """The commit that added a file."""
    return Origin("0" * 40, "Bob", email, Moment.parse(at), Moment.parse(at))


def moves(before: str, after: str, by: str = "bob") -> Made:
    """A commit that only sets the status of the slow search."""
    return Made({SEARCH_FACTS: search(after)}, by)


TRANSITIONS: Final = [
    History(
        f"{before} → {after}",
        set() if before is after or may_follow(before, after) else BACK,
        step({SEARCH_FACTS: search(before)}, moves(before, after)),
    )
    for before in Status
    for after in Status
]

STATUS: Final = [
    History(
        "an admin cannot go back either", BACK, step({SEARCH_FACTS: search("resolved")}, moves("", "open", "alice"))
    ),
    History(
        "nor can a merge commit",
        BACK,
        step({SEARCH_FACTS: search("identified")}, Made({SEARCH_FACTS: search()}, is_merge=True)),
    ),
    History(
        "a change may take back its own mistake",
        set(),
        step({SEARCH_FACTS: search("identified")}, moves("", "open"), moves("", "identified")),
    ),
    History(
        "what counts is the whole way, not the last commit",
        BACK,
        step({SEARCH_FACTS: search("identified")}, moves("", "open"), moves("", "investigating")),
    ),
    History(
        "a comment and another way of quoting are no transition",
        set(),
        step({SEARCH_FACTS: search("resolved")}, Made({SEARCH_FACTS: "# Done.\n" + search("'resolved'")})),
    ),
    History(
        "a new incident may arrive resolved",
        set(),
        step({}, Made({"incidents/acme/old/incident.yaml": search("resolved")})),
    ),
    History(
        "facts that nobody could read before have no status to go back from",
        set(),
        step({SEARCH_FACTS: BROKEN}, moves("", "investigating")),
    ),
]

TOLD: Final = [
    History(
        "an entry tells the step",
        set(),
        step({}, Made({SEARCH_FACTS: search("identified"), SEARCH_ENTRY: told("identified")})),
    ),
    History(
        "two entries tell two steps",
        set(),
        step(
            {},
            Made({SEARCH_FACTS: search("resolved"), SEARCH_ENTRY: told("identified"), LATER_ENTRY: told("resolved")}),
        ),
    ),
    History("a bare edit of the status needs no entry", set(), step({}, moves("open", "resolved"))),
    History(
        "an entry may tell less than the facts",
        set(),
        step({}, Made({SEARCH_FACTS: search("resolved"), SEARCH_ENTRY: told("identified")})),
    ),
    History(
        "an entry that repeats the status before is an update",
        set(),
        step({SEARCH_FACTS: search("resolved")}, Made({SEARCH_ENTRY: told("resolved")})),
    ),
    History(
        "an entry without a status may come after the end",
        set(),
        step({SEARCH_FACTS: search("resolved")}, Made({SEARCH_ENTRY: told()})),
    ),
    History(
        "a back-fill brings its whole path",
        set(),
        step(
            {},
            Made(
                {
                    "incidents/acme/old/incident.yaml": search("resolved"),
                    "incidents/acme/old/timeline/a.md": told("investigating", at="2026-11-23T09:10:00Z"),
                    "incidents/acme/old/timeline/b.md": told("resolved", at="2026-11-23T09:20:00Z"),
                }
            ),
        ),
    ),
    History(
        "files and order of commits do not matter, the time told does",
        set(),
        step(
            {},
            Made({LATER_ENTRY: told("resolved"), SEARCH_FACTS: search("resolved")}),
            Made({SEARCH_ENTRY: told("investigating")}),
        ),
    ),
    History(
        "an entry is behind the status before",
        MISMATCH,
        step({SEARCH_FACTS: search("identified")}, Made({SEARCH_ENTRY: told("investigating")})),
    ),
    History(
        "an entry is behind, though the status goes on",
        MISMATCH,
        step(
            {SEARCH_FACTS: search("identified")}, Made({SEARCH_FACTS: search("resolved"), SEARCH_ENTRY: told("open")})
        ),
    ),
    History(
        "an entry is beyond the status after",
        MISMATCH,
        step({}, Made({SEARCH_FACTS: search("investigating"), SEARCH_ENTRY: told("resolved")})),
    ),
    History(
        "an entry tells a step that the facts do not make", MISMATCH, step({}, Made({SEARCH_ENTRY: told("identified")}))
    ),
    History(
        "two new entries run backwards",
        MISMATCH,
        step(
            {},
            Made({SEARCH_FACTS: search("resolved"), SEARCH_ENTRY: told("resolved"), LATER_ENTRY: told("identified")}),
        ),
    ),
    History(
        "two new entries tell the same step",
        MISMATCH,
        step(
            {}, Made({SEARCH_FACTS: search("resolved"), SEARCH_ENTRY: told("resolved"), LATER_ENTRY: told("resolved")})
        ),
    ),
    History(
        "a new incident has an entry beyond its status",
        MISMATCH,
        step(
            {},
            Made(
                {
                    "incidents/acme/new/incident.yaml": search("open"),
                    "incidents/acme/new/timeline/20261123T093000Z-bob.md": told("investigating"),
                }
            ),
        ),
    ),
    History(
        "where nobody could read the status before, entries are held against none",
        set(),
        step(
            {SEARCH_FACTS: BROKEN},
            Made(
                {
                    SEARCH_FACTS: search("identified"),
                    SEARCH_ENTRY: told("identified"),
                    LATER_ENTRY: told("investigating"),
                }
            ),
        ),
    ),
    History(
        "an entry that had landed is no matter of this step",
        set(),
        step(
            {"timeline/a.md": told("investigating", at="2026-11-23T10:30:00Z")},
            Made({ALICE_ENTRY.replace("1005", "1105"): told()}),
        ),
    ),
]

BEGINNINGS: Final = [
    History(
        "the moment is moved", BEGINNING, step({}, Made({SEARCH_FACTS: search(created_at="2026-11-23T09:00:01Z")}))
    ),
    History("the moment is removed", BEGINNING, step({}, Made({SEARCH_FACTS: search(created_at="")}))),
    History(
        "who reported it is changed", BEGINNING, step({}, Made({SEARCH_FACTS: search(reported_by="alice")}, "alice"))
    ),
    History("who reported it is removed", BEGINNING, step({}, Made({SEARCH_FACTS: search(reported_by="")}))),
    History(
        "the moment is added, and the commit says another",
        BEGINNING,
        step(
            {SEARCH_FACTS: search(created_at="")},
            Made({SEARCH_FACTS: search()}),
            origin=origin(at="2026-11-23T09:00:01Z"),
        ),
    ),
    History(
        "who reported it is added, and the commit says somebody else",
        BEGINNING,
        step(
            {SEARCH_FACTS: search(reported_by="")}, Made({SEARCH_FACTS: search()}), origin=origin("dora@acme.example")
        ),
    ),
    History(
        "the moment is added, and nobody knows what the commit says",
        BEGINNING,
        step({SEARCH_FACTS: search(created_at="")}, Made({SEARCH_FACTS: search()})),
    ),
    History(
        "both are added as the commit says them",
        set(),
        step({SEARCH_FACTS: search(created_at="", reported_by="")}, Made({SEARCH_FACTS: search()}), origin=origin()),
    ),
    History(
        "the same moment is written elsewhere in the world",
        set(),
        step({}, Made({SEARCH_FACTS: search(created_at="2026-11-23T10:00:00+01:00")})),
    ),
    History(
        "the other facts change",
        set(),
        step({}, Made({SEARCH_FACTS: search(title="Slow", severity="P3", commander="bob")})),
    ),
    History(
        "the impact began earlier", set(), step({}, Made({SEARCH_FACTS: search(started_at="2026-11-23T08:00:00Z")}))
    ),
    History(
        "it is moved and moved back",
        set(),
        step({}, Made({SEARCH_FACTS: search(created_at="2020-01-01T00:00:00Z")}), Made({SEARCH_FACTS: search()})),
    ),
]

HISTORIES: Final = [*TRANSITIONS, *STATUS, *TOLD, *BEGINNINGS]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_the_life_of_an_incident_only_goes_forward(history: History) -> None:
    check(history)


def test_a_step_back_is_placed_at_the_status_and_names_who_and_the_way_out() -> None:
    (finding,) = found(step({SEARCH_FACTS: search("resolved")}, moves("resolved", "open", "dora")))
    assert (finding.path, finding.source_line) == (SEARCH_FACTS, "status: open")
    assert "dora" in finding.message
    assert finding.cure.startswith("write `status: resolved` again; open a new incident")


def test_who_is_nobody_of_the_people_is_named_as_the_commit_states_them() -> None:
    (finding,) = found(step({SEARCH_FACTS: search("resolved")}, moves("resolved", "open", "eve@evil.example")))
    assert "Eve <eve@evil.example>" in finding.message


@pytest.mark.parametrize(
    ("end", "entries", "message", "cure"),
    [
        (
            "open",
            {SEARCH_ENTRY: told("identified")},
            "and incident.yaml says `open`",
            "put `status: identified` into incident.yaml, or take `status` out of the entry",
        ),
        (
            "resolved",
            {SEARCH_ENTRY: told("resolved"), LATER_ENTRY: told("resolved")},
            "which another new entry tells already",
            "take `status` out of the entry",
        ),
        (
            "resolved",
            {SEARCH_ENTRY: told("resolved"), LATER_ENTRY: told("identified")},
            "and the incident is `resolved` by then",
            "take `status` out of the entry",
        ),
    ],
)
def test_a_mismatch_says_what_the_entry_is_up_against(
    end: str, entries: dict[str, str], message: str, cure: str
) -> None:
    (finding,) = found(step({}, Made({SEARCH_FACTS: search(end), **entries})))
    assert finding.message.endswith(f"`, {message}")
    assert finding.cure == cure


def test_a_mismatch_is_placed_in_the_entry() -> None:
    (finding,) = found(step({}, Made({SEARCH_ENTRY: told("identified", author="bob")})))
    assert (finding.path, finding.line, finding.column) == (SEARCH_ENTRY, 2, 9)


@pytest.mark.parametrize(
    ("landed", "now", "did", "cure"),
    [
        ("bob", "dora", "changed `reported_by` from bob to dora", "write `reported_by: bob` again"),
        ("bob", "", "removed `reported_by: bob`", "write `reported_by: bob` again"),
        (
            "",
            "dora",
            "added `reported_by: dora`, which the commit that added the file does not say",
            "remove `reported_by`: the commit that added the file says it",
        ),
    ],
)
def test_a_change_of_the_beginning_says_what_to_write(landed: str, now: str, did: str, cure: str) -> None:
    files = step({SEARCH_FACTS: search(reported_by=landed)}, Made({SEARCH_FACTS: search(reported_by=now)}))
    (finding,) = found(files)
    assert (finding.message, finding.cure) == (f"bob {did}", cure)
