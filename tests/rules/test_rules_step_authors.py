"""Whose name may stand in an entry and in a new incident."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import full_path
from step_world import FARM, GLOBEX, NEW_ENTRY, NEW_FACTS, History, Made, check, landing, said, search, step, told

FORGED: Final = {"forged-author"}
A_MEMBER: Final = (
    "let a member bring it, or a maintainer first add them under `organizations.acme.members` in farm.yaml"
)
OPEN: Final = {"farm.yaml": FARM.replace("members: [bob, zoe]", "members: [bob, zoe], open_updates: true")}


def posts(author: str | None, by: str, *helpers: str) -> Made:
    """A commit that posts an entry in somebody's name."""
    return Made({NEW_ENTRY: told(author=author) if author else "Well.\n"}, by, helpers)


def declares(reporter: str, by: str, *helpers: str) -> Made:
    """A commit that declares an incident in somebody's name."""
    return Made({NEW_FACTS: search(reported_by=reporter)}, by, helpers)


HISTORIES: Final = [
    History("a member posts in their own name", set(), step({}, posts("bob", "bob"))),
    History("without a name, the commit says whose it is", set(), step({}, posts(None, "bob"))),
    History("an address in capitals is the same address", set(), step({}, posts("bob", "BOB@ACME.example"))),
    History("an admin posts in the name of a member", set(), step({}, posts("bob", "alice"))),
    History("a co-author's name stands there", set(), step({}, posts("dora", "bob", "dora"))),
    History(
        "somebody restores an entry that was removed in the same change",
        set(),
        step({NEW_ENTRY: told(author="dora")}, Made({NEW_ENTRY: None}), posts("dora", "bob")),
    ),
    History(
        "each of two people posts in their own name",
        set(),
        step({}, posts("bob", "bob"), Made({"timeline/b.md": told(author="dora")}, "dora")),
    ),
    History("a member declares an incident", set(), step({}, declares("bob", "bob"))),
    History("a co-author reported it", set(), step({}, declares("dora", "bob", "dora"))),
    History("an admin declares for a member", set(), step({}, declares("bob", "dora"))),
    History("where updates are open, a stranger posts", set(), step(OPEN, posts(None, "erin"))),
    History("where updates are open, somebody unknown posts", set(), step(OPEN, posts(None, "eve@evil.example"))),
    History("a member posts in another's name", FORGED, step({}, posts("dora", "bob"))),
    History("a member posts in an admin's name", FORGED, step({}, posts("alice", "bob"))),
    History("the co-author is somebody else", FORGED, step({}, posts("dora", "bob", "alice"))),
    History("a stranger posts", FORGED, step({}, posts(None, "erin"))),
    History("somebody unknown posts", FORGED, step({}, posts(None, "eve@evil.example"))),
    History("somebody unknown posts in a member's name", FORGED, step({}, posts("bob", "eve@evil.example"))),
    History("a member who left posts", FORGED, step({}, posts(None, "zoe"))),
    History("a stranger posts with a member's help", FORGED, step({}, posts("bob", "erin", "bob"))),
    History("where updates are open, a stranger posts in a member's name", FORGED, step(OPEN, posts("bob", "erin"))),
    History(
        "where updates are open, somebody unknown posts in a member's name",
        FORGED,
        step(OPEN, posts("bob", "eve@evil.example")),
    ),
    History(
        "where updates are open, a stranger declares an incident",
        FORGED,
        step(OPEN, Made({NEW_FACTS: search(reported_by="")}, "erin")),
    ),
    History("only a merge commit brings an entry", FORGED, step({}, Made({NEW_ENTRY: "Well.\n"}, is_merge=True))),
    History("only a merge commit brings an incident", FORGED, step({}, Made({NEW_FACTS: search()}, is_merge=True))),
    History("a member declares an incident in another's name", FORGED, step({}, declares("dora", "bob"))),
    History("a stranger declares an incident", FORGED, step({}, declares("", "erin"))),
    History(
        "a step makes somebody a member who posts in it",
        FORGED,
        step(
            landing("merge"),
            Made({"farm.yaml": f"{FARM}landing: merge\n".replace("[bob, zoe]", "[bob, zoe, erin]")}, "alice"),
            posts("erin", "erin"),
        ),
    ),
    History(
        "the newest commit of a file says who wrote it",
        FORGED,
        step(
            {},
            posts("dora", "dora"),
            posts("dora", "bob")._replace(files={NEW_ENTRY: told(author="dora", message="Changed.")}),
        ),
    ),
    History(
        "the organization is as new as its incident",
        FORGED,
        step(
            landing("merge"),
            Made({"farm.yaml": f"{GLOBEX}landing: merge\n"}, "alice"),
            Made({"incidents/globex/new/incident.yaml": search()}),
        ),
    ),
    History(
        "another organization's admin posts for a member", FORGED, step({"farm.yaml": GLOBEX}, posts("bob", "erin"))
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_everybody_posts_in_their_own_name(history: History) -> None:
    check(history)


def claimed(claim: str) -> History:
    """A history by its claim."""
    return next(history for history in HISTORIES if history.claim == claim)


@pytest.mark.parametrize(
    ("claim", "message", "cure"),
    [
        (
            "somebody unknown posts",
            "Eve <eve@evil.example> posted this entry and is no member of `acme` at the base",
            f"{A_MEMBER}; take it out here: git rm -- {full_path(NEW_ENTRY)}",
        ),
        (
            "a member posts in another's name",
            "bob wrote this in the name of `dora`",
            "write `author: bob`, or let `dora` or an admin commit it",
        ),
        (
            "a stranger declares an incident",
            "erin declared this incident and is no member of `acme` at the base",
            f"{A_MEMBER}; take it out here: git rm -- {NEW_FACTS}",
        ),
        (
            "where updates are open, somebody unknown posts in a member's name",
            "Eve <eve@evil.example> wrote this in the name of `bob`",
            "remove `author`, or let `bob` or an admin commit it",
        ),
    ],
)
def test_a_refusal_says_who_what_and_how_to_mend_it(claim: str, message: str, cure: str) -> None:
    assert said(claimed(claim)) == (message, cure)
