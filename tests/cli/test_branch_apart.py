"""`--branch` while standing on another incident's branch: the new one begins where the default branch ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

FIRST = "acme/2026-11-23-checkout-is-down"
SECOND = "acme/2026-11-23-search-is-slow"


def declare(title: str) -> tuple[str, ...]:
    return ("open", title, "--severity", "P2", "--description", "x", "--branch")


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """A repository that stands on the branch of its first incident."""
    farm.ok(*declare("Checkout is down"))
    return GitWorld(farm.root)


def files(world: GitWorld, revision: str) -> list[str]:
    """The files below incidents/ that a commit holds."""
    return world.git("ls-tree", "-r", "--name-only", revision, "incidents/").splitlines()


def test_the_branch_of_a_second_incident_holds_nothing_of_the_first(farm: Farm, world: GitWorld) -> None:
    answer = farm.ok(*declare("Search is slow"))
    assert f"the branch begins at main, not at open/{FIRST}, where you stood" in answer.out
    assert world.git("rev-parse", "--abbrev-ref", "HEAD") == f"open/{SECOND}"
    assert files(world, "HEAD") == [f"incidents/{SECOND}/incident.yaml"]
    assert files(world, f"open/{FIRST}") == [f"incidents/{FIRST}/incident.yaml"]
    assert world.git("rev-parse", "HEAD~") == world.git("rev-parse", "main")
    assert world.git("status", "--porcelain") == ""
    farm.ok("validate", "--base", "main")


def test_what_is_about_the_incident_of_the_branch_goes_on_top_of_it(farm: Farm, world: GitWorld) -> None:
    answer = farm.ok("update", FIRST, "-m", "Rolling back.", "--branch", "--json")
    assert answer.json["beginsAt"] is None
    assert world.git("rev-parse", "HEAD~") == world.git("rev-parse", f"open/{FIRST}")


def test_an_update_of_an_incident_of_main_does_not_take_the_other_along(farm: Farm, world: GitWorld) -> None:
    world.git("switch", "-q", "main")
    farm.ok("open", "Search is slow", "--severity", "P2", "--description", "x", "--commit")
    world.git("switch", "-q", f"open/{FIRST}")
    world.git("merge", "-q", "main", "-m", "Take in main")
    assert farm.ok("update", SECOND, "-m", "Faster.", "--branch", "--json").json["beginsAt"] == "main"
    assert not any(FIRST in path for path in files(world, "HEAD"))


def test_what_is_not_committed_stays_and_what_is_in_the_way_refuses_with_nothing_changed(
    farm: Farm, world: GitWorld
) -> None:
    farm.write("notes.txt", "mine")
    farm.ok(*declare("Search is slow"))
    assert farm.read("notes.txt") == "mine"
    facts = f"incidents/{SECOND}/incident.yaml"
    farm.write(facts, farm.read(facts).replace("x", "y"))
    before = world.git("for-each-ref"), world.git("status", "--porcelain")
    refused = farm(*declare("Mail is late"))
    assert (refused.code, "git stash" in refused.err) == (3, True)
    assert (world.git("for-each-ref"), world.git("status", "--porcelain")) == before
    assert world.git("rev-parse", "--abbrev-ref", "HEAD") == f"open/{SECOND}"


def test_what_needs_the_branch_where_one_stands_is_refused_with_the_way_out(farm: Farm, world: GitWorld) -> None:
    before = world.git("for-each-ref")
    refused = farm(*declare("Again"), "--follows", FIRST)
    assert refused.code == 1
    assert "the new branch would begin at main, and there this does not work: there is no incident" in refused.err
    assert f"--commit puts it on open/{FIRST}" in refused.err
    assert world.git("for-each-ref") == before
    farm.ok("open", "Again", "--severity", "P2", "--description", "x", "--follows", FIRST, "--commit")


@pytest.mark.parametrize("is_ahead", [True, False])
def test_it_begins_at_the_newest_of_local_and_remote_main(farm: Farm, tmp_path: Path, is_ahead: bool) -> None:
    origin, world = GitWorld.bare(tmp_path / "origin.git"), GitWorld(farm.root)
    world.git("remote", "add", "upstream", origin.top.as_uri())
    world.git("push", "-q", "-u", "upstream", "main")
    other = origin.clone(tmp_path / "other")
    theirs = other.commit({"theirs.txt": "theirs"})
    other.git("push", "-q")
    ours = world.git("rev-parse", "main")
    if is_ahead:
        world.git("fetch", "-q", "upstream")
    farm.ok(*declare("Checkout is down"))
    farm.ok(*declare("Search is slow"))
    assert world.git("rev-parse", "HEAD~") == (theirs if is_ahead else ours)
    assert (farm.root / "theirs.txt").exists() is is_ahead
    assert world.git("status", "--porcelain") == ""


def test_nothing_is_moved_where_main_has_all_of_it(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.git("switch", "-qc", "mine")
    assert farm.ok(*declare("Search is slow"), "--json").json["beginsAt"] is None
