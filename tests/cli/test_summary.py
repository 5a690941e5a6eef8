"""`summary` over real pull requests in real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

BOB = "Bob Roth <bob@acme.example>"
FOLDER = "incidents/acme/2026-11-22-slow"
FACTS = """\
title: Slow
severity: P3
status: investigating
description: Slow.
affected_components: [checkout]
created_at: 2026-11-22T10:00:00Z
reported_by: bob
"""
UPDATE = {
    f"{FOLDER}/incident.yaml": FACTS.replace("investigating", "identified"),
    f"{FOLDER}/timeline/20261122T120000Z-bob.md": "---\nauthor: bob\nstatus: identified\n---\nA full disk.\n",
}
TOLD = {"text": "Bob Roth posted an update (moved from investigating to identified)", "quote": "A full disk."}


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """A branch off main, where one incident has landed."""
    world = GitWorld(farm.root)
    world.commit({f"{FOLDER}/incident.yaml": FACTS}, author=BOB)
    world.git("switch", "-qc", "change")
    return world


def told(farm: Farm, *options: str) -> list[dict[str, str]]:
    """What is told of all incidents."""
    answer = farm.ok("summary", "--base", "main", "--json", *options)
    return [change for incident in answer.json["incidents"] for change in incident["changes"]]


def test_a_pull_request_is_told_in_markdown(farm: Farm, world: GitWorld) -> None:
    world.commit(UPDATE, author=BOB)
    assert farm.ok("summary", "--base", "main").out == (
        "<!-- farm-gitops summary -->\n"
        "### What this change does\n"
        "\n"
        "1 commit by Bob Roth.\n"
        "\n"
        "**Slow** (`acme/2026-11-22-slow`, P3)\n"
        "\n"
        "- Bob Roth posted an update (moved from investigating to identified):\n"
        "  > A full disk.\n"
        "\n"
    )


def test_the_net_change_is_told_however_it_lands(farm: Farm, world: GitWorld) -> None:
    world.git("switch", "-q", "main")
    world.commit({"farm.yaml": FARM_YAML + "landing: rebase\n", "other.txt": "x"})
    world.git("switch", "-q", "change")
    world.commit({"mistake.txt": "x"}, author=BOB)
    world.commit({"mistake.txt": None, **UPDATE}, author=BOB)
    answer = farm.ok("summary", "--base", "main", "--json")
    assert (answer.json["commits"], answer.json["authors"], answer.json["otherFiles"]) == (2, ["Bob Roth"], [])
    assert told(farm) == [TOLD]


def test_what_is_not_committed_is_told_on_request(farm: Farm, world: GitWorld) -> None:
    farm.become("Bob Roth", "bob@acme.example")
    world.write(UPDATE)
    assert told(farm) == []
    assert told(farm, "--worktree") == [TOLD]


def test_a_branch_that_does_nothing_says_so(farm: Farm, world: GitWorld) -> None:
    assert "Nothing about incidents changes." in farm.ok("summary", "--base", "main").out


def test_what_the_validator_refuses_is_told_all_the_same(farm: Farm, world: GitWorld) -> None:
    world.commit({f"{FOLDER}/incident.yaml": None}, author=BOB)
    assert farm("validate", "--base", "main").code == 1
    assert told(farm) == [{"text": "takes this incident away", "quote": ""}]
    world.commit({"farm.yaml": None}, author=BOB)
    assert farm.ok("summary", "--base", "main", "--json").json["configuration"] == ["takes farm.yaml away"]


def test_content_cannot_speak_in_the_comment(farm: Farm, world: GitWorld) -> None:
    hostile = '"<script>x</script> @everyone [x](javascript:x) ##[add-mask]x #1"'
    world.commit({f"{FOLDER}/incident.yaml": FACTS.replace("title: Slow", f"title: {hostile}")}, author="@all <x@y.z>")
    out = farm.ok("summary", "--base", "main").out
    for bad in ("<script>", "@everyone", "@all", "x@y.z", "[x](", "##[", " #1"):
        assert bad not in out, bad


@pytest.mark.parametrize("base", ["nowhere", "", "--all"])
def test_without_a_base_nothing_can_be_told(farm: Farm, world: GitWorld, base: str) -> None:
    answer = farm("summary", f"--base={base}", "--json")
    assert (answer.code, answer.json["verdict"]) == (3, "error")


def test_a_shallow_clone_says_what_to_fetch(farm: Farm, world: GitWorld, tmp_path: Path) -> None:
    farm.root = world.clone(tmp_path / "shallow", "--depth", "1").top
    answer = farm("summary", "--base", "HEAD")
    assert (answer.code, "git fetch --unshallow" in answer.err) == (3, True)


def test_the_base_is_asked_for(farm: Farm) -> None:
    assert farm("summary").code == 2
