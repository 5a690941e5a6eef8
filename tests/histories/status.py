"""Attacks on the status: it goes back, or the timeline and the facts tell two stories."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import ALICE, BASE, BOB, FACTS, LIVE, LIVE_FACTS, LOGIN, NEW, NEW_FACTS, OLD, UPDATE
from histories.history import Change, branching, merging, on_main, puts, refused, reverts, then, writes

LIVE_PATH = f"{LIVE}/incident.yaml"
OLD_PATH = f"{OLD}/incident.yaml"
BACK = "illegal-transition"
STRANGER = "not-a-member"  # also of what only a merge commit did, for which nobody stands
OPEN_AGAIN = (BACK, "illegal-path", "post-mortem-before-resolution")


def lives(status: str, author: str = BOB) -> Change:
    """The live incident, which was being investigated, gets another status."""
    return puts(LIVE_PATH, LIVE_FACTS.replace("investigating", status), author)


def again(status: str, author: str = BOB) -> Change:
    """The resolved incident gets another status."""
    return puts(OLD_PATH, FACTS.replace("resolved", status), author)


def told(status: str, at: str = "12:00") -> str:
    """An entry that tells a transition."""
    return f"---\nauthor: bob\nat: 2026-11-22T{at}:00Z\nstatus: {status}\n---\nNews.\n"


def turns_it_back_by_a_stale_branch(world: GitWorld) -> None:
    """The branch keeps its own line when it takes in main, and merges cleanly when main has moved on."""
    on_main(lives("identified"))(world)
    puts("own.txt", "1")(world)
    merging("main", "-X", "theirs", also={LIVE_PATH: LIVE_FACTS})(world)
    on_main(puts("meanwhile.txt", "1"))(world)


def picks_the_old_side_of_a_conflict(world: GitWorld) -> None:
    """Both sides moved it on; the merge commit alone goes back to the very beginning."""
    on_main(lives("identified"))(world)
    lives("resolved")(world)
    merging("main", "-s", "ours", also={LIVE_PATH: LIVE_FACTS.replace("investigating", "open")})(world)


HISTORIES = (
    refused("one step back", lives("open"), BACK),
    refused("an admin takes one step back", lives("open", ALICE), BACK),
    refused("out of resolved to identified", again("identified"), *OPEN_AGAIN),
    refused("out of resolved to open", again("open"), *OPEN_AGAIN),
    refused("forward and then further back", then(lives("resolved"), lives("open")), BACK),
    refused(
        "where every commit lands, back and forward again",
        then(lives("open"), lives("investigating")),
        BACK,
        policy="rebase",
    ),
    refused("a revert of the resolution", reverts("HEAD"), BACK, landed=lives("resolved")),
    refused("a stale branch whose clean merge turns it back", turns_it_back_by_a_stale_branch, BACK, STRANGER),
    refused("a merge commit alone turns it back", picks_the_old_side_of_a_conflict, BACK),
    refused(
        "back in other quotes, with a comment and other line ends",
        puts(LIVE_PATH, LIVE_FACTS.replace("investigating", '"open"   # still').replace("\n", "\r\n")),
        BACK,
    ),
    refused("back by way of an escape", puts(LIVE_PATH, LIVE_FACTS.replace("investigating", '"\\x6fpen"')), BACK),
    refused("a status that nobody knows", lives("monitoring"), "invalid-value"),
    refused("a status in another case", lives("Resolved"), "invalid-value"),
    refused("a status with a homoglyph", lives("res\u043elved"), "invalid-value"),
    refused("a status that is a list", lives("[resolved]"), "invalid-value"),
    refused("no status", puts(LIVE_PATH, LIVE_FACTS.replace("status: investigating\n", "")), "missing-field"),
    refused("a status of nothing", puts(LIVE_PATH, LIVE_FACTS.replace(" investigating", "")), "invalid-value"),
    refused("two statuses", lives("resolved\nstatus: investigating"), "duplicate-key"),
    refused(
        "two statuses, one of them escaped",
        lives('resolved\n"st\\u0061tus": investigating'),
        "duplicate-key",
    ),
    refused("a key that only looks like `status`", lives("investigating\nst\u0430tus: resolved"), "unknown-field"),
    refused("a status by merge key", lives("investigating\n<<: {status: open}"), "invalid-yaml"),
    refused("a status by alias", lives("*s\nx-was: &s open"), "invalid-yaml"),
    refused("two documents with a status each", puts(LIVE_PATH, f"{LIVE_FACTS}---\nstatus: open\n"), "invalid-yaml"),
    refused("an entry tells more than the facts", puts(UPDATE, told("resolved")), "illegal-path", "status-mismatch"),
    refused(
        "an entry tells a step back",
        writes({UPDATE: told("open"), LIVE_PATH: LIVE_FACTS.replace("investigating", "identified")}),
        "status-mismatch",
    ),
    refused(
        "an entry tells what was long over",
        puts(f"{OLD}/timeline/20261123T090000Z-bob.md", "---\nauthor: bob\nstatus: investigating\n---\nLook.\n"),
        "status-mismatch",
    ),
    refused(
        "two entries tell the way in the wrong order",
        writes(
            {
                UPDATE: told("resolved"),
                f"{LIVE}/timeline/later.md": told("identified", "13:00"),
                LIVE_PATH: LIVE_FACTS.replace("investigating", "resolved"),
            }
        ),
        "status-mismatch",
    ),
    refused(
        "two new entries tell the same step",
        writes(
            {
                UPDATE: told("identified"),
                f"{LIVE}/timeline/later.md": told("identified", "13:00"),
                LIVE_PATH: LIVE_FACTS.replace("investigating", "identified"),
            }
        ),
        "status-mismatch",
    ),
    refused(
        "a new incident whose entry tells more than it states",
        writes({f"{NEW}/incident.yaml": NEW_FACTS, f"{NEW}/timeline/a.md": told("resolved").replace("-22T", "-23T")}),
        "illegal-path",
        "status-mismatch",
    ),
    refused("a way to end without an end", lives("investigating\nresolution: fixed"), "illegal-path"),
    refused(
        "an impact that begins after it was reported",
        lives("investigating\nstarted_at: 2026-11-22T10:00:01Z"),
        "unordered-times",
    ),
    refused(
        "a post-mortem of what is not over",
        puts(f"{LIVE}/postmortem.md", BASE[f"{OLD}/postmortem.md"]),
        "post-mortem-before-resolution",
    ),
    refused(
        "a member of another organization turns it back on a branch of a branch",
        then(
            branching(puts(f"{LOGIN}/incident.yaml", BASE[f"{LOGIN}/incident.yaml"].replace("resolved", "open"))),
            puts("own.txt", "1"),
            merging("side"),
        ),
        BACK,
        STRANGER,
        "post-mortem-before-resolution",
    ),
)
