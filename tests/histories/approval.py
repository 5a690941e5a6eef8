"""Attacks on approval and redaction: who may give the organization's last word, or take text out."""

from __future__ import annotations

from collections.abc import Mapping

from git_world import GitWorld

from histories.base import (
    ALICE,
    APPROVED,
    BASE,
    BOB,
    CAROL,
    DORA,
    DRAFT,
    ENTRY,
    ERIN,
    EVE,
    FACTS,
    FARM,
    FROZEN,
    LIVE,
    LIVE_FACTS,
    NEW,
    OLD,
    UPDATE,
    ZOE,
    approved,
)
from histories.history import (
    Change,
    branching,
    merging,
    on_main,
    puts,
    refused,
    refused_by_audit,
    replaces,
    reverts,
    then,
    writes,
)

BARRED = "unauthorized-approval"
CHANGED = "approved-post-mortem-changed"
CONCERNS = f"{OLD}/postmortem.md"
DONE = f"{FROZEN}/postmortem.md"
WITHOUT_ALICE = FARM.replace("admins: [alice, dora, zoe]", "admins: [dora, zoe]")
WITH_BOB = FARM.replace("admins: [alice, dora, zoe]", "admins: [alice, dora, zoe, bob]")
UPDATES = puts(UPDATE, "---\nauthor: bob\n---\nStill slow.\n")
AS_BOB = approved("bob")


def redacted(by: str, message: str = "") -> str:
    """The entry with its text taken out."""
    why = f"redacted:\n  by: {by}\n  at: 2026-11-22T10:00:00Z\n  reason: A password.\n"
    return BASE[ENTRY].replace("---\nA disk is full.\n", f"{why}---\n{message}")


def approves(author: str, text: str = APPROVED, message: str = "Approve") -> Change:
    """The draft becomes an approved post-mortem."""
    return writes({CONCERNS: text}, author, message)


def approves_committed_by_an_admin(world: GitWorld) -> None:
    """Alice commits what Bob wrote: the committer stands for nothing."""
    world.write({CONCERNS: APPROVED})
    world.git("add", "--", CONCERNS)
    world.git("commit", "-qm", "Approve", "--author", BOB, author=ALICE)


def approves_by_mailmap(world: GitWorld) -> None:
    """A mailmap says that Bob's address is Alice's."""
    puts(".mailmap", "Alice Ng <alice@acme.example> <bob@acme.example>\n")(world)
    approves(BOB)(world)


def of_frozen(old: str, new: str, author: str = ALICE) -> Change:
    return replaces(DONE, old, new, author)


def restores_what_an_old_branch_approved(world: GitWorld) -> None:
    """The draft was mended since; a member puts the old one back, which makes an old approval land as it was given."""
    branching(approves(ALICE))(world)
    on_main(puts(CONCERNS, DRAFT.replace("\n---\n", "\n---\nMended.\n", 1), CAROL))(world)
    world.git("merge", "--quiet", "--ff-only", "main")
    reverts("HEAD")(world)
    merging("side", author=BOB)(world)


def also(files: Mapping[str, str | None], author: str = ALICE) -> Change:
    """A merge commit that holds something of its own."""
    return then(branching(puts("side.txt", "1")), puts("own.txt", "1"), merging("side", author=author, also=files))


HISTORIES = (
    refused("a member approves", approves(BOB, AS_BOB), BARRED),
    refused("a member approves in an admin's name", approves(BOB), BARRED),
    refused("a stranger approves", approves(EVE), BARRED),
    refused("an admin of another organization approves", approves(ERIN, approved("erin")), BARRED, "not-a-member"),
    refused("an admin who has left approves", approves(ZOE, approved("zoe")), BARRED, "retired-name"),
    refused("an admin approves in another admin's name", approves(DORA), BARRED),
    refused(
        "an admin who was removed before approves",
        approves(ALICE),
        BARRED,
        "not-a-member",
        landed=puts("farm.yaml", WITHOUT_ALICE, DORA),
    ),
    refused(
        "an admin who was removed meanwhile approves on a stale branch",
        then(on_main(puts("farm.yaml", WITHOUT_ALICE, DORA)), approves(ALICE)),
        BARRED,
        "not-a-member",
    ),
    refused(
        "a member makes himself an admin and approves",
        then(puts("farm.yaml", WITH_BOB), approves(BOB, AS_BOB)),
        BARRED,
        "unauthorized-policy-change",
    ),
    refused(
        "a member makes himself an admin, approves and takes it back",
        then(puts("farm.yaml", WITH_BOB), approves(BOB, AS_BOB), puts("farm.yaml", FARM)),
        BARRED,
    ),
    refused(
        "a maintainer makes somebody an admin who approves in the same change",
        then(puts("farm.yaml", WITH_BOB, ALICE), approves(BOB, AS_BOB)),
        BARRED,
        "unauthorized-policy-change",
    ),
    refused(
        "approved before it is over", puts(f"{LIVE}/postmortem.md", APPROVED, ALICE), "post-mortem-before-resolution"
    ),
    refused("an approval together with somebody else's update", then(UPDATES, approves(ALICE)), BARRED),
    refused(
        "an approval with a co-author",
        approves(ALICE, message="Approve\n\nCo-authored-by: Bob Roth <bob@acme.example>"),
        BARRED,
    ),
    refused(
        "an admin as co-author only",
        approves(BOB, message="Approve\n\nCo-authored-by: Alice Ng <alice@acme.example>"),
        BARRED,
    ),
    refused("an admin as committer only", approves_committed_by_an_admin, BARRED),
    refused("an admin by mailmap only", approves_by_mailmap, BARRED),
    refused(
        "a member puts back the draft that an old branch approves",
        restores_what_an_old_branch_approved,
        BARRED,
        policy="merge",
    ),
    refused("an approval that only a merge commit holds", also({CONCERNS: APPROVED}), BARRED),
    refused(
        "a merge of somebody else changes what was approved",
        then(
            approves(ALICE),
            branching(puts("side.txt", "1")),
            puts("own.txt", "1", ALICE),
            merging("side", also={CONCERNS: APPROVED.replace("Nobody", "Bob")}),
        ),
        BARRED,
    ),
    refused(
        "a merge of somebody else lets an approval stand over a newer draft",
        then(
            approves(ALICE),
            on_main(puts(CONCERNS, DRAFT.replace("Nobody looked.", "Bob looked away."), CAROL)),
            merging("main", "-s", "ours"),
        ),
        BARRED,
        policy="merge",
    ),
    refused(
        "a member changes words after the approval and before it lands",
        then(approves(ALICE), approves(BOB, APPROVED.replace("Nobody", "Alice"))),
        BARRED,
        policy="merge",
    ),
    refused(
        "a member brings an incident with its approval",
        writes({f"{NEW}/incident.yaml": FACTS.replace("-20T", "-23T"), f"{NEW}/postmortem.md": APPROVED}),
        BARRED,
    ),
    refused(
        "an approval by nobody",
        approves(ALICE, APPROVED.replace("approved_by: alice\n", "")),
        BARRED,
        "incomplete-approval",
    ),
    refused(
        "an approval at no time",
        approves(ALICE, APPROVED.replace("approved_at: 2026-11-21T10:00:00Z\n", "")),
        "incomplete-approval",
    ),
    refused(
        "a draft that is approved by somebody",
        approves(ALICE, APPROVED.replace("status: approved", "status: draft")),
        "incomplete-approval",
    ),
    refused("approved words change", of_frozen("full disk", "full moon"), CHANGED),
    refused("the approved text changes", of_frozen("Nobody looked", "Everybody looked"), CHANGED),
    refused("a factor is added to what is approved", of_frozen("[no alert,", "[no alert, no sleep,"), CHANGED),
    refused("an approved action item gets another title", of_frozen("80 percent", "99 percent"), CHANGED),
    refused(
        "an action item is added to what is approved",
        of_frozen("action_items:\n", "action_items:\n  - title: More\n"),
        CHANGED,
    ),
    refused(
        "an approved action item is removed",
        of_frozen("action_items:\n  - title: Alert at 80 percent\n    assignee: bob\n", ""),
        CHANGED,
    ),
    refused(
        "another admin takes the approval over", of_frozen("approved_by: alice", "approved_by: dora", DORA), CHANGED
    ),
    refused("an approval is backdated", of_frozen("2026-11-21T10", "2026-11-11T10"), CHANGED),
    refused("an approval is withdrawn", puts(DONE, DRAFT, ALICE), "approval-withdrawn"),
    refused(
        "withdrawn, edited and approved again",
        then(puts(DONE, DRAFT, ALICE), puts(DONE, APPROVED.replace("full", "slow"), ALICE)),
        CHANGED,
    ),
    refused(
        "withdrawn, edited and approved again, where every commit lands",
        then(puts(DONE, DRAFT, ALICE), puts(DONE, APPROVED.replace("full", "slow"), ALICE)),
        "approval-withdrawn",
        policy="rebase",
    ),
    refused(
        "approved words are left unreadable",
        puts(DONE, APPROVED.replace("---\nNobody", "Nobody"), ALICE),
        CHANGED,
        "invalid-front-matter",
    ),
    refused("a member takes text out", puts(ENTRY, redacted("bob")), "unauthorized-redaction"),
    refused("a member takes text out in an admin's name", puts(ENTRY, redacted("alice")), "unauthorized-redaction"),
    refused(
        "an admin of another organization takes text out",
        puts(ENTRY, redacted("erin"), ERIN),
        "unauthorized-redaction",
    ),
    refused(
        "an admin takes text out and leaves some",
        puts(ENTRY, redacted("alice", "A disk.\n"), ALICE),
        "unauthorized-redaction",
    ),
    refused(
        "an admin takes text out in company",
        then(UPDATES, puts(ENTRY, redacted("alice"), ALICE)),
        "unauthorized-redaction",
    ),
    refused("a merge commit alone takes text out", also({ENTRY: redacted("alice")}), "unauthorized-redaction"),
    refused(
        "the description of an incident is taken out by a member",
        puts(
            f"{LIVE}/incident.yaml",
            LIVE_FACTS.replace("Down.", "The text was taken out.")
            + "redacted:\n  by: bob\n  at: 2026-11-22T13:00:00Z\n  reason: x\n",
        ),
        "unauthorized-redaction",
    ),
    refused("an entry in another's name", puts(UPDATE, "---\nauthor: carol\n---\nMe.\n"), "forged-author"),
    refused("an entry of a stranger", puts(UPDATE, "Hello.\n", EVE), "forged-author"),
    refused("an entry of a member of another organization", puts(UPDATE, "Hello.\n", ERIN), "forged-author"),
    refused(
        "an incident reported in another's name",
        puts(f"{NEW}/incident.yaml", LIVE_FACTS.replace("-22T", "-23T"), CAROL),
        "forged-author",
    ),
    refused("an entry that only a merge commit brings", also({UPDATE: "Hello.\n"}), "forged-author"),
    refused_by_audit("a member approves on main", approves(BOB, AS_BOB), BARRED),
    refused_by_audit(
        "an approved text changes on main and is put back",
        then(puts(DONE, APPROVED.replace("full", "slow"), ALICE), puts(DONE, APPROVED, ALICE)),
        CHANGED,
    ),
)
