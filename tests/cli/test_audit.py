"""`audit`: real histories that landed on main, each with what the audit must name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

ALICE = "Alice Ng <alice@acme.example>"
BOB = "Bob Roth <bob@acme.example>"
OLD = "incidents/acme/2026-11-20-outage"
ENTRY = f"{OLD}/timeline/20261120T100500Z-bob.md"
LATER = f"{OLD}/timeline/20261120T110000Z-bob.md"
FACTS = """\
title: Outage
severity: P3
status: investigating
description: Down.
affected_components: [checkout]
created_at: 2026-11-20T10:00:00Z
reported_by: bob
"""
INCIDENT = {f"{OLD}/incident.yaml": FACTS, ENTRY: "---\nstatus: investigating\n---\nWe look.\n"}
DAMAGED = ("{}", "[", '{"version": 2, "commits": {}}', '{"version": 1, "commits": []}', "[" * 9999)
ADD_ENTRY = {LATER: "Still looking.\n"}
BOB_RULES = FARM_YAML.replace("maintainers: [alice]", "maintainers: [bob]")


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """A branch main with a founding commit and one incident."""
    made = GitWorld(farm.root)
    made.commit(INCIDENT, author=BOB, message="Outage")
    return made


def named(farm: Farm, *args: str) -> list[tuple[str, str]]:
    """The rules that the audit names, each with the subject of its commit."""
    answer = farm("audit", *args, "--json")
    found = [(finding["rule"], finding["commit"]["subject"]) for finding in answer.json["findings"]]
    assert answer.code == (1 if found else 0), answer
    return found


def side(world: GitWorld, *commits: tuple[Mapping[str, str | None], str], name: str = "side") -> None:
    """Commits on a branch of their own, which leaves main checked out."""
    world.git("switch", "-qc", name)
    for files, author in commits:
        world.commit(files, author=author)
    world.git("switch", "-q", "main")


def test_a_clean_history_passes_and_says_where_the_guarantee_begins(farm: Farm, world: GitWorld) -> None:
    answer = farm.ok("audit")
    assert "PASS: 2 steps" in answer.out
    founding = world.git("rev-parse", "HEAD~1")
    assert f"begins with the founding step, {founding[:10]} by alice" in answer.out


def test_commits_before_the_founding_one_are_not_judged(empty_farm: Farm) -> None:
    world = GitWorld.new(empty_farm.root)
    world.commit(INCIDENT, author=BOB)
    world.commit({ENTRY: "Rewritten before anybody promised anything.\n"}, author=BOB)
    world.commit({"farm.yaml": FARM_YAML}, author=ALICE, message="Found")
    world.commit({ENTRY: "Rewritten afterwards.\n"}, author=BOB, message="After")
    assert named(empty_farm) == [("timeline-rewritten", "After")]
    assert empty_farm("audit", "--json").json["history"]["steps"] == 2


def test_without_a_founding_commit_nothing_can_be_judged(empty_farm: Farm) -> None:
    GitWorld.new(empty_farm.root).commit({"notes.txt": "x"})
    answer = empty_farm("audit")
    assert (answer.code, "no commit here has a farm.yaml" in answer.err) == (3, True)


def test_each_bad_commit_is_named_with_who_and_when(farm: Farm, world: GitWorld) -> None:
    world.commit({ENTRY: "We never looked.\n"}, author=BOB, at="2026-11-23T11:00:00Z", message="Tidy up")
    world.commit(ADD_ENTRY, author=BOB)
    (finding,) = farm("audit", "--json").json["findings"]
    assert (finding["rule"], finding["path"]) == ("timeline-rewritten", ENTRY)
    assert (finding["commit"]["subject"], finding["commit"]["by"]) == ("Tidy up", "bob")
    assert finding["commit"]["at"] == "2026-11-23T11:00:00Z"
    assert finding["cure"].endswith(f"git checkout '{finding['commit']['id'][:10]}^' -- {ENTRY}")


def test_what_is_put_back_later_stays_named(farm: Farm, world: GitWorld) -> None:
    world.commit({ENTRY: None}, author=BOB, message="Drop")
    world.commit({ENTRY: INCIDENT[ENTRY]}, author=BOB, message="Put back")
    assert named(farm) == [("timeline-rewritten", "Drop")]


@pytest.mark.parametrize("how", ["squash", "merge", "rebase"])
def test_what_a_pull_request_does_is_accepted_however_it_lands(farm: Farm, world: GitWorld, how: str) -> None:
    side(world, (ADD_ENTRY, BOB), ({f"{OLD}/incident.yaml": FACTS.replace("investigating", "resolved")}, BOB))
    world.commit({"notes.txt": "main moved on"}, author=ALICE)
    if how == "merge":
        world.merge("side", author=ALICE)
    elif how == "squash":
        world.git("merge", "-q", "--squash", "side")
        world.commit({}, author=BOB)
    else:
        world.git("rebase", "-q", "main", "side")
        world.git("switch", "-q", "main")
        world.git("merge", "-q", "--ff-only", "side")
    assert named(farm) == []


def test_an_entry_dropped_by_a_merge_of_the_published_tip_is_named(farm: Farm, world: GitWorld) -> None:
    """A foxtrot: the local line comes first, and `-s ours` swallows what was published."""
    side(world, ({"notes.txt": "local"}, BOB), name="local")
    world.commit(ADD_ENTRY, author=ALICE, message="Published")
    world.git("switch", "-q", "local")
    world.git("merge", "-q", "-s", "ours", "-m", "Swallow", "main", author=BOB)
    assert named(farm) == [("timeline-rewritten", "Swallow")]


def test_an_entry_of_the_branch_that_its_merge_leaves_out_is_named(farm: Farm, world: GitWorld) -> None:
    side(world, (ADD_ENTRY, BOB))
    world.commit({"notes.txt": "x"}, author=ALICE)
    world.git("merge", "-q", "--no-commit", "side", author=ALICE)
    world.git("rm", "-qf", LATER)
    world.git("commit", "-qm", "Merge side", author=ALICE)
    assert named(farm) == [("timeline-rewritten", "Merge side")]


def test_a_stale_branch_that_is_merged_cleanly_loses_nothing(farm: Farm, world: GitWorld) -> None:
    side(world, (ADD_ENTRY, BOB))
    world.commit({f"{OLD}/timeline/20261120T120000Z-alice.md": "Meanwhile.\n"}, author=ALICE)
    world.merge("side", author=ALICE)
    assert named(farm) == []


def test_an_octopus_is_judged_against_each_parent(farm: Farm, world: GitWorld) -> None:
    side(world, (ADD_ENTRY, BOB), name="one")
    side(world, ({f"{OLD}/timeline/b.md": "b\n"}, BOB), name="two")
    world.git("merge", "-q", "-m", "Octopus", "one", "two", author=ALICE)
    assert named(farm) == []
    world.git("reset", "-q", "--hard", "HEAD^")
    tree = world.git("rev-parse", "one^{tree}")
    tip = world.git("commit-tree", tree, "-p", "main", "-p", "one", "-p", "two", "-m", "Evil octopus", author=ALICE)
    world.git("reset", "-q", "--hard", tip)
    assert named(farm) == [("timeline-rewritten", "Evil octopus")]


class TestPolicy:
    def test_removing_farm_yaml_is_named_and_the_last_one_counts_until_there_is_another(
        self, farm: Farm, world: GitWorld
    ) -> None:
        world.commit({"farm.yaml": None}, author=BOB, message="No policy")
        world.commit({ENTRY: "Rewritten while nobody looks.\n"}, author=BOB, message="Rewrite")
        world.commit({"farm.yaml": BOB_RULES}, author=BOB, message="Bob rules")
        assert named(farm) == [
            ("unauthorized-policy-change", "No policy"),
            ("timeline-rewritten", "Rewrite"),
            ("unauthorized-policy-change", "Bob rules"),
        ]

    def test_a_broken_farm_yaml_does_not_stop_the_audit(self, farm: Farm, world: GitWorld) -> None:
        world.commit({"farm.yaml": "maintainers: ["}, author=BOB, message="Break")
        world.commit({ENTRY: "Rewritten.\n"}, author=BOB, message="Rewrite")
        world.commit({"farm.yaml": FARM_YAML}, author=ALICE, message="Mend")
        assert set(named(farm)) == {
            ("invalid-yaml", "Break"),
            ("unauthorized-policy-change", "Break"),
            ("timeline-rewritten", "Rewrite"),
        }

    def test_a_range_that_begins_without_a_policy_cannot_be_judged(self, farm: Farm, world: GitWorld) -> None:
        """Or else somebody would remove farm.yaml in one push and found the repository anew in the next."""
        gone = world.commit({"farm.yaml": None}, author=BOB)
        world.commit({"farm.yaml": BOB_RULES}, author=BOB)
        answer = farm("audit", f"{gone}..")
        assert (answer.code, "farm-gitops audit" in answer.err) == (3, True)

    def test_a_pull_request_against_a_base_that_lost_its_policy_cannot_be_judged(
        self, farm: Farm, world: GitWorld
    ) -> None:
        world.commit({"farm.yaml": None}, author=BOB)
        world.git("switch", "-qc", "change")
        world.commit({"farm.yaml": BOB_RULES}, author=BOB)
        assert farm("validate", "--base", "main").code == 3


class TestBaseline:
    def test_excuses_what_was_found_and_nothing_else(self, farm: Farm, world: GitWorld) -> None:
        world.commit({ENTRY: "Rewritten long ago.\n"}, author=BOB, message="Old sin")
        farm.ok("audit", "--write-baseline")
        world.commit({".farm-gitops/audit-baseline.json": farm.read(".farm-gitops/audit-baseline.json")}, author=ALICE)
        answer = farm.ok("audit", "--json")
        assert [each["commit"]["subject"] for each in answer.json["existing"]] == ["Old sin"]
        assert answer.json["history"]["lastKnown"]["subject"] == "Old sin"
        world.commit({ENTRY: "Rewritten again.\n"}, author=BOB, message="New sin")
        assert named(farm) == [("timeline-rewritten", "New sin")]
        assert [subject for _, subject in named(farm, "--no-baseline")] == ["Old sin", "New sin"]

    def test_is_policy(self, farm: Farm, world: GitWorld) -> None:
        world.commit({ENTRY: "Rewritten.\n"}, author=BOB, message="Sin")
        farm.ok("audit", "--write-baseline")
        text = farm.read(".farm-gitops/audit-baseline.json")
        world.commit({".farm-gitops/audit-baseline.json": text}, author=BOB, message="Absolution")
        assert named(farm) == [("unauthorized-policy-change", "Absolution")]

    @pytest.mark.parametrize(
        "text", ["{}", "[", '{"version": 2, "commits": {}}', '{"version": 1, "commits": []}', "[" * 9999]
    )
    def test_a_damaged_one_is_an_error_and_never_a_pass(self, farm: Farm, world: GitWorld, text: str) -> None:
        world.commit({".farm-gitops/audit-baseline.json": text}, author=ALICE)
        assert farm("audit").code == 3


class TestRange:
    def test_only_what_came_after_is_judged(self, farm: Farm, world: GitWorld) -> None:
        bad = world.commit({ENTRY: "Rewritten.\n"}, author=BOB, message="Before")
        world.commit(ADD_ENTRY, author=BOB)
        world.commit({LATER: None}, author=BOB, message="After")
        assert named(farm, f"{bad}..HEAD") == [("timeline-rewritten", "After")]
        assert named(farm, bad) == [("timeline-rewritten", "Before")]

    @pytest.mark.parametrize("span", ["HEAD...main", "nowhere..", "main..nowhere", "-x..", "side..main"])
    def test_one_that_is_none_is_an_error(self, farm: Farm, world: GitWorld, span: str) -> None:
        side(world, (ADD_ENTRY, BOB))
        world.commit({"notes.txt": "x"})
        assert farm("audit", "--", span).code in {2, 3}

    def test_nothing_after_the_start_is_nothing_to_say(self, farm: Farm) -> None:
        answer = farm.ok("audit", "HEAD..", "--json")
        assert answer.json["history"]["steps"] == 0


def test_a_shallow_clone_cannot_be_audited(farm: Farm, world: GitWorld, tmp_path: Path) -> None:
    world.clone(tmp_path / "shallow", "--depth=1")
    answer = farm("-C", str(tmp_path / "shallow"), "audit")
    assert (answer.code, "--unshallow" in answer.err) == (3, True)


def test_a_bare_repository_can_be_audited(farm: Farm, world: GitWorld, tmp_path: Path) -> None:
    world.commit({ENTRY: None}, author=BOB, message="Drop")
    world.clone(tmp_path / "bare", "--bare")
    answer = farm("-C", str(tmp_path / "bare"), "audit", "--json")
    assert [each["rule"] for each in answer.json["findings"]] == ["timeline-rewritten"]
