"""Incidents and attachments that have landed cannot be moved, replaced or removed."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import OUTAGE, SEARCH
from step_world import (
    BOB_ENTRY,
    GLOBEX,
    NEW_FACTS,
    SEARCH_ENTRY,
    SEARCH_FACTS,
    WORLD,
    History,
    Link,
    Made,
    check,
    edited,
    found,
    search,
    step,
    told,
)

DELETED: Final = {"incident-deleted"}
MOVED: Final = {"incident-moved"}
REPLACED: Final = {"attachment-changed"}
GRAPH: Final = "attachments/graph.txt"
UNREFERRED: Final = {"incident.yaml": edited("incident.yaml", "related: [2026-11-23-slow-search]\n", "")}
OTHER_ORGANIZATION: Final = {"farm.yaml": GLOBEX}
BROKEN: Final = "title: [\n"
WHOLE_OUTAGE: Final = {path: None for path in WORLD if path.startswith(OUTAGE)}
NEW_ENTRY_THERE: Final = "incidents/acme/new/timeline/a.md"


def moved(to: str, landed: str | None = None, **keys: str) -> Made:
    """A commit by which an admin moves the slow search."""
    return Made({SEARCH_FACTS: None, f"{to}/incident.yaml": landed or search(**keys)}, "alice")


EXISTENCE: Final = [
    History(
        "an incident that nobody could read is deleted with all that it holds",
        DELETED,
        step({"incident.yaml": BROKEN}, Made(WHOLE_OUTAGE)),
    ),
    History(
        "its entry reappears in an incident that is not new",
        DELETED,
        step({"timeline/a.md": "Well.\n"}, Made({**WHOLE_OUTAGE, "timeline/a.md": None, SEARCH_ENTRY: "Well.\n"})),
    ),
    History(
        "nothing but its placeholder reappears",
        DELETED,
        step(
            {f"{SEARCH}/timeline/.gitkeep": b"", **UNREFERRED},
            Made(
                {
                    SEARCH_FACTS: None,
                    f"{SEARCH}/timeline/.gitkeep": None,
                    NEW_FACTS: search(title="New"),
                    "incidents/acme/new/timeline/.gitkeep": b"",
                }
            ),
        ),
    ),
    History("an incident is deleted", DELETED, step(UNREFERRED, Made({SEARCH_FACTS: None}))),
    History("by an admin", DELETED, step(UNREFERRED, Made({SEARCH_FACTS: None}, "alice"))),
    History("inside a merge commit", DELETED, step(UNREFERRED, Made({SEARCH_FACTS: None}, is_merge=True))),
    History("with all that it holds", DELETED, step({}, Made(WHOLE_OUTAGE))),
    History("only its facts", DELETED, step({}, Made({"incident.yaml": None}))),
    History("every incident", DELETED, step({}, Made({**WHOLE_OUTAGE, SEARCH_FACTS: None}))),
    History("one whose facts nobody could read", DELETED, step({SEARCH_FACTS: BROKEN}, Made({SEARCH_FACTS: None}))),
    History(
        "its file gets another ending",
        DELETED,
        step(UNREFERRED, Made({SEARCH_FACTS: None, f"{SEARCH}/incident.yml": search()})),
    ),
    History(
        "it moves out of the incidents",
        DELETED,
        step(UNREFERRED, Made({SEARCH_FACTS: None, "docs/incident.yaml": search()})),
    ),
    History(
        "another one is declared instead",
        DELETED,
        step(UNREFERRED, Made({SEARCH_FACTS: None, NEW_FACTS: search(title="New")})),
    ),
    History(
        "it is deleted and restored in one change",
        set(),
        step({}, Made({SEARCH_FACTS: None}), Made({SEARCH_FACTS: WORLD[SEARCH_FACTS]})),
    ),
    History("it is a false alarm", set(), step({}, Made({SEARCH_FACTS: search("resolved", resolution="false-alarm")}))),
    History("it gets another title", set(), step({}, Made({SEARCH_FACTS: search(title="Search is dead")}))),
    History(
        "one of the same facts is declared beside it",
        set(),
        step({}, Made({NEW_FACTS: WORLD[SEARCH_FACTS]})),
    ),
    History(
        "it moves to another name",
        MOVED,
        step(UNREFERRED, moved("incidents/acme/search", WORLD[SEARCH_FACTS].decode())),
    ),
    History(
        "it moves to another organization",
        MOVED,
        step(
            {**UNREFERRED, **OTHER_ORGANIZATION},
            moved("incidents/globex/2026-11-23-slow-search", WORLD[SEARCH_FACTS].decode()),
        ),
    ),
    History(
        "with its entry, its facts rewritten",
        MOVED,
        step(
            {**UNREFERRED, SEARCH_ENTRY: told()},
            Made(
                {
                    SEARCH_FACTS: None,
                    SEARCH_ENTRY: None,
                    NEW_FACTS: search(title="New"),
                    NEW_ENTRY_THERE: told(),
                },
                "alice",
            ),
        ),
    ),
    History(
        "it moves, and somebody else says so in a second commit",
        MOVED,
        step(
            UNREFERRED,
            Made({"incidents/acme/search/incident.yaml": WORLD[SEARCH_FACTS]}),
            Made({SEARCH_FACTS: None}, "dora"),
        ),
    ),
    History(
        "two move at once",
        MOVED,
        step(
            {**UNREFERRED, "incidents/acme/b/incident.yaml": search(title="B")},
            moved("incidents/acme/search", WORLD[SEARCH_FACTS].decode()),
            Made({"incidents/acme/b/incident.yaml": None, "incidents/acme/c/incident.yaml": search(title="B")}),
        ),
    ),
    History(
        "it moves, and a comment is added to its facts",
        MOVED,
        step(
            {**UNREFERRED, SEARCH_ENTRY: told()},
            Made({SEARCH_FACTS: None, SEARCH_ENTRY: None, NEW_FACTS: f"# x\n{search()}", NEW_ENTRY_THERE: told()}),
        ),
    ),
    History(
        "it moves away and back",
        set(),
        step(
            {},
            moved("incidents/acme/search", "x"),
            Made({SEARCH_FACTS: WORLD[SEARCH_FACTS], "incidents/acme/search/incident.yaml": None}),
        ),
    ),
    History(
        "an entry alone is copied into a new incident",
        set(),
        step(
            {},
            Made(
                {
                    NEW_FACTS: search(),
                    NEW_ENTRY_THERE: WORLD[f"{OUTAGE}/{BOB_ENTRY}"].decode().replace("status: resolved\n", ""),
                }
            ),
        ),
    ),
]

ATTACHMENTS: Final = [
    History("an attachment is replaced", REPLACED, step({}, Made({GRAPH: "all is well\n"}))),
    History("it is replaced by an admin", REPLACED, step({}, Made({GRAPH: "all is well\n"}, "alice"))),
    History("one byte is added", REPLACED, step({}, Made({GRAPH: WORLD[f"{OUTAGE}/{GRAPH}"] + b"\n"}))),
    History("an attachment is removed", REPLACED, step({}, Made({GRAPH: None}))),
    History(
        "an attachment is renamed",
        REPLACED,
        step({}, Made({GRAPH: None, "attachments/g.txt": WORLD[f"{OUTAGE}/{GRAPH}"]})),
    ),
    History("an attachment becomes a link", REPLACED, step({}, Made({GRAPH: Link(b"other.txt")}))),
    History(
        "it becomes a link with its very bytes",
        REPLACED,
        step({"attachments/a.txt": b"b.txt"}, Made({"attachments/a.txt": Link(b"b.txt")})),
    ),
    History("it becomes what its ending does not promise", REPLACED, step({}, Made({GRAPH: b"\0"}))),
    History(
        "it is removed while nobody can read the facts", REPLACED, step({"incident.yaml": BROKEN}, Made({GRAPH: None}))
    ),
    History("another one is added", set(), step({}, Made({"attachments/graph-2.txt": "x\n"}))),
    History(
        "it is replaced and put back", set(), step({}, Made({GRAPH: "x\n"}), Made({GRAPH: WORLD[f"{OUTAGE}/{GRAPH}"]}))
    ),
    History(
        "one that was never shown is mended",
        set(),
        step({"attachments/a.png": "no picture"}, Made({"attachments/a.png": b"\x89PNG\r\n\x1a\n"})),
    ),
]

HISTORIES: Final = [*EXISTENCE, *ATTACHMENTS]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_what_landed_stays_where_it_is(history: History) -> None:
    check(history)


def test_a_moved_incident_is_one_finding_at_its_new_place() -> None:
    (finding,) = found(step(UNREFERRED, moved("incidents/acme/search", WORLD[SEARCH_FACTS].decode())))
    assert finding.path == "incidents/acme/search/incident.yaml"
    assert finding.cure == f"move it back: git mv -- incidents/acme/search {SEARCH}"


def test_a_deleted_incident_is_one_finding_whatever_it_held() -> None:
    (finding,) = found(step({}, Made(WHOLE_OUTAGE)))
    assert finding.path == f"{OUTAGE}/incident.yaml"
    assert finding.cure.endswith(f"git checkout main -- {OUTAGE}")


def test_facts_that_become_unreadable_are_for_the_rules_of_text_alone() -> None:
    assert found(step({}, Made({"incident.yaml": BROKEN}))) == []


@pytest.mark.parametrize(("content", "did"), [(None, "removed"), ("x\n", "replaced"), (Link(b"x"), "replaced")])
def test_an_attachment_says_what_became_of_it(content: str | bytes | None, did: str) -> None:
    (finding,) = found(step({}, Made({GRAPH: content})))
    assert finding.message == f"bob {did} this attachment, which had landed"
    assert finding.cure.endswith(f"put this one back: git checkout main -- {OUTAGE}/{GRAPH}")
