"""Who stands for what parallel branches of one step left: real merges, judged by `validate --base`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from command import FARM_YAML, Farm
from git_world import ALICE, GitWorld
from test_validate_base import APPROVED, BASE, BOB, OLD, POST_MORTEM

CAROL = "Carol Diaz <carol@acme.example>"
POLICY = FARM_YAML.replace("active: false}", "active: true}") + "landing: merge\n"
BY_ALICE = POLICY.replace("maintainers: [alice]", "maintainers: [alice, carol]")
BY_BOB = POLICY.replace("name: Payments database", "name: Payments")
BOTH = BY_ALICE.replace("name: Payments database", "name: Payments")
APPROVAL = f"{OLD}/postmortem.md"


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """A repository whose pull requests land as merges, on a branch of its own."""
    made = GitWorld(farm.root)
    made.commit({**BASE, "farm.yaml": POLICY}, author=ALICE)
    made.git("switch", "-qc", "change")
    return made


def refused(farm: Farm) -> set[str]:
    """The rules whose errors refuse the branch."""
    answer = farm("validate", "--base", "main", "--json")
    assert answer.code in (0, 1), answer
    return {finding["rule"] for finding in answer.json["findings"] if finding["level"] == "error"}


def beside(world: GitWorld, text: str, author: str, at: str) -> None:
    """farm.yaml as a branch of the branch changes it."""
    world.git("switch", "-qc", author.split(maxsplit=1)[0], "main")
    world.commit({"farm.yaml": text}, author, at)
    world.git("switch", "-q", "change")


@pytest.mark.parametrize("newest", [ALICE, BOB])
def test_a_maintainer_does_not_stand_for_what_somebody_else_did_beside_them(
    farm: Farm, world: GitWorld, newest: str
) -> None:
    admin = POLICY.replace("admins: [alice]", "admins: [alice, bob]")
    for text, author in ((BY_ALICE, ALICE), (admin, BOB)):
        beside(world, text, author, "2026-11-23T11:00:00Z" if author == newest else "2026-11-23T10:30:00Z")
    for branch in ("Alice", "Bob"):
        world.merge(branch, BOB)
    assert refused(farm) == {"unauthorized-policy-change"}


def test_a_maintainer_stands_for_what_they_committed_on_top_of_others(farm: Farm, world: GitWorld) -> None:
    world.commit({"farm.yaml": BY_BOB}, BOB)
    world.commit({"farm.yaml": BOTH}, ALICE)
    assert refused(farm) == set()


def test_taking_in_main_makes_nobody_a_hand_in_the_policy(farm: Farm, world: GitWorld) -> None:
    world.commit({"farm.yaml": BY_ALICE}, ALICE)
    world.git("switch", "-q", "main")
    world.commit({"farm.yaml": BY_BOB}, BOB)
    world.git("switch", "-q", "change")
    assert refused(farm) == set()
    world.merge("main", CAROL)
    assert world.git("show", "HEAD:farm.yaml") == BOTH.strip()
    assert refused(farm) == set()


def test_what_the_merge_itself_changes_in_the_policy_is_another_hand(farm: Farm, world: GitWorld) -> None:
    world.commit({"farm.yaml": BY_ALICE}, ALICE)
    world.git("switch", "-q", "main")
    world.commit({"farm.yaml": BY_BOB}, BOB)
    world.git("switch", "-q", "change")
    world.git("merge", "-q", "--no-commit", "main")
    world.commit({"farm.yaml": BOTH.replace("admins: [alice]", "admins: [alice, carol]")}, CAROL)
    assert refused(farm) == {"unauthorized-policy-change"}


def approves_beside_an_edit(world: GitWorld) -> None:
    """An admin approves one text; a merge takes another that lay beside it, with the approval in it."""
    world.git("switch", "-qc", "other")
    world.commit({APPROVAL: APPROVED.replace("A full disk", "Somebody's fault")}, BOB, "2026-11-23T10:30:00Z")
    world.git("switch", "-q", "change")
    world.commit({APPROVAL: APPROVED}, ALICE, "2026-11-23T11:00:00Z")
    world.git("merge", "-q", "-X", "theirs", "-m", "Merge", "other", author=BOB)


def approves_and_is_left_out(world: GitWorld) -> None:
    """An admin takes an approval back; a merge that tells nothing of it takes it up again."""
    world.git("tag", "draft")
    approval = world.commit({APPROVAL: APPROVED}, ALICE)
    withdrawn = world.commit({APPROVAL: POST_MORTEM}, ALICE)
    tree = world.git("rev-parse", f"{approval}^{{tree}}")
    merge = world.git("commit-tree", tree, "-p", withdrawn, "-p", approval, "-m", "Merge", author=BOB)
    world.git("reset", "-q", "--hard", merge)


@pytest.mark.parametrize("change", [approves_beside_an_edit, approves_and_is_left_out])
def test_an_admin_does_not_stand_for_what_a_merge_makes_of_their_approval(
    farm: Farm, world: GitWorld, change: Callable[[GitWorld], None]
) -> None:
    change(world)
    assert "approved" in world.git("show", f"HEAD:{APPROVAL}")
    assert refused(farm) == {"unauthorized-approval"}


def test_an_approval_is_of_the_words_that_the_admin_committed(farm: Farm, world: GitWorld) -> None:
    world.commit({APPROVAL: APPROVED}, ALICE)
    assert refused(farm) == set()
    world.git("switch", "-q", "main")
    world.commit({APPROVAL: POST_MORTEM.replace("Why.", "Nobody knows.")}, BOB)
    world.git("switch", "-q", "change")
    answer = farm("validate", "--base", "main", "--json")
    (finding,) = answer.json["findings"]
    assert (answer.code, finding["rule"]) == (1, "unauthorized-approval")
    assert "other words" in finding["message"]
    world.git("rebase", "-q", "main")
    assert refused(farm) == set()
