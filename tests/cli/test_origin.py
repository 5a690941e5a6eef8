"""What the commit that added an incident says of its beginning may be written into the file later, and nothing else."""

from __future__ import annotations

import pytest
from command import Farm
from git_world import GitWorld
from test_validate_base import BASE, BOB, LIVE, LIVE_FACTS

from farm_gitops.errors import FarmError
from farm_gitops.store import history

PATH = f"{LIVE}/incident.yaml"
BARE = LIVE_FACTS.replace("created_at: 2026-11-22T10:00:00Z\nreported_by: bob\n", "")
AT = "2026-11-22T10:00:00Z"


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """The live incident does not say when it was reported, nor by whom: Bob's commit does; Alice edited it since."""
    made = GitWorld(farm.root)
    made.commit({path: text for path, text in BASE.items() if path != PATH}, author=BOB)
    made.commit({PATH: BARE}, BOB, AT)
    made.commit({PATH: BARE.replace("Slow", "Slower")}, at="2026-11-22T11:00:00Z")
    made.git("switch", "-qc", "change")
    return made


def judged(farm: Farm, world: GitWorld, *lines: str) -> list[dict[str, str]]:
    """The findings about the incident with some lines added."""
    world.commit({PATH: BARE.replace("Slow", "Slower") + "".join(f"{line}\n" for line in lines)}, BOB)
    answer = farm("validate", "--base", "main", "--json")
    assert answer.code in (0, 1)
    found: list[dict[str, str]] = answer.json["findings"]
    return found


def test_what_the_commit_says_may_be_added(farm: Farm, world: GitWorld) -> None:
    assert judged(farm, world, "created_at: 2026-11-22T11:00:00+01:00", "reported_by: bob") == []


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("created_at: 2026-11-22T11:00:00Z", f"created_at: {AT}"),
        ("reported_by: alice", "reported_by: bob"),
    ],
)
def test_anything_else_is_refused_with_what_the_commit_says(farm: Farm, world: GitWorld, line: str, right: str) -> None:
    (finding,) = judged(farm, world, line)
    assert finding["rule"] == "created-at-changed"
    assert finding["cure"].startswith(f"write `{right}` as that commit says")


def test_where_every_commit_lands_each_is_held_against_what_was_before_it(farm: Farm, world: GitWorld) -> None:
    world.git("switch", "-q", "main")
    world.commit({"farm.yaml": world.git("show", "HEAD:farm.yaml") + "\nlanding: rebase\n"})
    world.git("switch", "-q", "change")
    world.git("rebase", "-q", "main")
    assert judged(farm, world, f"created_at: {AT}") == []
    (finding,) = judged(farm, world, f"created_at: {AT}", "reported_by: alice")
    assert finding["rule"] == "created-at-changed"


def test_the_audit_says_the_same(farm: Farm, world: GitWorld) -> None:
    assert judged(farm, world, f"created_at: {AT}", "reported_by: bob") == []
    answer = farm("audit", "main..HEAD", "--json")
    assert (answer.code, answer.json["findings"]) == (0, [])


def test_git_is_asked_for_it_only_where_somebody_adds_it(
    farm: Farm, world: GitWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise FarmError("the history of an incident was read")

    monkeypatch.setattr(history, "landed_in", never)
    assert judged(farm, world, "commander: bob") == []
    world.commit({PATH: f"{BARE}created_at: {AT}\n"}, BOB)
    assert "was read" in farm("validate", "--base", "main").err
