"""Who may approve a post-mortem and take text out: an admin of the base, in their own name and commit."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import OUTAGE
from step_world import (
    APPROVED,
    BOB_AS_ADMIN,
    BOB_ENTRY,
    DRAFT,
    FARM,
    GLOBEX,
    NEW_ENTRY,
    NEW_FACTS,
    POST_MORTEM,
    SEARCH_FACTS,
    WORLD,
    History,
    Made,
    check,
    edited,
    found,
    landing,
    said,
    search,
    step,
    told,
)

from farm_gitops.model.incident import WITHHELD

APPROVAL: Final = {"unauthorized-approval"}
REDACTION: Final = {"unauthorized-redaction"}
TAKEN_BACK: Final = {"timeline-rewritten"}


def approves(by: str, name: str = "dora", text: str = APPROVED, *helpers: str) -> Made:
    """A commit that approves the draft."""
    return Made({POST_MORTEM: text.replace("approved_by: dora", f"approved_by: {name}")}, by, helpers)


def approval(landed: dict[str, str | bytes | None], *commits: Made, refused: bool = True, claim: str) -> History:
    """A step from a draft."""
    return History(claim, APPROVAL if refused else set(), step({POST_MORTEM: DRAFT, **landed}, *commits))


NOTE: Final = Made({NEW_ENTRY: "Well.\n"})
APPROVALS: Final = [
    approval(
        landing("merge"),
        approves("dora"),
        Made({"docs/a.txt": "x\n"}, is_merge=True),
        refused=False,
        claim="a later merge of somebody else holds something else",
    ),
    approval(
        {},
        approves("dora"),
        approves("dora")._replace(is_merge=True),
        refused=False,
        claim="the admin who approves merges as well",
    ),
    approval(
        {},
        Made({"docs/a.txt": "x\n"}, is_merge=True),
        approves("dora"),
        claim="in a squash, somebody else's merge holds something of its own",
    ),
    approval(
        {},
        approves("dora", text=APPROVED.replace("approved_by: dora\n", "")),
        claim="an approval in no name",
    ),
    History(
        "an approval in an organization as new as itself",
        APPROVAL | {"forged-author"},
        step(
            landing("merge"),
            Made({"farm.yaml": f"{GLOBEX}landing: merge\n"}, "alice"),
            Made(
                {
                    "incidents/globex/new/incident.yaml": search("resolved"),
                    "incidents/globex/new/postmortem.md": APPROVED,
                },
                "alice",
            ),
        ),
    ),
    History(
        "facts that nobody could read are mended beside an approved one",
        set(),
        step({"incident.yaml": "title: [\n"}, Made({"incident.yaml": WORLD[f"{OUTAGE}/incident.yaml"]})),
    ),
    approval({}, approves("dora"), refused=False, claim="an admin approves"),
    approval(
        {},
        Made({POST_MORTEM: f"{DRAFT}More.\n"}, "dora"),
        approves("dora"),
        refused=False,
        claim="an admin writes and approves",
    ),
    approval(landing("merge"), NOTE, approves("dora"), refused=False, claim="in a merge, others may do other things"),
    approval(landing("rebase"), approves("dora"), refused=False, claim="an admin approves in a step of its own"),
    approval(
        {},
        NOTE._replace(files={}, is_merge=True),
        approves("dora"),
        refused=False,
        claim="a clean merge by somebody else is no authorship",
    ),
    History(
        "a new one arrives approved by the admin who brings it", set(), step({POST_MORTEM: None}, approves("dora"))
    ),
    approval({}, approves("bob"), claim="a member approves in an admin's name"),
    approval({}, approves("bob", "bob"), claim="a member approves in their own name"),
    approval({}, approves("alice"), claim="an admin approves in another admin's name"),
    approval({}, approves("erin", "erin"), claim="a stranger approves"),
    approval({}, approves("eve@evil.example"), claim="somebody unknown approves"),
    approval({}, approves("bob", "dora", APPROVED, "dora"), claim="an admin is only a co-author"),
    approval({}, approves("dora", "dora", APPROVED, "bob"), claim="an admin approves with a co-author"),
    approval({}, NOTE, approves("dora"), claim="in a squash, others do other things"),
    approval({}, approves("dora")._replace(is_merge=True), claim="only a merge commit approves"),
    approval(
        landing("merge"),
        approves("dora"),
        approves("bob", text=APPROVED.replace("full", "slow"))._replace(is_merge=True),
        claim="a merge commit of somebody else changes what was approved",
    ),
    approval(
        landing("merge"),
        approves("dora"),
        approves("bob", text=APPROVED.replace("full", "slow")),
        claim="a member changes what was approved in the same change",
    ),
    approval({"farm.yaml": GLOBEX}, approves("erin", "erin"), claim="another organization's admin approves"),
    approval(
        landing("merge"),
        Made({"farm.yaml": f"{BOB_AS_ADMIN}landing: merge\n"}, "alice"),
        approves("bob", "bob"),
        claim="the same change makes the approver an admin",
    ),
    approval(
        landing("merge"),
        Made({"farm.yaml": f"{BOB_AS_ADMIN}landing: merge\n"}, "alice"),
        approves("bob", "bob"),
        Made({"farm.yaml": f"{FARM}landing: merge\n"}, "alice"),
        claim="the same change makes the approver an admin for a moment",
    ),
    approval(
        {"farm.yaml": FARM.replace("[alice, dora]", "[alice]")},
        approves("dora"),
        claim="somebody who was an admin once approves",
    ),
    approval(
        {"farm.yaml": FARM.replace("[dora@acme.example]", "[dora@acme.example], active: false")},
        approves("dora"),
        claim="an admin who left approves",
    ),
    History("a new one arrives approved in an admin's name", APPROVAL, step({POST_MORTEM: None}, approves("bob"))),
]

REDACTED: Final = "redacted:\n  by: dora\n  at: 2026-11-24T09:00:00Z\n  reason: A password.\n"
GONE: Final = edited(BOB_ENTRY, "---\nThe disk has room again.\n", f"{REDACTED}---\n")
FACTS_GONE: Final = edited("incident.yaml", "Nothing can be saved.", WITHHELD) + REDACTED


def redacts(by: str, text: str = GONE, path: str = BOB_ENTRY, *helpers: str) -> Made:
    """A commit that takes text out in Dora's name."""
    return Made({path: text}, by, helpers)


REDACTIONS: Final = [
    History("an admin takes out an entry's text", set(), step({}, redacts("dora"))),
    History("an admin takes out an incident's text", set(), step({}, redacts("dora", FACTS_GONE, "incident.yaml"))),
    History("in a merge, others may do other things too", set(), step(landing("merge"), NOTE, redacts("dora"))),
    History(
        "an incident's other facts go on",
        set(),
        step({"incident.yaml": FACTS_GONE}, Made({"incident.yaml": FACTS_GONE.replace("P2", "P3")})),
    ),
    History(
        "an entry whose text was taken out stays so",
        set(),
        step({BOB_ENTRY: GONE}, Made({BOB_ENTRY: f"---\n# x\n{GONE[4:]}"})),
    ),
    History(
        "an entry arrives redacted by the admin who brings it",
        set(),
        step({}, Made({NEW_ENTRY: f"---\n{REDACTED}---\n"}, "dora")),
    ),
    History("a member takes out text in an admin's name", REDACTION, step({}, redacts("bob"))),
    History("its own author takes out text", REDACTION, step({}, redacts("bob", GONE.replace("by: dora", "by: bob")))),
    History("an admin takes out text in another's name", REDACTION, step({}, redacts("alice"))),
    History("a stranger takes out text", REDACTION, step({}, redacts("erin"))),
    History("an admin only helps to take out text", REDACTION, step({}, redacts("bob", GONE, BOB_ENTRY, "dora"))),
    History("an admin takes out text with a co-author", REDACTION, step({}, redacts("dora", GONE, BOB_ENTRY, "bob"))),
    History("in a squash, others do other things too", REDACTION, step({}, NOTE, redacts("dora"))),
    History("only a merge commit takes out text", REDACTION, step({}, redacts("dora")._replace(is_merge=True))),
    History("some text of the entry is left", REDACTION, step({}, redacts("dora", f"{GONE}The disk\n"))),
    History(
        "some text of the incident is left",
        REDACTION,
        step({}, redacts("dora", FACTS_GONE.replace(WITHHELD, f"{WITHHELD} Nearly."), "incident.yaml")),
    ),
    History("a member takes out an incident's text", REDACTION, step({}, redacts("bob", FACTS_GONE, "incident.yaml"))),
    History(
        "an incident's text is put back",
        TAKEN_BACK,
        step({"incident.yaml": FACTS_GONE}, Made({"incident.yaml": WORLD[f"{OUTAGE}/incident.yaml"]}, "dora")),
    ),
    History(
        "an incident's description is written anew",
        TAKEN_BACK,
        step(
            {"incident.yaml": FACTS_GONE}, Made({"incident.yaml": FACTS_GONE.replace(WITHHELD, "It is back.")}, "dora")
        ),
    ),
    History(
        "the reason for taking out an incident's text changes",
        TAKEN_BACK,
        step(
            {"incident.yaml": FACTS_GONE}, Made({"incident.yaml": FACTS_GONE.replace("A password", "Nothing")}, "dora")
        ),
    ),
    History(
        "a new incident arrives redacted in an admin's name",
        REDACTION,
        step({}, Made({NEW_FACTS: search(description=WITHHELD) + REDACTED})),
    ),
    History(
        "more than the text is taken out",
        {"timeline-rewritten"},
        step({}, redacts("dora", GONE.replace("status: resolved\n", ""))),
    ),
]
HISTORIES: Final = [*APPROVALS, *REDACTIONS]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_only_an_admin_of_the_base_approves_and_takes_text_out(history: History) -> None:
    check(history)


def claimed(claim: str) -> History:
    """A history by its claim."""
    return next(history for history in HISTORIES if history.claim == claim)


TAKE_BACK: Final = f"git checkout main -- {OUTAGE}/{POST_MORTEM}"


@pytest.mark.parametrize(
    ("claim", "message", "cure"),
    [
        (
            "a member approves in an admin's name",
            "bob approved this post-mortem and is no admin of `acme` at the base",
            f"let an admin of `acme` do it (alice or dora), and take it back here: {TAKE_BACK}",
        ),
        (
            "an admin approves in another admin's name",
            "alice approved this post-mortem, and `approved_by` names dora",
            "write `approved_by: alice`, or let dora do it",
        ),
        (
            "an approval in no name",
            "dora approved this post-mortem, and no `approved_by` says so",
            "write `approved_by: dora`",
        ),
        (
            "in a squash, others do other things",
            "dora approved this post-mortem in one change with commits of bob",
            f"open it as its own pull request, and take it out here: {TAKE_BACK}",
        ),
        (
            "only a merge commit approves",
            "only a merge commit approved this post-mortem, so nobody stands for it",
            f"let an admin of `acme` commit it by itself, and take it out of the merge: {TAKE_BACK}",
        ),
        (
            "a new one arrives approved in an admin's name",
            "bob approved this post-mortem and is no admin of `acme` at the base",
            "let an admin of `acme` do it (alice or dora), and take it back here: "
            "write `status: draft`, and remove `approved_by` and `approved_at`",
        ),
    ],
)
def test_a_refusal_says_who_what_and_how_to_mend_it(claim: str, message: str, cure: str) -> None:
    assert said(claimed(claim)) == (message, cure)


def test_an_incident_may_be_redacted_and_forged_at_once_and_both_are_told() -> None:
    files = step({}, Made({SEARCH_FACTS: search(description=WITHHELD) + REDACTED, NEW_ENTRY: told(author="dora")}))
    assert {finding.rule for finding in found(files)} == REDACTION | {"forged-author"}
