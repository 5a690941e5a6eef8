"""Attacks on the timeline: what was told to everybody at the time is told otherwise, or no more."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import ALICE, BASE, BOB, ENTRY, FACTS, FROZEN, LIVE_ENTRY, LOG, OLD, OTHER_ENTRY, UPDATE
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

REWRITTEN = "timeline-rewritten"
UPDATES = puts(UPDATE, "---\nauthor: bob\n---\nStill slow.\n")
REDACTED = BASE[ENTRY].replace(
    "---\nA disk is full.\n", "redacted:\n  by: alice\n  at: 2026-11-22T10:00:00Z\n  reason: A password.\n---\n"
)

REDACTED_FACTS = (
    FACTS.replace("Down.", "The text was taken out.")
    + "redacted:\n  by: alice\n  at: 2026-11-22T10:00:00Z\n  reason: A password.\n"
)


def drops_behind_a_criss_cross(world: GitWorld) -> None:
    """With two merge bases, a three-dot diff picks one and shows nothing."""
    on_main(puts("main.txt", "1"))(world)
    puts("change.txt", "1")(world)
    world.git("branch", "crossing")
    on_main(merging("crossing"))(world)
    merging("main~1")(world)
    deletes(ENTRY)(world)
    on_main(puts("main.txt", "2"))(world)


def becomes_a_link_to_its_own_text(world: GitWorld) -> None:
    """Same blob, other kind: no byte differs."""
    oid = world.git("rev-parse", f"HEAD:{ENTRY}")
    world.git("update-index", "--cacheinfo", f"120000,{oid},{ENTRY}")
    world.git("commit", "-qm", "link", author=BOB)


def becomes_a_submodule(world: GitWorld) -> None:
    """The name stays, and leads to a commit of some other repository."""
    world.git("update-index", "--cacheinfo", f"160000,{world.git('rev-parse', 'HEAD')},{ENTRY}")
    world.git("commit", "-qm", "module", author=BOB)


def becomes_a_folder(world: GitWorld) -> None:
    """A folder has the name that the entry had."""
    (world.top / ENTRY).unlink()
    world.commit({f"{ENTRY}/notes.md": BASE[ENTRY]}, BOB)


def loses_two_in_an_octopus(world: GitWorld) -> None:
    """A merge of three branches drops what none of them dropped."""
    branching(puts("one.txt", "1"), name="one")(world)
    branching(puts("two.txt", "2"), name="two")(world)
    world.git("merge", "-q", "--no-commit", "--no-ff", "one", "two", author=BOB)
    world.commit({ENTRY: None, OTHER_ENTRY: None}, BOB)


def lands_backwards(landed: Change) -> Change:
    """Foxtrot: a local line takes in the published tip with `-s ours`, and becomes the published one."""

    def change(world: GitWorld) -> None:
        world.git("switch", "-qc", "local")
        puts("local.txt", "1")(world)
        world.git("switch", "-q", "main")
        landed(world)
        world.git("switch", "-q", "local")
        merging("main", "-s", "ours")(world)
        world.git("branch", "-qf", "main", "local")
        world.git("switch", "-q", "main")

    return change


def loses_a_redaction_in_an_octopus(world: GitWorld) -> None:
    """Of three parents the last took text out, and the merge leaves it in."""
    branching(puts("side.txt", "1"))(world)
    branching(puts(f"{OLD}/incident.yaml", REDACTED_FACTS, ALICE), name="redaction")(world)
    tree = world.git("rev-parse", "side^{tree}")
    parents = ("-p", "main", "-p", "side", "-p", "redaction")
    world.git("reset", "-q", "--hard", world.git("commit-tree", tree, *parents, "-m", "Merge", author=BOB))


HISTORIES = (
    refused("an entry is edited", replaces(ENTRY, "A disk is full", "All is well"), REWRITTEN),
    refused("an admin edits an entry", replaces(ENTRY, "full", "fine", ALICE), REWRITTEN),
    refused("an entry is emptied", puts(ENTRY, ""), REWRITTEN, "missing-field"),
    refused("the message is emptied", replaces(ENTRY, "A disk is full.\n", ""), REWRITTEN, "missing-field"),
    refused("an entry is dropped", deletes(ENTRY), REWRITTEN),
    refused("the whole timeline is dropped", deletes(f"{OLD}/timeline"), REWRITTEN),
    refused("an entry is renamed", moves(ENTRY, f"{OLD}/timeline/20261120T100500Z-carol.md"), REWRITTEN),
    refused("a name of an entry gets a homoglyph", moves(ENTRY, ENTRY.replace("bob", "b\u043eb")), REWRITTEN),
    refused(
        "a name of an entry gets a combining mark",
        moves(ENTRY, ENTRY.replace("bob", "bo\u0301b")),
        *(REWRITTEN, "unsafe-path"),
    ),
    refused("only the case of a name changes", moves(ENTRY, ENTRY.replace("bob", "Bob")), REWRITTEN),
    refused("a letter of the message becomes a homoglyph", replaces(ENTRY, "disk", "d\u0456sk"), REWRITTEN),
    refused("the message gets a zero-width space", replaces(ENTRY, "disk", "di\u200bsk"), REWRITTEN),
    refused("the author of an entry changes", replaces(ENTRY, "author: bob", "author: carol"), REWRITTEN),
    refused("the author of an entry vanishes", replaces(ENTRY, "author: bob\n", ""), REWRITTEN),
    refused("the time of an entry changes", replaces(OTHER_ENTRY, "10:30:00Z", "10:29:59Z"), REWRITTEN),
    refused("an entry no longer tells its transition", replaces(OTHER_ENTRY, "status: resolved\n", ""), REWRITTEN),
    refused(
        "a landed entry now corrects another",
        replaces(OTHER_ENTRY, "author", f"corrects: {ENTRY.rpartition('/')[2]}\nauthor"),
        REWRITTEN,
    ),
    refused(
        "two entries change places",
        writes({ENTRY: BASE[OTHER_ENTRY], OTHER_ENTRY: BASE[ENTRY]}),
        REWRITTEN,
    ),
    refused("an entry moves to another incident", moves(ENTRY, ENTRY.replace(OLD, FROZEN)), REWRITTEN),
    refused(
        "an entry moves to a folder of its own",
        moves(ENTRY, ENTRY.replace("timeline/", "timeline/old/")),
        *(REWRITTEN, "unexpected-file"),
    ),
    refused("an entry gets another ending", moves(ENTRY, ENTRY.replace(".md", ".txt")), REWRITTEN, "unexpected-file"),
    refused("the front matter becomes the message", puts(ENTRY, "> " + BASE[ENTRY]), REWRITTEN),
    refused("an entry is dropped and comes back edited", then(deletes(ENTRY), puts(ENTRY, "x\n")), REWRITTEN),
    refused("an entry becomes a link", links(ENTRY, "20261120T103000Z-alice.md"), REWRITTEN, "unsafe-path"),
    refused("an entry becomes a link to its own text", becomes_a_link_to_its_own_text, REWRITTEN, "unsafe-path"),
    refused("an entry becomes a submodule", becomes_a_submodule, REWRITTEN, "unsafe-path"),
    refused("an entry becomes a folder", becomes_a_folder, REWRITTEN, "unexpected-file"),
    refused(
        "an entry is dropped in a merge commit",
        then(branching(puts("side.txt", "1")), puts("own.txt", "1"), merging("side", also={ENTRY: None})),
        REWRITTEN,
    ),
    refused("an octopus drops two entries", loses_two_in_an_octopus, REWRITTEN),
    refused(
        "a merge with `-s ours` swallows what landed meanwhile",
        then(on_main(UPDATES), puts("own.txt", "1"), merging("main", "-s", "ours")),
        REWRITTEN,
    ),
    refused("an entry is dropped behind a criss-cross merge", drops_behind_a_criss_cross, REWRITTEN),
    refused("a revert takes back the commit that brought an entry", reverts("HEAD"), REWRITTEN, landed=UPDATES),
    refused(
        "an old entry goes and the same text comes in a new one",
        writes({LIVE_ENTRY: None, UPDATE: BASE[LIVE_ENTRY]}),
        REWRITTEN,
    ),
    refused(
        "where every commit lands, an entry is edited and put back",
        then(puts(ENTRY, "x\n"), puts(ENTRY, BASE[ENTRY])),
        REWRITTEN,
        policy="rebase",
    ),
    refused(
        "a redaction is taken back",
        puts(ENTRY, BASE[ENTRY], ALICE),
        REWRITTEN,
        landed=puts(ENTRY, REDACTED, ALICE),
    ),
    refused(
        "a redaction changes the author too",
        puts(ENTRY, REDACTED.replace("author: bob", "author: carol"), ALICE),
        *(REWRITTEN,),
    ),
    refused("an attachment is replaced", puts(LOG, "GET / 200\n"), "attachment-changed"),
    refused("an attachment is removed", deletes(LOG), "attachment-changed"),
    refused("an attachment is renamed", moves(LOG, LOG.replace("edge", "old-edge")), "attachment-changed"),
    refused("an attachment becomes a link", links(LOG, "../incident.yaml"), "attachment-changed", "unsafe-path"),
    refused_by_audit(
        "a merge pushed to main drops an entry",
        then(branching(puts("side.txt", "1")), puts("own.txt", "1"), merging("side", also={LIVE_ENTRY: None})),
        REWRITTEN,
    ),
    refused_by_audit("a local line swallows the published one", lands_backwards(UPDATES), REWRITTEN),
    refused_by_audit(
        "a local line brings back a description that was taken out",
        lands_backwards(puts(f"{OLD}/incident.yaml", REDACTED_FACTS, ALICE)),
        REWRITTEN,
    ),
    refused_by_audit(
        "a local line brings back an entry's text that was taken out",
        lands_backwards(puts(ENTRY, REDACTED, ALICE)),
        REWRITTEN,
    ),
    refused_by_audit("an octopus brings back a description", loses_a_redaction_in_an_octopus, REWRITTEN),
    refused_by_audit(
        "an entry is edited on main and put back at once", then(puts(ENTRY, "x\n"), puts(ENTRY, BASE[ENTRY])), REWRITTEN
    ),
    refused_by_audit(
        "a branch is merged with `-s ours`, so that its update is lost",
        then(branching(UPDATES), puts("own.txt", "1"), merging("side", "-s", "ours")),
        REWRITTEN,
    ),
)
