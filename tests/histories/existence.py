"""Attacks on existence: what was reported vanishes, or is found under another name or with another past."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import ALICE, BASE, BOB, CAROL, ERIN, FACTS, FROZEN, LIVE, LOGIN, NEW, OLD
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
    then,
    writes,
)

DELETED, MOVED = "incident-deleted", "incident-moved"
OLD_PATH = f"{OLD}/incident.yaml"
INSIDE = {path: text for path, text in BASE.items() if path.startswith(f"{LIVE}/")}
OTHER = {path: text.replace("Slow", "Fast").replace("We look", "We slept") for path, text in INSIDE.items()}


def brings(folder: str, author: str) -> Change:
    """Everything of an incident as it had landed."""
    return writes({path: text for path, text in BASE.items() if path.startswith(folder)}, author)


def swaps(world: GitWorld) -> None:
    """Two incidents trade their names, file by file."""
    here, there = LIVE, OLD
    both = {path: text for path, text in BASE.items() if path.startswith((f"{here}/", f"{there}/"))}
    swapped = {(path.replace(here, "@").replace(there, here).replace("@", there)): text for path, text in both.items()}
    world.commit({**dict.fromkeys(both), **swapped}, BOB)


def deletes_behind_a_criss_cross(world: GitWorld) -> None:
    """Both sides have taken in the other's first commit when one of them deletes."""
    on_main(puts("main.txt", "1"))(world)
    puts("change.txt", "1")(world)
    world.git("branch", "crossing")
    on_main(merging("crossing"))(world)
    merging("main~1")(world)
    deletes(f"{LIVE}/")(world)


def becomes_a_folder(world: GitWorld) -> None:
    """The facts are a folder now."""
    (world.top / OLD_PATH).unlink()
    world.commit({f"{OLD_PATH}/incident.yaml": FACTS}, BOB)


HISTORIES = (
    refused("an incident is deleted", deletes(f"{LIVE}/"), DELETED),
    refused("an incident without a story is deleted", deletes(f"{LOGIN}/"), DELETED),
    refused("all incidents are deleted", deletes("incidents/"), DELETED),
    refused("an organization's incidents are deleted", deletes("incidents/globex"), DELETED),
    refused("only the facts are deleted", deletes(OLD_PATH), DELETED, "missing-field"),
    refused("an incident gets another name", moves(OLD, f"{OLD}-2", ALICE), MOVED),
    refused("an incident gets an earlier date", moves(OLD, OLD.replace("-20-", "-19-"), ALICE), MOVED),
    refused(
        "an incident moves to another organization",
        moves(FROZEN, FROZEN.replace("acme", "globex")),
        MOVED,
        "forged-author",
        "not-a-member",
        "unauthorized-approval",
    ),
    refused("an incident moves to an archive", moves(FROZEN, "archive/2026-11-10-disk"), DELETED),
    refused("an incident gets upper-case letters", moves(FROZEN, f"{FROZEN}-X"), DELETED, "unexpected-file"),
    refused(
        "an incident moves one folder deeper",
        moves(FROZEN, f"{FROZEN}/in"),
        DELETED,
        "missing-field",
        "unexpected-file",
    ),
    refused(
        "the facts get another ending",
        moves(f"{FROZEN}/incident.yaml", f"{FROZEN}/incident.yml"),
        *(DELETED, "missing-field", "unexpected-file"),
    ),
    refused(
        "an incident is deleted and comes back without its entry",
        then(deletes(f"{LIVE}/"), puts(f"{LIVE}/incident.yaml", INSIDE[f"{LIVE}/incident.yaml"])),
        "timeline-rewritten",
    ),
    refused("a name is used again with another history", writes(OTHER), "timeline-rewritten"),
    refused(
        "a name is used again for what began later", replaces(OLD_PATH, "20T10:00", "21T10:00"), "created-at-changed"
    ),
    refused("the report is backdated", replaces(OLD_PATH, "20T10:00:00Z", "20T09:59:59Z"), "created-at-changed"),
    refused(
        "the report loses its time", replaces(OLD_PATH, "created_at: 2026-11-20T10:00:00Z\n", ""), "created-at-changed"
    ),
    refused(
        "somebody else reported it",
        replaces(OLD_PATH, "reported_by: bob", "reported_by: carol", CAROL),
        "created-at-changed",
    ),
    refused("nobody reported it", replaces(OLD_PATH, "reported_by: bob\n", ""), "created-at-changed"),
    refused(
        "two incidents trade their names",
        swaps,
        "attachment-changed",
        "created-at-changed",
        "forged-author",
        "illegal-transition",
        "post-mortem-deleted",
        "timeline-rewritten",
    ),
    refused("two incidents become one", moves(f"{LIVE}/timeline", f"{OLD}/timeline"), "timeline-rewritten"),
    refused(
        "an incident vanishes in a merge commit",
        then(
            branching(puts("side.txt", "1")),
            puts("own.txt", "1"),
            merging("side", also=dict.fromkeys(path for path in BASE if path.startswith(FROZEN))),
        ),
        DELETED,
    ),
    refused("an incident is deleted behind a criss-cross merge", deletes_behind_a_criss_cross, DELETED),
    refused(
        "a merge with `-s ours` swallows a new incident",
        then(
            on_main(puts(f"{NEW}/incident.yaml", FACTS.replace("-20T", "-23T"))),
            puts("own.txt", "1"),
            merging("main", "-s", "ours"),
        ),
        DELETED,
    ),
    refused(
        "where every commit lands, an incident goes and comes back as it was",
        then(deletes(f"{FROZEN}/"), brings(FROZEN, ALICE)),
        DELETED,
        policy="rebase",
    ),
    refused("the facts are emptied", puts(OLD_PATH, ""), "missing-field"),
    refused(
        "the facts become a link", links(OLD_PATH, "../2026-11-10-disk/incident.yaml"), "missing-field", "unsafe-path"
    ),
    refused("the facts become a folder", becomes_a_folder, DELETED, "missing-field", "unexpected-file"),
    refused("a post-mortem is removed", deletes(f"{OLD}/postmortem.md"), "post-mortem-deleted"),
    refused("an approved post-mortem is removed", deletes(f"{FROZEN}/postmortem.md"), "post-mortem-deleted"),
    refused(
        "a post-mortem gets another ending",
        moves(f"{OLD}/postmortem.md", f"{OLD}/postmortem.txt"),
        "post-mortem-deleted",
        "unexpected-file",
    ),
    refused(
        "a post-mortem becomes an attachment",
        moves(f"{OLD}/postmortem.md", f"{OLD}/attachments/postmortem.txt"),
        "post-mortem-deleted",
    ),
    refused_by_audit("an incident is deleted on main", deletes(f"{LOGIN}/"), DELETED),
    refused_by_audit(
        "an incident is deleted on main and put back",
        then(deletes(f"{LOGIN}/"), brings(LOGIN, ERIN)),
        DELETED,
    ),
    refused_by_audit("an incident gets another name on main", moves(OLD, f"{OLD}-2", ALICE), MOVED),
)
