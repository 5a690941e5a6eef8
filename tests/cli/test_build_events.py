"""The site's `events.json` and the command `events` agree, though one reads records and the other git's history."""

from __future__ import annotations

import json
from pathlib import Path

from command import Farm
from git_world import GitWorld

from farm_gitops.actions.demo import make_demo

FACTS = "title: Slow\nseverity: P3\nstatus: {status}\ndescription: x\n"
LIVE = "incidents/acme/2026-11-22-slow"


def published(farm: Farm) -> list[dict[str, object]]:
    """What a build says."""
    farm.ok("build", "--output", str(farm.root.parent / "site"))
    events: list[dict[str, object]] = json.loads((farm.root.parent / "site/events.json").read_text())
    return events


def commanded(farm: Farm, *args: str) -> list[dict[str, object]]:
    """What the command says of all history, but for what `events.json` leaves out."""
    first = GitWorld(farm.root).git("rev-list", "--max-parents=0", "HEAD")
    told = farm.ok("events", "--since", first, "--json", *args).json["events"]
    return [each for each in told if each["type"] != "incident.updated"]


def test_both_say_the_same_of_the_demo(empty_farm: Farm, tmp_path: Path) -> None:
    make_demo(tmp_path / "demo")
    empty_farm.root = tmp_path / "demo"
    told = published(empty_farm)
    assert len(told) > 150
    assert told == commanded(empty_farm)[-len(told) :]


def test_both_say_the_same_of_what_no_commit_holds(farm: Farm) -> None:
    repository = GitWorld(farm.root)
    repository.commit({f"{LIVE}/incident.yaml": FACTS.format(status="open")}, at="2026-11-22T10:00:00Z")
    farm.write(f"{LIVE}/incident.yaml", FACTS.format(status="investigating"))
    farm.write(f"{LIVE}/timeline/20261122T110000Z-bob.md", "---\nauthor: bob\n---\nWe look.\n")
    here, there = published(farm), commanded(farm, "--worktree")
    assert [each["id"] for each in here] == [each["id"] for each in there]
    repository.git("add", "-A")
    repository.git("commit", "-qm", "x")
    assert [each["id"] for each in published(farm)] == [each["id"] for each in there]


def test_a_text_that_was_taken_out_is_told_by_neither(farm: Farm) -> None:
    entry = f"{LIVE}/timeline/20261122T110000Z-bob.md"
    gone = "---\nauthor: bob\nredacted:\n  by: alice\n  at: 2026-11-22T12:00:00Z\n  reason: a name\n---\n"
    repository = GitWorld(farm.root)
    repository.commit(
        {f"{LIVE}/incident.yaml": FACTS.format(status="open"), entry: "---\nauthor: bob\n---\nEve did.\n"}
    )
    repository.commit({entry: gone})
    told = published(farm)
    assert "Eve did" not in json.dumps(told)
    assert [each["id"] for each in told] == [each["id"] for each in commanded(farm)]
