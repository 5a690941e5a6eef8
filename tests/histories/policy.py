"""Attacks on the policy: who may do what, and which rules hold, changed by those who gain by it."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import ALICE, BOB, CAROL, DORA, ERIN, EVE, FARM, OLD, ZOE, approved
from histories.history import (
    Change,
    branching,
    deletes,
    links,
    merging,
    moves,
    on_main,
    puts,
    refused,
    refused_by_audit,
    replaces,
    reverts,
    then,
    writes,
)

BARRED = "unauthorized-policy-change"


def changes(old: str, new: str, author: str = BOB) -> Change:
    """A part of farm.yaml becomes another."""
    return replaces("farm.yaml", old, new, author)


def adds(lines: str, author: str = BOB) -> Change:
    """More keys in farm.yaml."""
    return puts("farm.yaml", FARM + lines, author)


ADMINS_GO = changes("admins: [alice, dora, zoe]", "admins: [dora]", DORA)
ROLLS_BACK = then(adds("slos: []\n", ALICE), on_main(ADMINS_GO), merging("main", "-s", "ours", author=EVE))


def rolls_back_beside(world: GitWorld) -> None:
    """The merge by hand stands on one branch, and the file that lands comes from another."""
    branching(adds("slos: []\n", ALICE))(world)
    puts("own.txt", "1", ALICE)(world)
    on_main(ADMINS_GO)(world)
    merging("main", "-s", "ours", author=EVE)(world)
    merging("side", author=EVE)(world)


def rolls_back_with_an_old_branch(world: GitWorld) -> None:
    """What lands is byte for byte a maintainer's old commit; the stranger's own is the one that makes it land."""
    branching(adds("slos: []\n", ALICE))(world)
    on_main(ADMINS_GO)(world)
    world.git("merge", "--quiet", "--ff-only", "main")
    reverts("HEAD", author=EVE)(world)
    merging("side", author=EVE)(world)


def rolls_back_in_an_octopus(world: GitWorld) -> None:
    """A merge of three parents is one that `git log` cannot repeat."""
    branching(puts("side.txt", "1", ALICE))(world)
    adds("slos: []\n", ALICE)(world)
    on_main(ADMINS_GO)(world)
    merging("main", "-s", "ours", "side", author=EVE)(world)


HISTORIES = (
    refused("a member makes himself maintainer", changes("[alice, dora]", "[alice, dora, bob]"), BARRED),
    refused("a member takes a maintainer away", changes("maintainers: [alice, dora]", "maintainers: [dora]"), BARRED),
    refused(
        "a member makes himself admin", changes("admins: [alice, dora, zoe]", "admins: [alice, dora, zoe, bob]"), BARRED
    ),
    refused("an admin who is no maintainer appoints a member", changes("[frank]", "[frank, bob]", ERIN), BARRED),
    refused("a member adds a member", changes("[bob, carol]", "[bob, carol, frank]"), BARRED),
    refused(
        "a member lets everybody post",
        changes("members: [bob, carol]", "members: [bob, carol], open_updates: true"),
        BARRED,
    ),
    refused(
        "an admin of another organization takes over a maintainer's address",
        changes("[erin@globex.example]", "[erin@globex.example, alice@acme.example]", ERIN),
        BARRED,
        "invalid-value",
    ),
    refused(
        "an admin of another organization takes a maintainer's address away from her",
        writes(
            {
                "farm.yaml": FARM.replace("[alice@acme.example]", "[alice@old.example]").replace(
                    "[erin@globex.example]", "[erin@globex.example, alice@acme.example]"
                )
            },
            ERIN,
        ),
        BARRED,
    ),
    refused(
        "a member takes a login name that is somebody's",
        changes("[bob@acme.example]}", "[bob@acme.example], github: dora}"),
        BARRED,
    ),
    refused("one who has left comes back by himself", changes(", active: false", "", ZOE), BARRED),
    refused("a member switches a rule off", adds("rules: {missing-commander: off}\n"), BARRED),
    refused("a member makes an error a warning", adds("rules: {unknown-component: warning}\n"), BARRED),
    refused(
        "a member breaks a rule and switches it off in one change",
        then(
            adds("rules: {unknown-component: off}\n"),
            replaces(f"{OLD}/incident.yaml", "[checkout]", "[checkout, nowhere]"),
        ),
        BARRED,
        "unknown-component",
    ),
    refused(
        "a maintainer switches a rule off that the same change breaks",
        then(
            adds("rules: {unknown-component: off}\n", ALICE),
            replaces(f"{OLD}/incident.yaml", "[checkout]", "[checkout, nowhere]", ALICE),
        ),
        "unknown-component",
    ),
    refused("a member changes how things land", adds("landing: merge\n"), BARRED),
    refused("a member adds a template", puts("templates/pages/about.html", "x"), BARRED),
    refused("a template becomes a link", links("templates/base.html", "../farm.yaml"), BARRED),
    refused("a member changes a workflow", puts(".github/workflows/ci.yml", "on: push\n"), BARRED),
    refused("a member changes a pipeline", puts(".gitlab-ci.yml", "x: {script: [true]}\n"), BARRED),
    refused("a member changes another forge's workflow", puts(".forgejo/workflows/ci.yml", "on: push\n"), BARRED),
    refused("a member changes who must review", puts("CODEOWNERS", "* @bob\n"), BARRED),
    refused(
        "a member removes a workflow",
        writes({".github/workflows/ci.yml": None}),
        BARRED,
        landed=puts(".github/workflows/ci.yml", "on: push\n", ALICE),
    ),
    refused(
        "a member moves a workflow away",
        writes({".github/workflows/ci.yml": None, "ci.yml": "on: push\n"}),
        BARRED,
        landed=puts(".github/workflows/ci.yml", "on: push\n", ALICE),
    ),
    refused("a member removes farm.yaml", deletes("farm.yaml"), BARRED),
    refused("a maintainer removes farm.yaml", deletes("farm.yaml", author=ALICE), BARRED),
    refused("farm.yaml gets another ending", moves("farm.yaml", "farm.yml"), BARRED),
    refused("farm.yaml becomes a link", links("farm.yaml", "other.yaml"), BARRED),
    refused("a member leaves farm.yaml unreadable", adds("x: [\n"), BARRED, "invalid-yaml"),
    refused(
        "a member rolls a policy back",
        reverts("HEAD"),
        BARRED,
        landed=changes("maintainers: [alice, dora]", "maintainers: [dora]", DORA),
    ),
    refused(
        "a stale branch rolls a policy back",
        then(
            on_main(changes("admins: [alice, dora, zoe]", "admins: [dora]", DORA)),
            puts("own.txt", "1"),
            merging("main", "-s", "ours"),
        ),
        BARRED,
    ),
    refused("a stranger's merge takes the side of an old branch", ROLLS_BACK, BARRED),
    refused("a stranger takes an old branch's side, where merges land", ROLLS_BACK, BARRED, policy="merge"),
    refused(
        "an old change of a maintainer is merged beside a stranger's merge that rolls back",
        rolls_back_beside,
        BARRED,
        policy="merge",
    ),
    refused(
        "a stranger rolls back and merges a maintainer's old change, so that it lands as she left it",
        rolls_back_with_an_old_branch,
        BARRED,
        policy="merge",
    ),
    refused(
        "a stranger's merge takes a template as an old branch has it",
        then(
            puts("templates/base.html", "old, and more\n", ALICE),
            on_main(puts("templates/base.html", "mended\n", ALICE)),
            merging("main", "-s", "ours", author=EVE),
        ),
        BARRED,
        landed=puts("templates/base.html", "old\n", ALICE),
    ),
    refused("an octopus takes the side of an old branch", rolls_back_in_an_octopus, BARRED, policy="merge"),
    refused(
        "a policy changes in a merge commit alone",
        then(
            branching(puts("side.txt", "1")),
            puts("own.txt", "1"),
            merging("side", author=ALICE, also={"farm.yaml": FARM + "landing: merge\n"}),
        ),
        BARRED,
    ),
    refused(
        "a policy change together with somebody else's work",
        then(puts("own.txt", "1"), adds("landing: merge\n", ALICE)),
        BARRED,
    ),
    refused(
        "a policy change with a co-author",
        writes(
            {"farm.yaml": FARM + "landing: merge\n"}, ALICE, "Policy\n\nCo-authored-by: Bob Roth <bob@acme.example>"
        ),
        BARRED,
    ),
    refused(
        "a maintainer as co-author only",
        writes(
            {"farm.yaml": FARM + "landing: merge\n"}, BOB, "Policy\n\nCo-authored-by: Alice Ng <alice@acme.example>"
        ),
        BARRED,
    ),
    refused(
        "a member adds to a maintainer's change, where merges land",
        then(adds("landing: merge\n", ALICE), adds("landing: merge\nrules: {missing-commander: off}\n")),
        BARRED,
        policy="merge",
    ),
    refused("a stranger adds a component", changes("  search:", "  evil: {}\n  search:", EVE), BARRED),
    refused(
        "a component that is in use is taken away",
        changes("  checkout: {name: Checkout, owner: shop}\n", ""),
        "unknown-component",
    ),
    refused(
        "a person is forgotten whom records name",
        changes("  carol: {name: Carol Diaz, emails: [carol@acme.example]}\n", "", CAROL),
        BARRED,
        "unknown-person",
    ),
    refused_by_audit(
        "a member makes himself maintainer on main", changes("[alice, dora]", "[alice, dora, bob]"), BARRED
    ),
    refused_by_audit(
        "a policy changes on main and is put back after it was used",
        then(
            changes("admins: [alice, dora, zoe]", "admins: [alice, dora, zoe, bob]"),
            puts(f"{OLD}/postmortem.md", approved("bob")),
            puts("farm.yaml", FARM),
        ),
        BARRED,
    ),
)
