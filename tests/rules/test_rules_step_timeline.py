"""An entry that has landed cannot be changed, renamed or removed; an admin may take out its text."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from small_world import OUTAGE, Files
from step_world import (
    ALICE_ENTRY,
    BOB_ENTRY,
    NEW_FACTS,
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

REWRITTEN: Final = {"timeline-rewritten"}
TEXT: Final = WORLD[f"{OUTAGE}/{ALICE_ENTRY}"].decode()
REDACTED: Final = edited(
    ALICE_ENTRY,
    "---\nThe database refuses every write.\n",
    "redacted:\n  by: alice\n  at: 2026-11-23T12:00:00Z\n  reason: A secret.\n---\n",
)
BROKEN: Final = "title: [\n"


def entry(old: str, new: str, by: str = "bob") -> Made:
    """A commit that changes Alice's entry."""
    return Made({ALICE_ENTRY: edited(ALICE_ENTRY, old, new)}, by)


HISTORIES: Final = [
    History("the message is edited", REWRITTEN, step({}, entry("every write", "some writes"))),
    History("its own author edits it", REWRITTEN, step({}, entry("every write", "some writes", "alice"))),
    History("the message is emptied", REWRITTEN, step({}, entry("The database refuses every write.\n", ""))),
    History("another author is put in", REWRITTEN, step({}, entry("author: alice", "author: bob"))),
    History("the status that it tells is changed", REWRITTEN, step({}, entry("investigating", "identified"))),
    History(
        "a moment is put in", REWRITTEN, step({}, entry("author: alice", "author: alice\nat: 2026-11-23T10:04:00Z"))
    ),
    History(
        "it is made to correct another", REWRITTEN, step({}, entry("author: alice", "author: alice\ncorrects: x.md"))
    ),
    History("one letter is replaced by one that looks the same", REWRITTEN, step({}, entry("refuses", "refus\u0435s"))),
    History("it is removed", REWRITTEN, step({}, Made({ALICE_ENTRY: None}))),
    History("it is removed by an admin", REWRITTEN, step({}, Made({ALICE_ENTRY: None}, "alice"))),
    History("it is removed inside a merge commit", REWRITTEN, step({}, Made({ALICE_ENTRY: None}, is_merge=True))),
    History(
        "it is renamed",
        REWRITTEN,
        step({}, Made({BOB_ENTRY: None, "timeline/20261123T110000Z-robert.md": WORLD[f"{OUTAGE}/{BOB_ENTRY}"]})),
    ),
    History(
        "its name is composed another way",
        REWRITTEN,
        step(
            {"timeline/caf\u00e9.md": told()},
            Made({"timeline/caf\u00e9.md": None, unicodedata.normalize("NFD", "timeline/caf\u00e9.md"): told()}),
        ),
    ),
    History("it becomes a link", REWRITTEN, step({}, Made({ALICE_ENTRY: Link(b"20261123T110000Z-bob.md")}))),
    History(
        "it becomes a link with the very bytes of its text",
        REWRITTEN,
        step({"timeline/a.md": b"b.md"}, Made({"timeline/a.md": Link(b"b.md")})),
    ),
    History(
        "it moves into a new incident",
        REWRITTEN,
        step(
            {ALICE_ENTRY: told()},
            Made({ALICE_ENTRY: None, NEW_FACTS: search(), "incidents/acme/new/timeline/a.md": told()}),
        ),
    ),
    History("it becomes something that nobody can read", REWRITTEN, step({}, entry("author:", "author: [\n#"))),
    History(
        "it is removed while nobody can read the facts",
        REWRITTEN,
        step({"incident.yaml": BROKEN}, Made({ALICE_ENTRY: None})),
    ),
    History(
        "a redaction is taken back",
        REWRITTEN,
        step({ALICE_ENTRY: REDACTED}, Made({ALICE_ENTRY: TEXT}, "alice")),
    ),
    History(
        "the reason of a redaction is changed by a member",
        REWRITTEN,
        step({ALICE_ENTRY: REDACTED}, Made({ALICE_ENTRY: REDACTED.replace("A secret", "Two secrets")})),
    ),
    History(
        "the reason of a redaction is changed",
        REWRITTEN,
        step(
            {ALICE_ENTRY: REDACTED},
            Made({ALICE_ENTRY: REDACTED.replace("A secret", "Two secrets")}, "alice"),
        ),
    ),
    History(
        "only comments, quotes and blank lines change",
        set(),
        step(
            {},
            entry(
                "author: alice\nstatus: investigating\n---\n",
                "# x\nstatus: 'investigating'\nauthor: \"alice\"\n---\n\n",
            ),
        ),
    ),
    History("keys of the user's own change", set(), step({}, entry("author: alice", "author: alice\nx-pager: 7"))),
    History(
        "it is removed and restored in one change, by somebody else",
        set(),
        step({}, Made({ALICE_ENTRY: None}), Made({ALICE_ENTRY: TEXT})),
    ),
    History(
        "another entry corrects it",
        set(),
        step({}, Made({"timeline/20261123T111500Z-bob.md": told(corrects="20261123T100500Z-alice.md")})),
    ),
    History(
        "two people add entries",
        set(),
        step({}, Made({"timeline/a.md": told()}), Made({"timeline/b.md": told()}, "dora")),
    ),
    History(
        "an entry that nobody could read is mended",
        set(),
        step({"timeline/a.md": "---\nauthor: [\n---\nx\n"}, Made({"timeline/a.md": told()})),
    ),
    History(
        "a link that was there before is removed",
        set(),
        step({"timeline/a.md": Link(b"b.md")}, Made({"timeline/a.md": None})),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_an_entry_that_landed_stays(history: History) -> None:
    check(history)


def test_a_rewritten_entry_is_placed_at_the_key_that_changed_and_names_the_way_back() -> None:
    (finding,) = found(step({}, entry("author: alice", "author: zoe")))
    assert (finding.line, finding.column) == (2, 9)
    assert finding.message == "bob changed `author` of this entry, which had landed"
    assert finding.cure == (
        "tell it in a new entry with `corrects: 20261123T100500Z-alice.md`, "
        f"and put this one back: git checkout main -- {OUTAGE}/{ALICE_ENTRY}"
    )


def test_a_renamed_entry_says_its_new_name() -> None:
    (finding,) = found(step({}, Made({BOB_ENTRY: None, "timeline/b.md": WORLD[f"{OUTAGE}/{BOB_ENTRY}"]})))
    assert finding.message == "bob renamed this entry to b.md, which had landed"


@pytest.mark.parametrize(
    ("files", "did"),
    [
        ({ALICE_ENTRY: None, "timeline/b.md": "Another one.\n"}, "removed this entry"),
        ({ALICE_ENTRY: Link(b"b.md")}, "left this entry so that it can no longer be read"),
        ({ALICE_ENTRY: TEXT.replace("every", "some")}, "changed the message of this entry"),
        ({ALICE_ENTRY: told(message="Other.", author="alice")}, "changed `status` and the message of this entry"),
    ],
)
def test_a_rewritten_entry_says_how(files: Files, did: str) -> None:
    (finding,) = found(step({}, Made(files)))
    assert finding.message == f"bob {did}, which had landed"


def test_what_only_a_merge_commit_did_is_said_so() -> None:
    (finding,) = found(step({}, Made({ALICE_ENTRY: None}, is_merge=True)))
    assert finding.message.startswith("a merge commit removed this entry")
