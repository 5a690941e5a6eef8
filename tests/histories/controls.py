"""What people do every day, however it looks to a validator of the usual kind: all of it must pass."""

from __future__ import annotations

from git_world import GitWorld

from histories.approval import redacted
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
    FACTS,
    FROZEN,
    LIVE,
    LIVE_ENTRY,
    LIVE_FACTS,
    LOGIN,
    NEW,
    NEW_FACTS,
    OLD,
    OTHER_ENTRY,
    UPDATE,
    approved,
)
from histories.history import branching, merging, on_main, passes, puts, replaces, reverts, then, writes
from histories.planting import plants

LIVE_PATH = f"{LIVE}/incident.yaml"
OLD_PATH = f"{OLD}/incident.yaml"
DONE = f"{FROZEN}/postmortem.md"
UPDATES = puts(UPDATE, "---\nauthor: bob\n---\nStill slow.\n")
CAROLS = puts(f"{LIVE}/timeline/20261122T121500Z-carol.md", "---\nauthor: carol\n---\nHere too.\n", CAROL)
RESOLVED = LIVE_FACTS.replace("investigating", "resolved")
NO_REPLY = "Alice <12345+alice-ng@users.noreply.github.com>"


def told(status: str, at: str) -> str:
    return f"---\nauthor: bob\nat: 2026-11-22T{at}:00Z\nstatus: {status}\n---\nNews.\n"


def rebases(world: GitWorld) -> None:
    """The branch is put on top of what landed meanwhile."""
    UPDATES(world)
    on_main(CAROLS)(world)
    world.git("rebase", "-q", "main", author=BOB)


def criss_crosses(world: GitWorld) -> None:
    """Both sides took in each other, and both only add."""
    on_main(puts("main.txt", "1"))(world)
    UPDATES(world)
    world.git("branch", "crossing")
    on_main(merging("crossing"))(world)
    merging("main~1")(world)
    CAROLS(world)


def is_detached(world: GitWorld) -> None:
    """As CI checks out a pull request."""
    UPDATES(world)
    world.git("switch", "-q", "--detach")


def stands_in_a_linked_worktree(world: GitWorld) -> GitWorld:
    """A second folder of the same repository."""
    UPDATES(world)
    world.git("switch", "-q", "--detach")
    world.git("worktree", "add", "-q", str(world.top.with_name("linked")), "change")
    return GitWorld(world.top.with_name("linked"))


def two_resolve_at_once(world: GitWorld) -> None:
    """Both post that it is resolved, and both put it into the facts."""
    on_main(writes({LIVE_PATH: RESOLVED, UPDATE: told("resolved", "12:00")}))(world)
    world.commit(
        {
            LIVE_PATH: RESOLVED,
            f"{LIVE}/timeline/20261122T120100Z-carol.md": told("resolved", "12:01").replace("bob", "carol"),
        },
        CAROL,
    )


def takes_in_main(world: GitWorld) -> None:
    """The forge's button "update branch", pressed by somebody else."""
    UPDATES(world)
    on_main(CAROLS)(world)
    merging("main", author=DORA)(world)


HISTORIES = (
    passes("nothing", lambda world: world.git("status")),
    passes("an update", UPDATES),
    passes("an update of nothing but text", puts(f"{LIVE}/timeline/note.md", "Still slow.\n")),
    passes("an update to what is resolved", puts(f"{OLD}/timeline/20261123T090000Z-bob.md", "A note.\n")),
    passes(
        "an update that corrects an earlier one",
        puts(UPDATE, f"---\ncorrects: {LIVE_ENTRY.rpartition('/')[2]}\n---\nWe looked.\n"),
    ),
    passes("a forward jump by a bare edit", puts(LIVE_PATH, RESOLVED)),
    passes(
        "a step that an entry tells",
        writes({LIVE_PATH: LIVE_FACTS.replace("investigating", "identified"), UPDATE: told("identified", "12:00")}),
    ),
    passes(
        "two steps that two entries tell",
        writes(
            {
                LIVE_PATH: RESOLVED,
                UPDATE: told("identified", "12:00"),
                f"{LIVE}/timeline/z.md": told("resolved", "13:00"),
            }
        ),
    ),
    passes("a step of which an entry tells a part", writes({LIVE_PATH: RESOLVED, UPDATE: told("identified", "12:00")})),
    passes("a new incident", puts(f"{NEW}/incident.yaml", NEW_FACTS)),
    passes(
        "a back-fill that is already resolved, with its path",
        writes(
            {
                f"{NEW}/incident.yaml": FACTS.replace("-20T", "-23T"),
                f"{NEW}/timeline/a.md": told("investigating", "08:00").replace("-22T", "-23T"),
                f"{NEW}/timeline/b.md": told("resolved", "09:00").replace("-22T", "-23T"),
            }
        ),
    ),
    passes(
        "a back-fill by an admin in other people's names",
        writes(
            {
                f"{NEW}/incident.yaml": NEW_FACTS,
                f"{NEW}/timeline/a.md": "---\nauthor: carol\nat: 2026-11-23T11:00:00Z\n---\nx\n",
            },
            ALICE,
        ),
    ),
    passes("two branches that both append", then(UPDATES, on_main(CAROLS))),
    passes("a branch that was rebased", rebases),
    passes("a stale branch that merges cleanly", then(UPDATES, on_main(puts(LIVE_PATH, RESOLVED)))),
    passes("a branch that took in main", takes_in_main),
    passes("a criss-cross history that only adds", criss_crosses),
    passes(
        "a branch of several people", then(UPDATES, CAROLS, branching(puts("side.txt", "1", DORA)), merging("side"))
    ),
    passes("two who resolve at once", two_resolve_at_once),
    passes("a comment in an entry", replaces(ENTRY, "author: bob", "author: bob  # me")),
    passes(
        "other quotes, order and line ends in an entry",
        puts(
            OTHER_ENTRY,
            "---\r\n'status': \"resolved\"\r\nat: '2026-11-20T11:30:00+01:00'\r\nauthor: alice\r\n---\r\n\r\n"
            "Fixed.\r\n",
        ),
    ),
    passes(
        "a comment and another order in the facts",
        puts(OLD_PATH, "# Closed.\n" + "\n".join(reversed(FACTS.splitlines())) + "\n"),
    ),
    passes(
        "an approved post-mortem in other quotes",
        replaces(DONE, "root_cause: A full disk", "root_cause: 'A full disk'   # yes"),
    ),
    passes("CRLF in what is new", puts(f"{NEW}/incident.yaml", NEW_FACTS.replace("\n", "\r\n"))),
    passes(
        "a title and a severity that change",
        puts(LIVE_PATH, LIVE_FACTS.replace("Slow", "Slow search").replace("P3", "P2")),
    ),
    passes("keys of one's own", puts(LIVE_PATH, LIVE_FACTS + "x-ticket: OPS-1\n")),
    passes("a new attachment", puts(f"{LIVE}/attachments/x.log", "GET / 200\n")),
    passes("an admin approves", puts(f"{OLD}/postmortem.md", APPROVED, ALICE)),
    passes("an admin approves under a no-reply address", puts(f"{OLD}/postmortem.md", APPROVED, NO_REPLY)),
    passes(
        "an admin approves under an address in capitals",
        puts(f"{OLD}/postmortem.md", APPROVED, "A <Alice@ACME.example>"),
    ),
    passes(
        "another organization's admin approves there",
        puts(f"{LOGIN}/postmortem.md", approved("erin", BASE[f"{LOGIN}/postmortem.md"]), ERIN),
    ),
    passes(
        "an approval in company, where merges land",
        then(UPDATES, puts(f"{OLD}/postmortem.md", APPROVED, ALICE)),
        policy="merge",
    ),
    passes(
        "an approval in a commit of its own, where every commit lands",
        then(UPDATES, puts(f"{OLD}/postmortem.md", APPROVED, ALICE)),
        policy="rebase",
    ),
    passes(
        "an approval on a branch that somebody updated",
        then(puts(f"{OLD}/postmortem.md", APPROVED, ALICE), on_main(CAROLS), merging("main", author=DORA)),
    ),
    passes("a draft that is rewritten", puts(f"{OLD}/postmortem.md", DRAFT.replace("A full disk", "A slow disk"))),
    passes(
        "an approved action item moves on",
        replaces(
            DONE,
            "    assignee: bob\n",
            "    assignee: carol\n    done: true\n    due: 2026-12-01\n    link: https://tickets.example/7\n",
        ),
    ),
    passes("an admin takes the text of an entry out", puts(ENTRY, redacted("alice"), ALICE)),
    passes(
        "an admin takes the text of an incident out",
        puts(
            LIVE_PATH,
            LIVE_FACTS.replace("Down.", "The text was taken out.")
            + "redacted:\n  by: alice\n  at: 2026-11-22T13:00:00Z\n  reason: A name.\n",
            ALICE,
        ),
    ),
    passes("a change that takes back its own mistake", then(puts(ENTRY, "x\n"), puts(ENTRY, BASE[ENTRY]))),
    passes("a revert of a change that had not landed", then(puts(ENTRY, "x\n"), reverts("HEAD"))),
    passes(
        "an incident that the same change brought and took away",
        then(puts(f"{NEW}/incident.yaml", NEW_FACTS), writes({f"{NEW}/incident.yaml": None})),
    ),
    passes("a status forward and back within one change", then(puts(LIVE_PATH, RESOLVED), puts(LIVE_PATH, LIVE_FACTS))),
    passes("a maintainer changes policy", replaces("farm.yaml", "[bob, carol]", "[bob, carol, frank]", ALICE)),
    passes("a maintainer changes a workflow", puts(".github/workflows/ci.yml", "on: push\n", DORA)),
    passes("a member adds a component", replaces("farm.yaml", "  search:", "  db: {name: Database}\n  search:")),
    passes("a comment in farm.yaml by a member", replaces("farm.yaml", "people:\n", "people:   # who is who\n")),
    passes("a file beside the incidents", puts("notes.md", "x\n")),
    passes("a detached head", is_detached),
    passes("a linked work tree", stands_in_a_linked_worktree),
    # git itself takes it for a file in a folder when it checks the tree out, so it is judged as what everybody gets.
    passes("a name with a slash inside", plants(LIVE, "timeline/more.md", "Still slow.\n")),
)
