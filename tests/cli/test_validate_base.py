"""`validate --base`: real histories in real repositories, each with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

ALICE = "Alice Ng <alice@acme.example>"
BOB = "Bob Roth <bob@acme.example>"
EVE = "Eve <eve@evil.example>"
OLD = "incidents/acme/2026-11-20-outage"
LIVE = "incidents/acme/2026-11-22-slow"
ENTRY = f"{OLD}/timeline/20261120T100500Z-bob.md"
FACTS = """\
title: Outage
severity: P3
status: resolved
description: Down.
affected_components: [checkout]
created_at: 2026-11-20T10:00:00Z
reported_by: bob
"""
LIVE_FACTS = FACTS.replace("Outage", "Slow").replace("resolved", "investigating").replace("20T", "22T")
POST_MORTEM = "---\nstatus: draft\nroot_cause: A full disk\naction_items:\n  - title: Alert\n---\nWhy.\n"
APPROVED = POST_MORTEM.replace("draft", "approved").replace(
    "action_items", "approved_by: alice\napproved_at: 2026-11-21T10:00:00Z\naction_items"
)
BASE = {
    "farm.yaml": FARM_YAML,
    f"{OLD}/incident.yaml": FACTS,
    ENTRY: "---\nauthor: bob\nstatus: resolved\n---\nFixed.\n",
    f"{OLD}/postmortem.md": POST_MORTEM,
    f"{OLD}/attachments/edge.log": "GET / 502\n",
    f"{LIVE}/incident.yaml": LIVE_FACTS,
    f"{LIVE}/timeline/20261122T100500Z-bob.md": "---\nauthor: bob\nstatus: investigating\n---\nWe look.\n",
}
Change = Callable[[GitWorld], object]


@pytest.fixture
def judged(farm: Farm) -> Callable[[Change], tuple[int, set[str]]]:
    """Make a change on a branch, and judge it against main: exit code and the rules of the findings."""
    world = GitWorld(farm.root)
    world.commit(BASE, author=BOB)
    world.git("switch", "-qc", "change")

    def judge(change: Change) -> tuple[int, set[str]]:
        change(world)
        answer = farm("validate", "--base", "main", "--json")
        return answer.code, {finding["rule"] for finding in answer.json["findings"] if finding["level"] == "error"}

    return judge


def puts(path: str, text: str | None, author: str = BOB) -> Change:
    return lambda world: world.commit({path: text}, author=author)


def replaces(path: str, old: str, new: str, author: str = BOB) -> Change:
    assert old in BASE[path]
    return puts(path, BASE[path].replace(old, new), author)


def moves(source: str, target: str) -> Change:
    def change(world: GitWorld) -> None:
        inside = {path: text for path, text in BASE.items() if path.startswith(source)}
        gone: dict[str, str | None] = dict.fromkeys(inside)
        world.commit({**gone, **{path.replace(source, target): text for path, text in inside.items()}}, author=BOB)

    return change


def links(path: str) -> Change:
    def change(world: GitWorld) -> None:
        (world.top / path).unlink()
        (world.top / path).symlink_to("somewhere-else.md")
        world.git("add", "-A", author=BOB)
        world.git("commit", "-qm", "link", author=BOB)

    return change


def deletes(*paths: str) -> Change:
    return lambda world: world.commit(dict.fromkeys(paths), author=BOB)


def drops_in_a_merge(world: GitWorld) -> None:
    """An update vanishes in the merge commit alone."""
    world.git("switch", "-qc", "side")
    world.commit({"notes.txt": "x"}, author=BOB)
    world.git("switch", "-q", "change")
    world.commit({"more.txt": "y"}, author=BOB)
    world.git("merge", "-q", "--no-commit", "side", author=BOB)
    world.git("rm", "-q", ENTRY)
    world.git("commit", "-qm", "merge", author=BOB)


def swallows_main(world: GitWorld) -> None:
    """A merge of main with `-s ours` throws away what main gained meanwhile."""
    world.git("switch", "-q", "main")
    world.commit({f"{LIVE}/timeline/20261122T110000Z-bob.md": "---\nauthor: bob\n---\nNew.\n"}, author=BOB)
    world.git("switch", "-q", "change")
    world.git("merge", "-q", "-s", "ours", "-m", "ours", "main", author=BOB)


def goes_back_by_a_stale_branch(world: GitWorld) -> None:
    """The branch reverts a line that main had before it moved on, and the merge is clean."""
    world.commit({f"{OLD}/incident.yaml": FACTS.replace("resolved", "identified")}, author=BOB)


def appoints_itself(world: GitWorld) -> None:
    """Bob makes himself an admin, approves, and takes the appointment back."""
    world.commit({"farm.yaml": FARM_YAML.replace("admins: [alice]", "admins: [alice, bob]")}, author=BOB)
    world.commit({f"{OLD}/postmortem.md": APPROVED.replace("by: alice", "by: bob")}, author=BOB)
    world.commit({"farm.yaml": FARM_YAML}, author=BOB)


def approves_in_company(world: GitWorld) -> None:
    """An admin's approval in a pull request that holds somebody else's work too."""
    world.commit({f"{LIVE}/timeline/20261122T120000Z-bob.md": "---\nauthor: bob\n---\nx\n"}, author=BOB)
    world.commit({f"{OLD}/postmortem.md": APPROVED}, author=ALICE)


REFUSED = {
    "an entry is edited": (replaces(ENTRY, "Fixed.", "Never happened."), "timeline-rewritten"),
    "an entry is emptied": (puts(ENTRY, ""), "timeline-rewritten"),
    "an entry is dropped": (deletes(ENTRY), "timeline-rewritten"),
    "an entry is renamed": (moves(ENTRY, f"{OLD}/timeline/20261120T100500Z-b\u043eb.md"), "timeline-rewritten"),
    "an entry becomes a link": (links(ENTRY), "timeline-rewritten"),
    "an entry vanishes in a merge": (drops_in_a_merge, "timeline-rewritten"),
    "a merge swallows what main gained": (swallows_main, "timeline-rewritten"),
    "an attachment is replaced": (puts(f"{OLD}/attachments/edge.log", "GET / 200\n"), "attachment-changed"),
    "the status goes back": (replaces(f"{OLD}/incident.yaml", "resolved", "open"), "illegal-transition"),
    "a stale branch turns the status back": (goes_back_by_a_stale_branch, "illegal-transition"),
    "two statuses": (
        replaces(f"{OLD}/incident.yaml", "status: resolved", "status: resolved\nstatus: open"),
        "duplicate-key",
    ),
    "an entry tells more than the facts": (
        puts(f"{LIVE}/timeline/x.md", "---\nauthor: bob\nat: 2026-11-22T12:00:00Z\nstatus: resolved\n---\nx\n"),
        "status-mismatch",
    ),
    "an incident is deleted": (deletes(*(path for path in BASE if path.startswith(OLD))), "incident-deleted"),
    "an incident is moved": (moves(OLD, "incidents/acme/2026-11-20-quiet-day"), "incident-moved"),
    "the report is backdated": (replaces(f"{OLD}/incident.yaml", "20T10:00", "19T10:00"), "created-at-changed"),
    "a post-mortem is removed": (deletes(f"{OLD}/postmortem.md"), "post-mortem-deleted"),
    "a member approves": (
        puts(f"{OLD}/postmortem.md", APPROVED.replace("by: alice", "by: bob")),
        "unauthorized-approval",
    ),
    "a member approves in an admin's name": (puts(f"{OLD}/postmortem.md", APPROVED), "unauthorized-approval"),
    "one appoints oneself and takes it back": (appoints_itself, "unauthorized-approval"),
    "an approval comes in company": (approves_in_company, "unauthorized-approval"),
    "an entry in another's name": (
        puts(f"{LIVE}/timeline/20261122T120000Z-alice.md", "---\nauthor: alice\n---\nI did it.\n"),
        "forged-author",
    ),
    "a stranger posts": (puts(f"{LIVE}/timeline/20261122T120000Z-eve.md", "Hello.\n", EVE), "forged-author"),
    "a member changes policy": (
        puts("farm.yaml", FARM_YAML.replace("members: [bob, carol]", "members: [bob, carol, alice]")),
        "unauthorized-policy-change",
    ),
    "a member switches a rule off": (
        puts("farm.yaml", FARM_YAML + "rules: {missing-commander: off}\n"),
        "unauthorized-policy-change",
    ),
    "a member changes a template": (puts("templates/pages/about.html", "x"), "unauthorized-policy-change"),
    "a member changes a workflow": (puts(".github/workflows/ci.yml", "on: push\n"), "unauthorized-policy-change"),
}

ALLOWED: dict[str, Change] = {
    "an update": puts(f"{LIVE}/timeline/20261122T120000Z-bob.md", "---\nauthor: bob\n---\nStill slow.\n"),
    "an update to what is resolved": puts(f"{OLD}/timeline/20261123T090000Z-bob.md", "---\nauthor: bob\n---\nNote.\n"),
    "a forward jump by a bare edit": replaces(f"{LIVE}/incident.yaml", "investigating", "resolved"),
    "a new incident that is resolved already": puts(
        "incidents/acme/2026-11-01-old/incident.yaml", FACTS.replace("2026-11-20", "2026-11-01")
    ),
    "a comment": replaces(ENTRY, "author: bob", "author: bob  # me"),
    "other quotes and line ends": puts(
        ENTRY, BASE[ENTRY].replace("author: bob", "'author': \"bob\"").replace("\n", "\r\n")
    ),
    "an admin approves": puts(f"{OLD}/postmortem.md", APPROVED, ALICE),
    "an admin writes in another's name": puts(
        f"{LIVE}/timeline/20261122T120000Z-bob.md", "---\nauthor: bob\n---\nBy phone.\n", ALICE
    ),
    "a maintainer changes policy": puts("farm.yaml", FARM_YAML + "landing: merge\n", ALICE),
    "a member adds a component": puts("farm.yaml", FARM_YAML + "  search: {name: Search}\n"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_rewrites_the_past_or_takes_an_authority_is_refused(
    name: str, judged: Callable[[Change], tuple[int, set[str]]]
) -> None:
    change, rule = REFUSED[name]
    code, rules = judged(change)
    assert code == 1
    assert rule in rules


@pytest.mark.parametrize("name", ALLOWED)
def test_what_only_adds_or_is_allowed_passes(name: str, judged: Callable[[Change], tuple[int, set[str]]]) -> None:
    assert judged(ALLOWED[name]) == (0, set())


def test_a_change_may_take_back_its_own_mistake(farm: Farm, judged: Callable[[Change], tuple[int, set[str]]]) -> None:
    def mistaken(world: GitWorld) -> None:
        world.commit({ENTRY: "gone"}, author=BOB)
        world.commit({ENTRY: BASE[ENTRY]}, author=BOB)

    assert judged(mistaken) == (0, set())


def test_where_every_commit_lands_a_mistake_taken_back_is_one_all_the_same(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit({**BASE, "farm.yaml": FARM_YAML + "landing: rebase\n"}, author=ALICE)
    world.git("switch", "-qc", "change")
    world.commit({f"{LIVE}/timeline/20261122T120000Z-bob.md": "---\nauthor: bob\n---\nx\n"}, author=BOB)
    answer = farm.ok("validate", "--base", "main", "--json")
    assert "each of 1 commits was judged" in answer.json["notes"][0]
    world.commit({ENTRY: "gone"}, author=BOB)
    world.commit({ENTRY: BASE[ENTRY]}, author=BOB)
    answer = farm("validate", "--base", "main", "--json")
    assert answer.code == 1
    assert "timeline-rewritten" in {finding["rule"] for finding in answer.json["findings"]}


def test_what_was_wrong_in_the_base_already_is_told_and_does_not_count(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit(
        {**BASE, f"{LIVE}/timeline/odd.md": "---\nauthor: ghost\nat: 2026-11-22T11:00:00Z\n---\nx\n"}, author=BOB
    )
    world.git("switch", "-qc", "change")
    world.commit({f"{LIVE}/timeline/20261122T120000Z-bob.md": "---\nauthor: bob\n---\nx\n"}, author=BOB)
    answer = farm.ok("validate", "--base", "main", "--json")
    assert "unknown-person" in {finding["rule"] for finding in answer.json["existing"]}
    assert "already in the base" in farm.ok("validate", "--base", "main").out


def test_taking_a_name_away_is_found_at_the_records_that_use_it(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit(BASE, author=BOB)
    world.git("switch", "-qc", "change")
    world.commit({"farm.yaml": FARM_YAML.replace("  checkout: {name: Checkout, owner: shop}\n", "")}, author=BOB)
    answer = farm("validate", "--base", "main", "--json")
    assert answer.code == 1
    assert {finding["rule"] for finding in answer.json["findings"]} == {"unknown-component"}
    assert {finding["path"] for finding in answer.json["findings"]} == {f"{OLD}/incident.yaml", f"{LIVE}/incident.yaml"}


def test_the_working_tree_is_judged_as_git_s_user_would_commit_it(farm: Farm) -> None:
    GitWorld(farm.root).commit(BASE, author=BOB)
    farm.become("Bob Roth", "bob@acme.example")
    farm.write(ENTRY, "gone")
    assert farm.ok("validate", "--base", "main", "--json").json["findings"] == []
    answer = farm("validate", "--base", "main", "--worktree", "--json")
    assert answer.code == 1
    assert "timeline-rewritten" in {finding["rule"] for finding in answer.json["findings"]}
    farm.write(ENTRY, BASE[ENTRY])
    farm.ok("update", "2026-11-22-slow", "-m", "goes on")
    farm.ok("validate", "--base", "main", "--worktree")


@pytest.mark.parametrize("base", ["nowhere", "", "--all", "0" * 40])
def test_a_base_that_is_none_cannot_be_judged_against(farm: Farm, base: str) -> None:
    answer = farm("validate", f"--base={base}", "--json")
    assert (answer.code, answer.json["verdict"]) == (3, "error")


def test_a_conflict_with_the_base_cannot_be_judged_and_says_how_to_go_on(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit(BASE, author=BOB)
    world.git("switch", "-qc", "change")
    world.commit({f"{LIVE}/incident.yaml": LIVE_FACTS.replace("P3", "P1")}, author=BOB)
    world.git("switch", "-q", "main")
    world.commit({f"{LIVE}/incident.yaml": LIVE_FACTS.replace("P3", "P2")}, author=BOB)
    world.git("switch", "-q", "change")
    answer = farm("validate", "--base", "main")
    assert (answer.code, "rebase" in answer.err) == (3, True)


def test_a_shallow_clone_cannot_judge(farm: Farm, tmp_path: Path) -> None:
    GitWorld(farm.root).commit(BASE, author=BOB)
    farm.root = GitWorld(farm.root).clone(tmp_path / "shallow", "--depth", "1").top
    answer = farm("validate", "--base", "main")
    assert (answer.code, "git fetch --unshallow" in answer.err) == (3, True)


def test_strict_minds_what_a_step_brings_and_not_what_the_base_had(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit({**BASE, f"{LIVE}/incident.yaml": LIVE_FACTS.replace("P3", "P1")}, author=BOB)
    world.git("switch", "-qc", "change")
    world.commit({f"{LIVE}/timeline/20261123T090000Z-bob.md": "---\nauthor: bob\n---\nStill.\n"}, author=BOB)
    assert farm("validate", "--base", "main", "--json").json["existing"]
    farm.ok("validate", "--base", "main", "--strict")


def test_a_merge_among_commits_that_land_one_by_one_is_told_to_rebase(farm: Farm) -> None:
    """As a forge's "update branch" makes it."""
    world = GitWorld(farm.root)
    world.commit({**BASE, "farm.yaml": FARM_YAML + "landing: rebase\n"}, author=ALICE)
    world.git("switch", "-qc", "change")
    world.commit({f"{LIVE}/timeline/20261123T090000Z-bob.md": "---\nauthor: bob\n---\nStill.\n"}, author=BOB)
    world.git("switch", "-q", "main")
    world.commit({"notes.txt": "main moves on"}, author=ALICE)
    world.git("switch", "-q", "change")
    world.merge("main", author=BOB)
    answer = farm("validate", "--base", "main")
    assert (answer.code, "is a merge" in answer.err, "git rebase main" in answer.err) == (3, True, True)
    world.git("rebase", "-q", "main", author=BOB)
    farm.ok("validate", "--base", "main")
